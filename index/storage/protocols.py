"""What a library must be able to do, whichever engine keeps it.

A library's truth changes in transactions of whole documents; each commit makes a new *generation*.
A question is answered on one generation from start to end, through a :class:`Snapshot`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.documents import Document, Passage, Span
from index.embedding import ModelIdentity
from index.errors import LibraryError
from index.reading import READING_VERSION
from index.shapes import Listed

#: Version of what is stored; raised when the layout changes.
FORMAT = 1


@dataclass(frozen=True)
class Maker:
    """What a library was made with; another maker's vectors and spans must not be mixed in.

    Attributes:
        embedder: the model behind the vectors.
        limit: the most tokens in a passage.
        reading: version of what models and full text are given of a passage; 0 where it was the passage itself.
    """

    embedder: ModelIdentity
    limit: int
    format: int = FORMAT
    reading: int = READING_VERSION


@dataclass(frozen=True)
class Entry:
    """A document as the library lists it.

    Attributes:
        size: code points of text. passages: how many it was cut into.
    """

    id: str
    source: str
    title: str
    digest: str
    source_digest: str
    size: int
    passages: int
    metadata: Mapping[str, str]
    library: str = ""

    def to_json(self) -> Listed:
        """The document as commands and servers list it."""
        return {
            "id": self.id,
            "source": self.source,
            "library": self.library or None,
            "title": self.title,
            "digest": self.digest,
            "source_digest": self.source_digest,
            "size": self.size,
            "passages": self.passages,
            "metadata": dict(self.metadata),
        }


def entry_named(name: str, entries: Iterable[Entry]) -> Entry:
    """The document with this id or source.

    Raises:
        LibraryError: there is none.
    """
    for entry in entries:
        if name in (entry.id, entry.source):
            return entry
    raise LibraryError(f"the library has no document {name!r}; list them with: quoth documents")


#: Cuts and embeds a document that the library has: its spans, and their vectors as :meth:`Writer.put` takes them.
Made = Callable[[Document], tuple[Sequence[Span], np.ndarray]]

#: A passage id and its score, best first in every list.
Ranked = tuple[int, float]


@dataclass(frozen=True)
class SimilarWord:
    """A word of the full text that is spelled like another.

    Attributes:
        word: in lower case, without diacritics, perhaps without its ending.
        passages: how many have it, as far as they were counted. some: the ids of a few of them.
    """

    word: str
    passages: int
    some: tuple[int, ...]


class Snapshot(Protocol):
    """One generation of a library, unchanged while it is held."""

    generation: int

    def dense(self, vector: np.ndarray, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """The ``k`` passages nearest to a unit ``vector`` of shape (dimension,), by inner product.

        Args:
            documents: ids to search in; None for all.
        """
        ...

    def similarities(self, vector: np.ndarray, ids: Sequence[int]) -> list[Ranked]:
        """Each of these passages with its inner product with a unit ``vector``, nearest first."""
        ...

    def lexical(self, question: str, k: int, documents: Collection[str] | None = None) -> list[Ranked]:
        """The ``k`` passages that best match the words of ``question`` (BM25, higher is better)."""
        ...

    def missing_words(self, words: Collection[str], documents: Collection[str] | None = None) -> list[str]:
        """Those of these words (of letters alone) that no passage has with any ending.

        Empty where an engine has no vocabulary to search for similar ones.
        """
        ...

    def similar_words(self, word: str, slips: int, documents: Collection[str] | None = None) -> Iterable[SimilarWord]:
        """Words that are spelled like a missing one (:meth:`missing_words`), and perhaps some that are not.

        Args:
            slips: one or two: letters dropped, added or changed, or neighbours swapped.
        """
        ...

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """The passages with these ids, in this order."""
        ...

    def document(self, id: str) -> Document | None:
        """A document with its whole text."""
        ...

    def entries(self) -> list[Entry]:
        """Every document, by source."""
        ...

    def embedded(self, id: str) -> tuple[list[Span], np.ndarray]:
        """The spans of a document's passages, in order, and their vectors, float32, shape (len(spans), dimension)."""
        ...

    def note(self, key: str) -> str | None:
        """What was last noted under ``key``."""
        ...

    def notes(self) -> Mapping[str, str]:
        """Everything noted."""
        ...


class Writer(Protocol):
    """A writer of a library; each call is a transaction of its own."""

    def put(self, document: Document, spans: Sequence[Span], vectors: np.ndarray) -> None:
        """Stores a document with its passages, in place of the one with the same id.

        Args:
            vectors: unit float32, shape (len(spans), dimension).
        """
        ...

    def move(self, id: str, source: str) -> None:
        """Gives a document another source; nothing else changes."""
        ...

    def remove(self, id: str) -> None:
        """Forgets a document, its passages and its words."""
        ...

    def renew(self, maker: Maker, made: Made) -> None:
        """Makes every document's passages and words anew from its stored text; the library's maker is then ``maker``.

        What raises :class:`index.errors.UnreadableDocument` is forgotten. After an interruption the maker is the old one.
        """
        ...

    def note(self, key: str, value: str) -> None:
        """Keeps a setting with the library, in place of the one under ``key``; no new generation."""
        ...


class Store(Protocol):
    """A library's storage engine."""

    maker: Maker

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The present generation, held until the context ends."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """The right to write, held until the context ends; then what speeds up searching is brought up to date.

        An engine may give it to several at once, where each document is still written by one at a time.

        Raises:
            LibraryBusy: another process holds it.
        """
        ...

    def close(self) -> None:
        """Frees what is held; a closed store is not used again."""
        ...
