"""One read transaction over the database."""

import json
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from index.documents import Document, Passage, Span
from index.storage.document_cache import DocumentCache
from index.storage.postgres.connection import Connection, half
from index.storage.postgres.lexical import WordCounts, rank
from index.storage.postgres.parts import Parts
from index.storage.postgres.rows import read_documents as read
from index.storage.postgres.rows import read_stored
from index.storage.protocols import Entry, Ranked, SimilarWord
from index.words import asked, folded

# pgvector's <#> is the negative inner product.
_NEAREST = """
SELECT id, vector <#> %(vector)s AS distance, document, put FROM {passage} WHERE {seen} {narrowing}
ORDER BY vector <#> %(vector)s LIMIT %(k)s
"""


class PostgresSnapshot:
    """One generation; fills :class:`index.storage.protocols.Snapshot`."""

    def __init__(self, connection: Connection, cache: DocumentCache, counts: WordCounts) -> None:
        self._connection, self._cache, self._counts = connection, cache, counts
        #: What of the library this is.
        self.parts = Parts.seen(connection)
        self.generation = self.parts.generation

    def dense(self, vector: np.ndarray, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        values: dict[str, object] = {"vector": half(vector), "k": k}
        narrowing = ""
        if documents is not None:
            narrowing, values["documents"] = "AND document = ANY(%(documents)s::text[])", list(documents)
        # The outer order: the index gives its finds in a relaxed one.
        rows = self._connection.execute(
            f"SELECT nearest.id, -distance FROM ({self.parts.union(_NEAREST, narrowing)}) nearest"
            f" {self.parts.valid('nearest')} ORDER BY -distance DESC, nearest.id LIMIT %(k)s",
            values | self.parts.values,
        )
        return [(int(id), float(similarity)) for id, similarity in rows]

    def similarities(self, vector: np.ndarray, ids: Sequence[int]) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        rows = self._connection.execute(
            "SELECT id, -(vector <#> %s) AS similarity FROM passage WHERE id = ANY(%s) ORDER BY similarity DESC, id",
            (half(vector), [int(i) for i in ids]),
        )
        return [(int(id), float(similarity)) for id, similarity in rows]

    def lexical(self, question: str, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        words = folded(" ".join(asked(question))).split()
        if not (words and self.parts.words):
            return []
        return rank(self._connection, self.parts, self._counts, words, k, documents)

    def missing_words(self, words: Collection[str], documents: Collection[str] | None = None) -> list[str]:  # noqa: ARG002
        """See :class:`index.storage.protocols.Snapshot`: never any; there is no vocabulary to look for others in."""
        return []

    def similar_words(self, word: str, slips: int, documents: Collection[str] | None = None) -> list[SimilarWord]:  # noqa: ARG002
        """See :class:`index.storage.protocols.Snapshot`."""
        return []

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """See :class:`index.storage.protocols.Snapshot`."""
        rows = self._connection.execute(
            'SELECT id, document, put, start, "end" FROM passage WHERE id = ANY(%s)', ([int(i) for i in ids],)
        )
        found = {i: ((document, put), Span(start, end)) for i, document, put, start, end in rows}
        documents = self._documents({document for (document, _), _ in found.values()})
        return [
            Passage(int(i), documents[found[i][0]], found[i][1]) for i in ids if found.get(i, (None,))[0] in documents
        ]

    def document(self, id: str) -> Document | None:
        """See :class:`index.storage.protocols.Snapshot`."""
        return next(iter(self._documents({id}).values()), None)

    def _documents(self, ids: Collection[str]) -> dict[tuple[str, int], Document]:
        """Those of them that are there, by id and put, from memory where nothing of them has changed."""
        rows = self._connection.execute(
            "SELECT id, seal, put FROM document WHERE id = ANY(%s)", (list(ids),)
        ).fetchall()
        keys = {id: (id, seal) for id, seal, _ in rows}
        found = {id: held for id, key in keys.items() if (held := self._cache.get(key))}
        for document in read(self._connection, [id for id in keys if id not in found]):
            self._cache.put(keys[document.id], document)
            found[document.id] = document
        return {(id, put): found[id] for id, _, put in rows}

    def entries(self) -> list[Entry]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._cache.listed(self.generation, self._entries)

    def _entries(self) -> list[Entry]:
        rows = self._connection.execute(
            "SELECT id, source, title, digest, source_digest, size, passages, metadata FROM document"
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
        """See :class:`index.storage.protocols.Snapshot`."""
        _, spans, vectors = read_stored(self._connection, id)
        return spans, vectors

    def note(self, key: str) -> str | None:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self.notes().get(key)

    def notes(self) -> Mapping[str, str]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return dict(self._connection.execute("SELECT key, value FROM note").fetchall())
