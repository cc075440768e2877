"""Documents and passages out of their rows."""

import json
from collections.abc import Sequence

import numpy as np

from index.documents import Content, Document, Span
from index.embedding import ModelIdentity
from index.errors import LibraryDamaged, LibraryMismatch
from index.storage.postgres.connection import Connection, floats
from index.storage.protocols import FORMAT, Maker
from index.storage.sections import sections_from_json


def read_maker(connection: Connection) -> tuple[Maker, str]:
    """What the library was made with, and the folder its sources are relative to.

    Raises:
        LibraryMismatch: another version of this program wrote it. LibraryDamaged: it does not say.
    """
    text, base = connection.execute("SELECT maker, base FROM library").fetchone()
    try:
        values = json.loads(text)
        if values["format"] != FORMAT:
            raise LibraryMismatch(
                f"the library has format {values['format']} and this program reads {FORMAT}; "
                "index the documents anew into another database"
            )
        return Maker(
            ModelIdentity(**values["embedder"]), values["limit"], values["format"], values.get("reading", 0)
        ), base
    except (ValueError, KeyError, TypeError) as cause:
        raise LibraryDamaged("the library does not say what it was made with; restore a backup") from cause


def read_documents(connection: Connection, ids: Sequence[str]) -> list[Document]:
    """The documents with these ids, in no order, each checked against its digest.

    Raises:
        LibraryDamaged: a stored text is not the one that was indexed.
    """
    found = []
    for id, source, source_digest, digest, title, text, sections, metadata in connection.execute(
        "SELECT id, source, source_digest, digest, title, text, sections, metadata FROM document WHERE id = ANY(%s)",
        (list(ids),),
    ):
        content = Content(bytes(text).decode(), sections_from_json(sections), json.loads(title), json.loads(metadata))
        document = Document(id, source, source_digest, content)
        if document.digest != digest:
            raise LibraryDamaged(f"the stored text of {source} is not what was indexed; restore a backup")
        found.append(document)
    return found


def read_stored(connection: Connection, id: str) -> tuple[Document | None, list[Span], np.ndarray]:
    """A document with its passages' spans, in their order, and vectors, float32, shape (len(spans), dimension)."""
    found = read_documents(connection, [id])
    put = connection.execute("SELECT put FROM document WHERE id = %s", (id,)).fetchone() or (0,)
    rows = connection.execute(
        'SELECT start, "end", vector FROM passage WHERE document = %s AND put = %s ORDER BY id', (id, *put)
    )
    passages = [(Span(start, end), floats(vector)) for start, end, vector in rows]
    vectors = np.stack([vector for _, vector in passages]) if passages else np.empty((0, 0), dtype=np.float32)
    return (found[0] if found else None), [span for span, _ in passages], vectors
