"""Write transactions, each a whole document."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import numpy as np

from index.documents import Content, Document, Span
from index.errors import UnreadableDocument
from index.reading import reading_text
from index.storage.protocols import Made, Maker
from index.storage.sections import sections_from_json, sections_to_json
from index.storage.sqlite.connection import NOTE
from index.storage.sqlite.seal import SEALED, read_stored, seal
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
            self._insert(document, spans, vectors)

    def move(self, id: str, source: str) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        with self._transaction():
            self._connection.execute("UPDATE document SET source = ? WHERE id = ?", (source, id))
            row = self._connection.execute(f"SELECT {SEALED} FROM document WHERE id = ?", (id,)).fetchone()
            sealed = seal(row, *read_stored(self._connection, id))
            self._connection.execute("UPDATE document SET seal = ? WHERE id = ?", (sealed, id))

    def remove(self, id: str) -> None:
        """See :class:`index.storage.protocols.Writer`."""
        with self._transaction():
            self._forget(id)

    def renew(self, maker: Maker, made: Made) -> None:
        """See :class:`index.storage.protocols.Writer`. One transaction: the words of before cannot be told any more."""
        with self._transaction():
            self._connection.execute("INSERT INTO word(word) VALUES ('delete-all')")
            for (id,) in self._connection.execute("SELECT id FROM document ORDER BY id").fetchall():
                *row, text = self._connection.execute(
                    f"SELECT {SEALED}, text FROM document WHERE id = ?", (id,)
                ).fetchone()
                content = Content(text.decode(), sections_from_json(row[6]), row[4], json.loads(row[7]))
                document = Document(id, row[1], row[2], content)
                self._clear(id)
                try:
                    spans, vectors = made(document)
                except UnreadableDocument:
                    self._connection.execute("DELETE FROM document WHERE id = ?", (id,))
                    continue
                vectors = np.ascontiguousarray(vectors, dtype=np.float32)
                self._insert(document, spans, vectors)
                sealed = seal(row, spans, vectors.tobytes())
                self._connection.execute("UPDATE document SET seal = ? WHERE id = ?", (sealed, id))
            self._connection.execute("UPDATE meta SET value = ? WHERE key = 'maker'", (json.dumps(asdict(maker)),))

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
        self._clear(id)
        self._connection.execute("DELETE FROM document WHERE id = ?", (id,))

    def _clear(self, id: str) -> None:
        """Forgets a document's passages and vectors."""
        self._connection.execute(
            "DELETE FROM vector WHERE passage IN (SELECT id FROM passage WHERE document = ?)", (id,)
        )
        self._connection.execute("DELETE FROM passage WHERE document = ?", (id,))

    def _insert(self, document: Document, spans: Sequence[Span], vectors: np.ndarray) -> None:
        """Writes a document's passages, vectors and words."""
        for span, vector in zip(spans, vectors, strict=True):
            passage = self._connection.execute(
                "INSERT INTO passage(document, start, end) VALUES (?, ?, ?)", (document.id, span.start, span.end)
            ).lastrowid
            self._connection.execute("INSERT INTO vector VALUES (?, ?)", (passage, vector.tobytes()))
            self._connection.execute(
                "INSERT INTO word(rowid, title, headings, body) VALUES (?, ?, ?, ?)",
                (passage, *indexed(document, span)),
            )

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
    return words(document.content.title or ""), words(headings), words(reading_text(document, span).body)
