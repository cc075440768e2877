"""Write transactions, each a whole document."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from index.documents import Content, Document, Span
from index.errors import UnreadableDocument
from index.storage.sections import sections_from_json, sections_to_json
from index.storage.sqlite.connection import NOTE
from index.storage.sqlite.seal import SEALED, seal, stored
from index.words import words


class SQLiteWriter:
    """The one writer; fills :class:`index.storage.protocols.Writer`. Every method is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, document: Document, spans: Sequence[Span], vectors: np.ndarray) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        if len(spans) != len(vectors):
            raise ValueError(f"{len(spans)} passages need as many vectors, not {len(vectors)}")
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        content = document.content
        row = (
            document.id,
            document.source,
            document.source_digest,
            document.digest,
            content.title,
            len(document.text),
            sections_to_json(content.sections),
            json.dumps(dict(content.metadata), ensure_ascii=False),
        )
        with _fitting(), self._transaction():
            self._forget(document.id)
            self._connection.execute(
                f"INSERT INTO document({SEALED}, text, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, document.text.encode(), seal(row, spans, vectors.tobytes())),
            )
            for span, vector in zip(spans, vectors, strict=True):
                passage = self._connection.execute(
                    "INSERT INTO passage(document, start, end) VALUES (?, ?, ?)", (document.id, span.start, span.end)
                ).lastrowid
                self._connection.execute("INSERT INTO vector VALUES (?, ?)", (passage, vector.tobytes()))
                self._connection.execute(
                    "INSERT INTO word(rowid, title, headings, body) VALUES (?, ?, ?, ?)",
                    (passage, *indexed(document, span)),
                )

    def move(self, id: str, source: str) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        with self._transaction():
            self._connection.execute("UPDATE document SET source = ? WHERE id = ?", (source, id))
            row = self._connection.execute(f"SELECT {SEALED} FROM document WHERE id = ?", (id,)).fetchone()
            sealed = seal(row, *stored(self._connection, id))
            self._connection.execute("UPDATE document SET seal = ? WHERE id = ?", (sealed, id))

    def remove(self, id: str) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        with self._transaction():
            self._forget(id)

    def note(self, key: str, value: str) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (NOTE + key, value))

    def _forget(self, id: str) -> None:
        row = self._connection.execute("SELECT text, title, sections FROM document WHERE id = ?", (id,)).fetchone()
        if row is None:
            return
        # A contentless full-text table must be told the words it is to forget.
        old = Document(id, "", "", Content(row[0].decode(), sections_from_json(row[2]), row[1]))
        for passage, start, end in self._connection.execute(
            "SELECT id, start, end FROM passage WHERE document = ?", (id,)
        ).fetchall():
            self._connection.execute(
                "INSERT INTO word(word, rowid, title, headings, body) VALUES ('delete', ?, ?, ?, ?)",
                (passage, *indexed(old, Span(start, end))),
            )
            self._connection.execute("DELETE FROM vector WHERE passage = ?", (passage,))
        self._connection.execute("DELETE FROM passage WHERE document = ?", (id,))
        self._connection.execute("DELETE FROM document WHERE id = ?", (id,))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


@contextmanager
def _fitting() -> Iterator[None]:
    """Says of a document that it is too large for the engine, which takes a thousand million bytes in one value."""
    try:
        yield
    except (sqlite3.DataError, OverflowError) as cause:
        raise UnreadableDocument(f"has too much in one piece to be stored ({cause}); split it") from cause


def indexed(document: Document, span: Span) -> tuple[str, str, str]:
    """What full-text search knows of a passage: title, headings, body."""
    section = document.section_at(span.start)
    headings = " ".join(section.headings) if section else ""
    return words(document.content.title or ""), words(headings), words(span.of(document.text))
