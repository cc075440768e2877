"""Where cited words are looked for: a library, or the texts a system was given."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from assistant.evaluation.answers.alignment import left_out, regions
from assistant.evaluation.answers.given import Context
from assistant.evaluation.indexing import document
from index.documents import Document, Passage, Span
from index.search import View
from index.storage import Entry
from index.words import asked, telling

#: Passages that share most words with a quote, and are looked at.
_NEAR = 8
#: Words they are looked for by: the longest, which are rare. A search for all of thirty visits half a library.
_WORDS = 8
#: The same for a second look, where none of these holds the quote.
_FAR, _MANY = 100, 64
#: Longest text, in code points, that is searched whole for the best place, where an index can be asked instead.
_WHOLE = 300_000


class Sources(Protocol):
    """Documents, by the names citations use, and where in them a quote may stand."""

    def named(self, name: str) -> Sequence[Document]:
        """The documents a citation may mean; none where there is none of that name."""
        ...

    def likely(self, quote: str) -> Iterator[tuple[Document, Span]]:
        """Places that share words with a quote, the likeliest first."""
        ...

    def wider(self, quote: str) -> Iterator[tuple[Document, Span | None]]:
        """Many more of them, each loaded in its turn; None for a document of which no place is known."""
        ...

    def within(self, quote: str, document: Document) -> Iterator[Span]:
        """Where in one document a quote may stand."""
        ...


class GivenSources:
    """The texts that stand beside an answer."""

    def __init__(self, contexts: Sequence[Context]) -> None:
        self._documents = [
            (context, document(context.name, _clean(context.text), context.title))
            for context in contexts
            if context.text.strip()
        ]

    def named(self, name: str) -> Sequence[Document]:
        """See :class:`Sources`."""
        wanted = name.strip().casefold()
        return [
            made
            for context, made in self._documents
            if wanted in {context.name.casefold(), (context.title or context.name).casefold()}
        ]

    def likely(self, quote: str) -> Iterator[tuple[Document, Span]]:
        """See :class:`Sources`."""
        for _, made in self._documents:
            for region in regions(quote, made.text):
                yield made, region

    def wider(self, quote: str) -> Iterator[tuple[Document, Span | None]]:
        """See :class:`Sources`."""
        for _, made in self._documents:
            for region in (*regions(quote, made.text, _NEAR), None):
                yield made, region

    def within(self, quote: str, document: Document) -> Iterator[Span]:
        """See :class:`Sources`."""
        yield from regions(quote, document.text)


class IndexSources:
    """The documents of an index, as they stand in one view of it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._names: dict[str, list[str]] = {}
        for entry in view.documents():
            for name in _names(entry):
                self._names.setdefault(name, []).append(entry.id)

    def named(self, name: str) -> Sequence[Document]:
        """See :class:`Sources`. A document goes by its id, its source, the end of its path, or its title."""
        wanted = name.strip().replace("\\", "/").removeprefix("file://").casefold()
        ids = self._names.get(wanted) or self._names.get(wanted.rsplit("/", 1)[-1], [])
        return [found for id in dict.fromkeys(ids) if (found := self._view.document(id))]

    def likely(self, quote: str) -> Iterator[tuple[Document, Span]]:
        """See :class:`Sources`."""
        for passage in self._view.mentions(_longest(telling(quote), _WORDS), _NEAR):
            yield passage.document, _around(passage, quote)

    def wider(self, quote: str) -> Iterator[tuple[Document, Span | None]]:
        """See :class:`Sources`."""
        for passage in self._view.mentions(_longest(asked(quote), _MANY), _FAR):
            yield passage.document, _around(passage, quote)

    def within(self, quote: str, document: Document) -> Iterator[Span]:
        """See :class:`Sources`. In a very long document the index knows where."""
        if len(document.text) <= _WHOLE:
            yield from regions(quote, document.text)
            return
        for passage in self._view.mentions(_longest(asked(quote), _WORDS), _NEAR, [document.id]):
            yield _around(passage, quote)


def _longest(words: Iterable[str], most: int) -> str:
    return " ".join(sorted(words, key=len, reverse=True)[:most])


def _around(passage: Passage, quote: str) -> Span:
    text, span, reach = passage.document.text, passage.span, len(quote) + 200 + left_out(quote)
    return Span(max(0, span.start - reach), min(len(text), span.end + reach))


def _names(entry: Entry) -> set[str]:
    last = entry.source.rsplit("/", 1)[-1]
    return {name.casefold() for name in (entry.id, entry.source, last, last.rsplit(".", 1)[0], entry.title)}


def _clean(text: str) -> str:
    """As a document's text must be: one newline, no half of a surrogate pair."""
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
