"""Several libraries asked as one; each document says which it is from."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace

import numpy as np

from index.documents import Document, Passage, Span
from index.errors import LibraryError, LibraryMismatch
from index.storage.protocols import Entry, Ranked, SimilarWord, Snapshot, Store, Writer


class JoinedStore:
    """Reads several stores made with one embedder; fills :class:`index.storage.protocols.Store`, but cannot be written.

    Document ids become ``NAME:ID``, so that two libraries may hold the same document. BM25 scores of
    different libraries are ranked together as they are: each weighs words by its own documents.
    """

    def __init__(self, stores: Mapping[str, Store]) -> None:
        """
        Args:
            stores: at least one, by the name each quote will bear.

        Raises:
            LibraryMismatch: two were made with different embedders.
        """
        self._stores = dict(stores)
        (first, maker), *others = ((name, store.maker) for name, store in self._stores.items())
        for name, other in others:
            if other.embedder.digest != maker.embedder.digest:
                raise LibraryMismatch(
                    f"{first} and {name} were made with different embedding models ({maker.embedder.name}, "
                    f"{other.embedder.name}) and cannot be asked together"
                )
        # All of them are as old as the oldest.
        self.maker = replace(maker, reading=min(store.maker.reading for store in self._stores.values()))

    @contextmanager
    def snapshot(self) -> Iterator["JoinedSnapshot"]:
        """The present generation of each, held until the context ends."""
        with ExitStack() as stack:
            yield JoinedSnapshot({name: stack.enter_context(store.snapshot()) for name, store in self._stores.items()})

    def writing(self) -> AbstractContextManager[Writer]:
        """Refused: which of them should be written?

        Raises:
            LibraryError: always.
        """
        raise LibraryError("several libraries are open together; write to one of them alone")

    def close(self) -> None:
        """Closes them all."""
        for store in self._stores.values():
            store.close()


class JoinedSnapshot:
    """One generation of each library; fills :class:`index.storage.protocols.Snapshot`.

    Passage ``i`` of the ``n``-th of ``m`` libraries has the id ``i * m + n`` here.
    """

    def __init__(self, snapshots: Mapping[str, Snapshot]) -> None:
        self._names, self._snapshots = list(snapshots), list(snapshots.values())
        self.generation = sum(snapshot.generation for snapshot in self._snapshots)

    def dense(self, vector: np.ndarray, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._ranked(lambda snapshot, own: snapshot.dense(vector, k, own), k, documents)

    def lexical(self, question: str, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._ranked(lambda snapshot, own: snapshot.lexical(question, k, own), k, documents)

    def similarities(self, vector: np.ndarray, ids: Sequence[int]) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        count = len(self._snapshots)
        found = [
            (passage * count + n, score)
            for n, snapshot in enumerate(self._snapshots)
            for passage, score in snapshot.similarities(vector, [id // count for id in ids if id % count == n])
        ]
        return sorted(found, key=lambda ranked: -ranked[1])

    def missing_words(self, words: Collection[str], documents: Collection[str] | None = None) -> list[str]:
        """See :class:`index.storage.protocols.Snapshot`: those that none of the libraries has."""
        left = list(words)
        for name, snapshot in zip(self._names, self._snapshots, strict=True):
            left = snapshot.missing_words(left, _own(name, documents))
        return left

    def similar_words(self, word: str, slips: int, documents: Collection[str] | None = None) -> Iterator[SimilarWord]:
        """See :class:`index.storage.protocols.Snapshot`."""
        count = len(self._snapshots)
        for n, (name, snapshot) in enumerate(zip(self._names, self._snapshots, strict=True)):
            for each in snapshot.similar_words(word, slips, _own(name, documents)):
                yield replace(each, some=tuple(id * count + n for id in each.some))

    def _ranked(
        self, rank: Callable[[Snapshot, list[str] | None], list[Ranked]], k: int, documents: Collection[str] | None
    ) -> list[Ranked]:
        found = [
            (passage * len(self._snapshots) + n, score)
            for n, (name, snapshot) in enumerate(zip(self._names, self._snapshots, strict=True))
            for passage, score in rank(snapshot, _own(name, documents))
        ]
        return sorted(found, key=lambda ranked: -ranked[1])[:k]

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """See :class:`index.storage.protocols.Snapshot`."""
        found: dict[int, Passage] = {}
        for n, (name, snapshot) in enumerate(zip(self._names, self._snapshots, strict=True)):
            own = [id // len(self._snapshots) for id in ids if id % len(self._snapshots) == n]
            named: dict[str, Document] = {}
            for passage in snapshot.passages(own):
                document = named.setdefault(passage.document.id, _named(name, passage.document))
                id = passage.id * len(self._snapshots) + n
                found[id] = Passage(id, document, passage.span)
        return [found[id] for id in ids if id in found]

    def document(self, id: str) -> Document | None:
        """See :class:`index.storage.protocols.Snapshot`."""
        name, _, own = id.partition(":")
        if name not in self._names:
            return None
        document = self._snapshots[self._names.index(name)].document(own)
        return document and _named(name, document)

    def entries(self) -> list[Entry]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return [
            replace(entry, id=f"{name}:{entry.id}", library=name)
            for name, snapshot in zip(self._names, self._snapshots, strict=True)
            for entry in snapshot.entries()
        ]

    def embedded(self, id: str) -> tuple[list[Span], np.ndarray]:
        """See :class:`index.storage.protocols.Snapshot`."""
        name, _, own = id.partition(":")
        return self._snapshots[self._names.index(name)].embedded(own)

    def note(self, key: str) -> str | None:
        """See :class:`index.storage.protocols.Snapshot`; only what all of them agree on."""
        notes = {snapshot.note(key) for snapshot in self._snapshots}
        return notes.pop() if len(notes) == 1 else None

    def notes(self) -> Mapping[str, str]:
        """See :class:`index.storage.protocols.Snapshot`; only what all of them agree on."""
        first, *others = (snapshot.notes() for snapshot in self._snapshots)
        return {key: value for key, value in first.items() if all(other.get(key) == value for other in others)}


def _own(name: str, documents: Collection[str] | None) -> list[str] | None:
    if documents is None:
        return None
    return [id.removeprefix(f"{name}:") for id in documents if id.startswith(f"{name}:")]


def _named(name: str, document: Document) -> Document:
    return replace(document, id=f"{name}:{document.id}", library=name)
