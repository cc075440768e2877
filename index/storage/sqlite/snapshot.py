"""One read transaction over the database."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from index.documents import Content, Document, Passage, Span
from index.embedding import ModelIdentity
from index.errors import LibraryDamaged, LibraryMismatch
from index.storage.document_cache import DocumentCache
from index.storage.protocols import FORMAT, Entry, Maker, Ranked, SimilarWord
from index.storage.sections import sections_from_json
from index.storage.sqlite.connection import NOTE
from index.storage.sqlite.seal import read_stored
from index.storage.sqlite.vectors import VectorCache
from index.storage.sqlite.vocabulary import missing_words, similar_words
from index.storage.sqlite.words import OF_DOCUMENTS, FullText, WordCache
from index.words import match_expression

#: Where similarities are approximate, one more is looked at for each of this many wanted.
_SPARE = 5


class SQLiteSnapshot:
    """One generation; fills :class:`index.storage.protocols.Snapshot`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        documents: DocumentCache,
        vectors: VectorCache | None = None,
        words: WordCache | None = None,
    ) -> None:
        self._connection, self._documents, self._vectors, self._words = connection, documents, vectors, words
        self.full_text = FullText(connection)
        self._admitted: tuple[Collection[str], np.ndarray] | None = None
        self.generation = int(self.meta("generation") or 0)

    def meta(self, key: str) -> str | None:
        """A value of the library's own notes."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def maker(self) -> Maker:
        """What the library was made with.

        Raises:
            LibraryMismatch: another version of this program wrote it. LibraryDamaged: it does not say.
        """
        try:
            values = json.loads(self.meta("maker") or "")
            if values["format"] != FORMAT:
                raise LibraryMismatch(
                    f"the library has format {values['format']} and this program reads {FORMAT}; "
                    "index the documents anew: quoth index PATH --library OTHER"
                )
            return Maker(
                ModelIdentity(**values["embedder"]), values["limit"], values["format"], values.get("reading", 0)
            )
        except (ValueError, KeyError, TypeError) as cause:
            raise LibraryDamaged("the library does not say what it was made with; run: quoth doctor") from cause

    def dense(self, vector: np.ndarray, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        if self._vectors is None:
            raise LibraryDamaged("the library's maker is not known")
        admitted = self._admitted_ids(documents)
        generation = self._vectors.at(self)
        if generation.kind == "exact":
            return generation.search(vector, k, admitted)
        # Clusters hold vectors in 8 bits, whose order is nearly the true one: some more are found, and compared.
        near = generation.search(vector, k + k // _SPARE + 1, admitted)
        return self.similarities(vector, [passage for passage, _ in near])[:k]

    def similarities(self, vector: np.ndarray, ids: Sequence[int]) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        known = np.unique(np.array(ids, dtype=np.int64))
        scores = self.vectors(known) @ vector if len(known) else np.empty(0)
        return sorted(zip(known.tolist(), scores.tolist(), strict=True), key=lambda ranked: -ranked[1])

    def lexical(self, question: str, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        match = match_expression(question)
        if not match:
            return []
        if self._words is not None:
            found = self._words.search(self, question, k, documents, lambda: self._admitted_ids(documents))
            if found is not None:
                return found
        return self.full_text.search(match, k, documents)

    def missing_words(self, words: Collection[str], documents: Collection[str] | None = None) -> list[str]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return missing_words(self._connection, words, documents)

    def similar_words(self, word: str, slips: int, documents: Collection[str] | None = None) -> Iterator[SimilarWord]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return similar_words(self._connection, word, slips, documents)

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """See :class:`index.storage.protocols.Snapshot`."""
        rows = self._connection.execute(
            "SELECT id, document, start, end FROM passage WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([int(i) for i in ids]),),
        )
        found = {i: (document, Span(start, end)) for i, document, start, end in rows}
        documents = {id: self._known(id) for id in dict.fromkeys(document for document, _ in found.values())}
        return [Passage(int(i), documents[found[i][0]], found[i][1]) for i in ids if i in found]

    def document(self, id: str) -> Document | None:
        """See :class:`index.storage.protocols.Snapshot`."""
        found = self._connection.execute("SELECT 1 FROM document WHERE id = ?", (id,)).fetchone()
        return self._known(id) if found else None

    def _known(self, id: str) -> Document:
        """A document that is there, from memory where nothing of it has changed."""
        seal, digest, source = self._connection.execute(
            "SELECT seal, digest, source FROM document WHERE id = ?", (id,)
        ).fetchone()
        cached = self._documents.get((id, seal))
        if cached is None:
            source_digest, title, text, sections, metadata = self._connection.execute(
                "SELECT source_digest, title, text, sections, metadata FROM document WHERE id = ?", (id,)
            ).fetchone()
            content = Content(text.decode(), sections_from_json(sections), title, json.loads(metadata))
            cached = Document(id, source, source_digest, content)
            if cached.digest != digest:
                raise LibraryDamaged(f"the stored text of {source} is not what was indexed; run: quoth doctor")
            self._documents.put((id, seal), cached)
        return cached

    def entries(self) -> list[Entry]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._documents.listed(self.generation, self._listed)

    def _listed(self) -> list[Entry]:
        rows = self._connection.execute(
            "SELECT id, source, coalesce(title, ''), digest, source_digest, size, metadata,"
            " (SELECT count(*) FROM passage WHERE document = document.id) FROM document ORDER BY source"
        )
        return [
            Entry(i, source, title or source.rsplit("/", 1)[-1], digest, original, size, count, json.loads(metadata))
            for i, source, title, digest, original, size, metadata, count in rows
        ]

    def embedded(self, id: str) -> tuple[list[Span], np.ndarray]:
        """See :class:`index.storage.protocols.Snapshot`."""
        spans, vectors = read_stored(self._connection, id)
        dimension = self.maker().embedder.dimension
        return spans, np.frombuffer(vectors, dtype=np.float32).reshape(len(spans), dimension)

    def note(self, key: str) -> str | None:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self.meta(NOTE + key)

    def notes(self) -> Mapping[str, str]:
        """See :class:`index.storage.protocols.Snapshot`."""
        rows = self._connection.execute("SELECT key, value FROM meta WHERE key GLOB ?", (NOTE + "*",))
        return {key.removeprefix(NOTE): value for key, value in rows}

    def passage_ids(self, after: int = -1) -> np.ndarray:
        """Every passage's id above ``after``, int64, ascending."""
        return self._ids("id > ?", after)

    def passage_count(self) -> int:
        """How many passages there are."""
        return int(self._connection.execute("SELECT count(*) FROM passage").fetchone()[0])

    def vectors(self, ids: np.ndarray) -> np.ndarray:
        """The vectors of these passages, float32, shape (len(ids), dimension), in ascending order of id."""
        rows = self._connection.execute(
            "SELECT value FROM vector WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage",
            (json.dumps(ids.tolist()),),
        ).fetchall()
        if len(rows) != len(ids):
            raise LibraryDamaged(f"{len(ids) - len(rows)} passages have lost their vectors; run: quoth doctor")
        return np.frombuffer(b"".join(row[0] for row in rows), dtype=np.float32).reshape(len(ids), -1)

    def _admitted_ids(self, documents: Collection[str] | None) -> np.ndarray | None:
        if documents is None:
            return None
        if self._admitted is None or self._admitted[0] is not documents:  # both rankings ask for the same
            self._admitted = documents, self._ids(OF_DOCUMENTS, json.dumps(list(documents)))
        return self._admitted[1]

    def _ids(self, condition: str, value: object) -> np.ndarray:
        rows = self._connection.execute(f"SELECT id FROM passage WHERE {condition} ORDER BY id", (value,))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)
