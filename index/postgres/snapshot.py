"""One read transaction over the database."""

import json
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from index.caches import DocumentCache
from index.documents import Document, Passage, Span
from index.embedding import ModelIdentity
from index.errors import LibraryDamaged, LibraryMismatch, LibraryMissing
from index.postgres.connection import Connection, half
from index.postgres.lexical import ranked
from index.postgres.rows import documents as read
from index.postgres.rows import stored
from index.storage import FORMAT, Entry, Maker, Ranked
from index.words import asked, folded


class PostgresSnapshot:
    """One generation; fills :class:`index.storage.Snapshot`."""

    def __init__(self, connection: Connection, cache: DocumentCache) -> None:
        self._connection, self._cache = connection, cache
        row = connection.execute("SELECT generation, passages, words FROM library").fetchone()
        if row is None:
            raise LibraryMissing("the database holds no library; make one with: quoth index PATH")
        self.generation, self._passages, self._words = map(int, row)

    def maker(self) -> tuple[Maker, str]:
        """What the library was made with, and the folder its sources are relative to.

        Raises:
            LibraryMismatch: another version of this program wrote it. LibraryDamaged: it does not say.
        """
        text, base = self._connection.execute("SELECT maker, base FROM library").fetchone()
        try:
            values = json.loads(text)
            if values["format"] != FORMAT:
                raise LibraryMismatch(
                    f"the library has format {values['format']} and this program reads {FORMAT}; "
                    "index the documents anew into another database"
                )
            return Maker(ModelIdentity(**values["embedder"]), values["limit"], values["format"]), base
        except (ValueError, KeyError, TypeError) as cause:
            raise LibraryDamaged("the library does not say what it was made with; restore a backup") from cause

    def dense(self, vector: np.ndarray, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.Snapshot`."""
        values: dict[str, object] = {"vector": half(vector), "k": k}
        among = ""
        if documents is not None:
            among, values["documents"] = "WHERE document = ANY(%(documents)s)", list(documents)
        # pgvector's <#> is the negative inner product. The outer order: the index gives its finds in a relaxed one.
        rows = self._connection.execute(
            f"""
            SELECT id, -distance FROM (
                SELECT id, vector <#> %(vector)s AS distance FROM passage {among}
                ORDER BY vector <#> %(vector)s LIMIT %(k)s
            ) nearest ORDER BY distance, id
            """,
            values,
        )
        return [(int(id), float(similarity)) for id, similarity in rows]

    def similarities(self, vector: np.ndarray, ids: Sequence[int]) -> list[Ranked]:
        """See :class:`index.storage.Snapshot`."""
        rows = self._connection.execute(
            "SELECT id, -(vector <#> %s) AS similarity FROM passage WHERE id = ANY(%s) ORDER BY similarity DESC, id",
            (half(vector), [int(i) for i in ids]),
        )
        return [(int(id), float(similarity)) for id, similarity in rows]

    def lexical(self, question: str, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.Snapshot`."""
        words = folded(" ".join(asked(question))).split()
        if not (words and self._words):
            return []
        length = self._words / self._passages
        return ranked(self._connection, words, k, documents, passages=self._passages, length=length)

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """See :class:`index.storage.Snapshot`."""
        rows = self._connection.execute(
            'SELECT id, document, start, "end" FROM passage WHERE id = ANY(%s)', ([int(i) for i in ids],)
        )
        found = {i: (document, Span(start, end)) for i, document, start, end in rows}
        documents = self._documents({document for document, _ in found.values()})
        return [Passage(int(i), documents[found[i][0]], found[i][1]) for i in ids if i in found]

    def document(self, id: str) -> Document | None:
        """See :class:`index.storage.Snapshot`."""
        return self._documents({id}).get(id)

    def _documents(self, ids: Collection[str]) -> dict[str, Document]:
        """Those of them that are there, from memory where nothing of them has changed."""
        rows = self._connection.execute("SELECT id, seal FROM document WHERE id = ANY(%s)", (list(ids),))
        keys = {key[0]: key for key in rows}
        found = {id: held for id, key in keys.items() if (held := self._cache.get(key))}
        for document in read(self._connection, [id for id in keys if id not in found]):
            self._cache.put(keys[document.id], document)
            found[document.id] = document
        return found

    def entries(self) -> list[Entry]:
        """See :class:`index.storage.Snapshot`."""
        rows = self._connection.execute(
            "SELECT id, source, title, digest, source_digest, size, coalesce(passages, 0), metadata FROM document"
            " LEFT JOIN (SELECT document, count(*) AS passages FROM passage GROUP BY 1) counted ON document = id"
            ' ORDER BY source COLLATE "C"'
        )
        return [
            Entry(
                i,
                source,
                json.loads(title) or source.rsplit("/", 1)[-1],
                digest,
                original,
                size,
                count,
                json.loads(more),
            )
            for i, source, title, digest, original, size, count, more in rows
        ]

    def embedded(self, id: str) -> tuple[list[Span], np.ndarray]:
        """See :class:`index.storage.Snapshot`."""
        _, spans, vectors = stored(self._connection, id)
        return spans, vectors

    def note(self, key: str) -> str | None:
        """See :class:`index.storage.Snapshot`."""
        return self.notes().get(key)

    def notes(self) -> Mapping[str, str]:
        """See :class:`index.storage.Snapshot`."""
        return dict(self._connection.execute("SELECT key, value FROM note").fetchall())
