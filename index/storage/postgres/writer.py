"""Write transactions, each a whole document."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

import numpy as np

from index.documents import Document, Span
from index.errors import QuothError, UnreadableDocument
from index.reading import reading_text
from index.storage.postgres.connection import Connection, half_text
from index.storage.postgres.rows import read_documents, read_stored
from index.storage.postgres.schema import LOCKS
from index.storage.protocols import Made, Maker
from index.storage.seal import seal
from index.storage.sections import sections_to_json
from index.words import FIELD_WEIGHTS, folded

_DOCUMENT = """
INSERT INTO document(id, source, source_digest, digest, title, text, size, sections, metadata, seal, passages, words, put)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
# All in one statement: a foreign table takes its rows in batches then.
_PASSAGES = """
INSERT INTO passage(document, put, start, "end", vector, words, length)
SELECT %s, %s, start, "end", vector::halfvec, counted(to_tsvector('words', words)), length
FROM unnest(%s::integer[], %s::integer[], %s::text[], %s::text[], %s::integer[]) AS row(start, "end", vector, words, length)
"""


@dataclass(frozen=True)
class DocumentRows:
    """A document's rows.

    Attributes:
        document: of :data:`_DOCUMENT`, but for the last two.
        passages: columns of :data:`_PASSAGES`: start, end, vector, words, length.
    """

    document: tuple[object, ...]
    passages: tuple[list[int], list[int], list[str], list[str], list[int]]

    @property
    def words(self) -> int:
        """Of all passages, repeated ones too."""
        return sum(self.passages[-1])

    def insert_document(self, connection: Connection, put: int) -> None:
        """Writes the document's row."""
        connection.execute(_DOCUMENT, (*self.document, len(self.passages[0]), self.words, put))

    def insert_passages(self, connection: Connection, put: int) -> None:
        """Writes the passages' rows."""
        if self.passages[0]:
            connection.execute(_PASSAGES, (self.document[0], put, *self.passages))


class PostgresWriter:
    """One of any number of writers; fills :class:`index.storage.protocols.Writer`. Every method is one transaction.

    Writers of different documents do not wait for each other, but for the moment of the commit.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, document: Document, spans: Sequence[Span], vectors: np.ndarray) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        if len(spans) != len(vectors):
            raise ValueError(f"{len(spans)} passages need as many vectors, not {len(vectors)}")
        content = document.content
        row = (
            *(document.id, document.source, document.source_digest, document.digest),
            *(json.dumps(content.title), document.text.encode(), len(document.text)),
            *(sections_to_json(content.sections), json.dumps(dict(content.metadata)), seal(document, spans, vectors)),
        )
        words = [indexed(document, span) for span in spans]
        passages = (
            [span.start for span in spans],
            [span.end for span in spans],
            [half_text(vector) for vector in vectors],
            [text for text, _ in words],
            [length for _, length in words],
        )
        self._replace(document.id, DocumentRows(row, passages))

    def move(self, id: str, source: str) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        with self._locking(id), self._connection.transaction():
            document, spans, vectors = read_stored(self._connection, id)
            if document is None:
                raise QuothError(f"document {id} was removed just now; run it again")
            sealed = seal(replace(document, source=source), spans, vectors)
            self._connection.execute("UPDATE document SET source = %s, seal = %s WHERE id = %s", (source, sealed, id))
            self._count(0, 0)

    def remove(self, id: str) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        self._replace(id, None)

    def renew(self, maker: Maker, made: Made) -> None:
        """See :class:`index.storage.protocols.Writer`. Document by document, as others may write meanwhile."""
        for (id,) in self._connection.execute("SELECT id FROM document ORDER BY id").fetchall():
            for document in read_documents(self._connection, [id]):
                try:
                    self.put(document, *made(document))
                except UnreadableDocument:
                    self.remove(id)
        self._connection.execute("UPDATE library SET maker = %s", (json.dumps(asdict(maker)),))

    def note(self, key: str, value: str) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        self._connection.execute(
            "INSERT INTO note VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
        )

    def _replace(self, id: str, new: DocumentRows | None) -> None:
        """Puts a document in place of the one with the same id, or nothing."""
        with self._locking(id):
            self._connection.execute("DELETE FROM passage WHERE document = %s", (id,))
            _, passages, words = self._switch(id, new, 0)
            if new:
                new.insert_passages(self._connection, 0)
            self._count(passages, words)

    def _switch(self, id: str, new: DocumentRows | None, put: int) -> tuple[int | None, int, int]:
        """The document's row replaced; the put of the one before, and what passages and words the library gains."""
        old, passages, words = self._connection.execute(
            "DELETE FROM document WHERE id = %s RETURNING put, passages, words", (id,)
        ).fetchone() or (None, 0, 0)
        if new:
            new.insert_document(self._connection, put)
            passages, words = passages - len(new.passages[0]), words - new.words
        return old, -passages, -words

    @contextmanager
    def _locking(self, id: str) -> Iterator[None]:
        """A transaction that no other writer of this document takes part in."""
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", (id, LOCKS))
            yield

    def _count(self, passages: int, words: int) -> int:
        """The library's counts changed, and its new generation."""
        # The last statement: all writers meet at this row, and none holds it for longer than its commit takes.
        row = self._connection.execute(
            "UPDATE library SET generation = generation + 1, passages = passages + %s, words = words + %s"
            " RETURNING generation",
            (passages, words),
        )
        return int(row.fetchone()[0])


def indexed(document: Document, span: Span) -> tuple[str, int]:
    """What full-text search knows of a passage: bare words, each as often as its field weighs, and how many they are."""
    section = document.section_at(span.start)
    headings = " ".join(section.headings) if section else ""
    fields = [
        folded(field).split() for field in (document.content.title or "", headings, reading_text(document, span).body)
    ]
    weighed = [word for field, weight in zip(fields, FIELD_WEIGHTS, strict=True) for word in field * weight]
    return " ".join(weighed), sum(map(len, fields))
