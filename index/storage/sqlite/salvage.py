"""What of a database can still be read and is what was written."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from index.documents import Content, Document, Span, digest
from index.storage.sections import sections_from_json
from index.storage.sqlite.seal import SEALED, read_stored, seal


def readable(text: bytes) -> str:
    """What SQLite gives as text, even where it is damaged: a document with it in it does not match its seal."""
    return text.decode("utf-8", "replace")


def read_documents(
    connection: sqlite3.Connection,
) -> Iterator[tuple[str, str, tuple[Document, list[Span], np.ndarray] | None]]:
    """Every document as (id, source, what it holds), with None for one that does not match its seal."""
    for id, source in _known(connection).items():
        try:
            *row, text, sealed = connection.execute(
                f"SELECT {SEALED}, text, seal FROM document WHERE id = ?", (id,)
            ).fetchone()
            source = str(row[1])  # noqa: PLW2901 - as the document itself says
            spans, vectors = read_stored(connection, id)
            sound = None
            if seal(row, spans, vectors) == sealed and digest(text) == row[3]:
                content = Content(text.decode(), sections_from_json(row[6]), row[4], json.loads(row[7]))
                matrix = np.frombuffer(vectors, dtype=np.float32).reshape(len(spans), -1) if spans else np.empty((0, 0))
                sound = Document(id, source, row[2], content), spans, matrix
            yield id, source, sound
        except (sqlite3.Error, ValueError, TypeError, KeyError):
            yield id, source, None


def _known(connection: sqlite3.Connection) -> dict[str, str]:
    """The id of every document that is named anywhere, and its source where that is told.

    A table may be broken in the middle, so each is read from both its ends.
    """
    found: dict[str, str] = {}
    for query in (
        "SELECT id, source FROM document INDEXED BY document_listed ORDER BY source",
        "SELECT id, '' FROM document NOT INDEXED ORDER BY id",
        "SELECT document, '' FROM passage ORDER BY id",
    ):
        for order in ("ASC", "DESC"):
            with suppress(sqlite3.Error):
                for id, source in connection.execute(f"{query} {order}"):
                    found[str(id)] = found.get(str(id)) or str(source)
    return dict(sorted(found.items()))
