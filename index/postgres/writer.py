"""Write transactions, each a whole document."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from index.documents import Document, Span, sections_to_json
from index.errors import QuothError
from index.postgres.connection import Connection, half
from index.postgres.rows import stored
from index.postgres.schema import LOCKS
from index.seal import seal
from index.words import FIELD_WEIGHTS, folded


class PostgresWriter:
    """One of any number of writers; fills :class:`index.storage.Writer`. Every method is one transaction.

    Writers of different documents do not wait for each other, but for the moment of the commit.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, document: Document, spans: Sequence[Span], vectors: np.ndarray) -> None:
        """See :class:`index.storage.Writer`."""
        if len(spans) != len(vectors):
            raise ValueError(f"{len(spans)} passages need as many vectors, not {len(vectors)}")
        content = document.content
        row = (
            *(document.id, document.source, document.source_digest, document.digest),
            *(json.dumps(content.title), document.text.encode(), len(document.text)),
            *(sections_to_json(content.sections), json.dumps(dict(content.metadata)), seal(document, spans, vectors)),
        )
        passages = [
            (document.id, span.start, span.end, half(vector), *indexed(document, span))
            for span, vector in zip(spans, vectors, strict=True)
        ]
        with self._replacing(document.id, [length for *_, length in passages]), self._connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO document VALUES ({', '.join(['%s'] * len(row))})", row)
            cursor.executemany(
                'INSERT INTO passage(document, start, "end", vector, words, length)'
                " VALUES (%s, %s, %s, %s, to_tsvector('words', %s), %s)",
                passages,
            )

    def move(self, id: str, source: str) -> None:
        """See :class:`index.storage.Writer`."""
        with self._locking(id):
            document, spans, vectors = stored(self._connection, id)
            if document is None:
                raise QuothError(f"document {id} was removed just now; run it again")
            sealed = seal(replace(document, source=source), spans, vectors)
            self._connection.execute("UPDATE document SET source = %s, seal = %s WHERE id = %s", (source, sealed, id))
            self._count(0, 0)

    def remove(self, id: str) -> None:
        """See :class:`index.storage.Writer`."""
        with self._replacing(id, []):
            pass

    def note(self, key: str, value: str) -> None:
        """See :class:`index.storage.Writer`."""
        self._connection.execute(
            "INSERT INTO note VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
        )

    @contextmanager
    def _replacing(self, id: str, lengths: Sequence[int]) -> Iterator[None]:
        """A transaction that begins with a document forgotten and ends with the library's counts right.

        Args:
            lengths: of the passages the document will have.
        """
        with self._locking(id):
            gone = "WITH gone AS (DELETE FROM passage WHERE document = %s RETURNING length)"
            row = self._connection.execute(f"{gone} SELECT count(*), coalesce(sum(length), 0) FROM gone", (id,))
            passages, words = row.fetchone()
            self._connection.execute("DELETE FROM document WHERE id = %s", (id,))
            yield
            self._count(len(lengths) - passages, sum(lengths) - words)

    @contextmanager
    def _locking(self, id: str) -> Iterator[None]:
        """A transaction that no other writer of this document takes part in."""
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", (id, LOCKS))
            yield

    def _count(self, passages: int, words: int) -> None:
        # The last statement: all writers meet at this row, and none holds it for longer than its commit takes.
        self._connection.execute(
            "UPDATE library SET generation = generation + 1, passages = passages + %s, words = words + %s",
            (passages, words),
        )


def indexed(document: Document, span: Span) -> tuple[str, int]:
    """What full-text search knows of a passage: bare words, each as often as its field weighs, and how many they are."""
    section = document.section_at(span.start)
    headings = " ".join(section.heading) if section else ""
    fields = [folded(field).split() for field in (document.content.title or "", headings, span.of(document.text))]
    weighed = [word for field, weight in zip(fields, FIELD_WEIGHTS, strict=True) for word in field * weight]
    return " ".join(weighed), sum(map(len, fields))
