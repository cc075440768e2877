"""A library of which only some documents are shown, as if it held no others."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property

import numpy as np

from index.documents import Document, Passage, Span
from index.errors import LibraryError
from index.storage.protocols import Entry, Maker, Ranked, SimilarWord, Snapshot, Store, Writer

#: Whether a document is shown.
Admits = Callable[[Entry], bool]


class NarrowedStore:
    """Shows the admitted documents of a store; fills :class:`index.storage.protocols.Store`.

    It belongs to the store it narrows, and is closed with it. Its writer is the whole store's.
    """

    def __init__(self, whole: Callable[[], Store], admits: Admits) -> None:
        """
        Args:
            whole: gives the store, or raises where that is closed.
        """
        self._whole, self._admits = whole, admits

    @property
    def maker(self) -> Maker:
        """What the library was made with."""
        return self._whole().maker

    @maker.setter
    def maker(self, maker: Maker) -> None:
        self._whole().maker = maker

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The present generation of what is shown, held until the context ends."""
        with self._whole().snapshot() as snapshot:
            yield NarrowedSnapshot(snapshot, self._admits)

    def writing(self) -> AbstractContextManager[Writer]:
        """See :class:`index.storage.protocols.Store`."""
        return self._whole().writing()

    def close(self) -> None:
        """Nothing: the whole store goes on."""


class NarrowedSnapshot:
    """The admitted documents of one generation; fills :class:`index.storage.protocols.Snapshot`."""

    def __init__(self, snapshot: Snapshot, admits: Admits) -> None:
        self._snapshot, self._admits = snapshot, admits
        self.generation = snapshot.generation

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(entry.id for entry in self.entries())

    def dense(self, vector: np.ndarray, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._snapshot.dense(vector, k, self._shown(documents))

    def lexical(self, question: str, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._snapshot.lexical(question, k, self._shown(documents))

    def missing_words(self, words: Collection[str], documents: Collection[str] | None = None) -> list[str]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._snapshot.missing_words(words, self._shown(documents))

    def similar_words(self, word: str, slips: int, documents: Collection[str] | None = None) -> Iterable[SimilarWord]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._snapshot.similar_words(word, slips, self._shown(documents))

    def _shown(self, documents: Collection[str] | None) -> Collection[str]:
        return self._ids if documents is None else self._ids.intersection(documents)

    def similarities(self, vector: np.ndarray, ids: Sequence[int]) -> list[Ranked]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._snapshot.similarities(vector, [passage.id for passage in self.passages(ids)])

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return [each for each in self._snapshot.passages(ids) if each.document.id in self._ids]

    def document(self, id: str) -> Document | None:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._snapshot.document(id) if id in self._ids else None

    def entries(self) -> list[Entry]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return [entry for entry in self._snapshot.entries() if self._admits(entry)]

    def embedded(self, id: str) -> tuple[list[Span], np.ndarray]:
        """See :class:`index.storage.protocols.Snapshot`."""
        if id not in self._ids:
            raise LibraryError(f"the library has no document {id!r}")
        return self._snapshot.embedded(id)

    def note(self, key: str) -> str | None:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._snapshot.note(key)

    def notes(self) -> Mapping[str, str]:
        """See :class:`index.storage.protocols.Snapshot`."""
        return self._snapshot.notes()
