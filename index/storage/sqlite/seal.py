"""A digest over everything a library knows of one document, so that no change to it goes unseen."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence

from index.documents import Span

#: What the seal covers of a document's row; the text through its digest.
SEALED = "id, source, source_digest, digest, title, size, sections, metadata"


def seal(row: Sequence[object], spans: Sequence[Span], vectors: bytes) -> str:
    """SHA-256, in hexadecimal.

    Args:
        row: the values of :data:`SEALED`.
        vectors: the passages' float32 vectors, one after the other.
    """
    described = json.dumps([list(row), [(span.start, span.end) for span in spans]], ensure_ascii=False)
    return hashlib.sha256(described.encode() + b"\0" + vectors).hexdigest()


def read_stored(connection: sqlite3.Connection, id: str) -> tuple[list[Span], bytes]:
    """The spans and vectors of a stored document, in the order they were put."""
    rows = connection.execute(
        "SELECT start, end, value FROM passage LEFT JOIN vector ON passage = id WHERE document = ? ORDER BY id", (id,)
    ).fetchall()
    return [Span(start, end) for start, end, _ in rows], b"".join(value or b"" for *_, value in rows)
