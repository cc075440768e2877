"""What a question can be asked in: libraries, folders and documents to choose, and filters that are typed. Pure."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.errors import InvalidFilter
from index.search import Filter
from index.storage import Entry
from ui.web.language import LANGUAGE
from ui.web.library_editor import UPLOADED


class Kind(StrEnum):
    """What sort of choice it is, in the word shown beside it."""

    FILTER = "filter"
    LIBRARY = "library"
    FOLDER = "folder"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Scope:
    """One choice.

    Attributes:
        value: a filter's words, a library's name, how the sources in a folder begin, or a document's id.
    """

    kind: Kind
    value: str

    def admits(self, entry: Entry) -> bool:
        """Whether a document lies in it."""
        match self.kind:
            case Kind.FILTER:
                return Filter.parse(self.value).admits(entry)
            case Kind.LIBRARY:
                return entry.library == self.value
            case Kind.FOLDER:
                return entry.source.startswith(self.value)
            case Kind.DOCUMENT:
                return entry.id == self.value


@dataclass(frozen=True)
class Offer:
    """A choice as it is offered.

    Attributes:
        label: what people call it. place: where it is, when the label does not say. documents: how many lie in it.
    """

    scope: Scope
    label: str
    place: str
    documents: int


def read(words: str) -> list[Scope]:
    """The choices that a page sent: a JSON list of pairs of kind and value.

    Raises:
        InvalidFilter: it is none.
    """
    try:
        return [Scope(Kind(kind), str(value)) for kind, value in json.loads(words or "[]")]
    except (ValueError, TypeError) as cause:
        raise InvalidFilter(LANGUAGE.get().plain("scope.unread")) from cause


def within(scopes: Sequence[Scope]) -> Filter | None:
    """The filter for documents that lie in any of the places chosen and pass every filter typed; None admits all.

    Raises:
        InvalidFilter: a filter cannot be understood.
    """
    typed = " ".join(each.value for each in scopes if each.kind is Kind.FILTER)
    given = Filter.parse(typed)
    places = [each for each in scopes if each.kind is not Kind.FILTER]
    ids = frozenset(each.value for each in places if each.kind is Kind.DOCUMENT)
    wider = [each for each in places if each.kind is not Kind.DOCUMENT]
    if places:

        def is_chosen(entry: Entry) -> bool:
            return entry.id in ids or any(each.admits(entry) for each in wider)

        given = Filter(given.text, (*given.conditions, is_chosen))
    return given if given.conditions else None


def worded(scopes: Sequence[Scope], entries: Sequence[Entry]) -> str:
    """The choices as people read them."""
    titles = {entry.id: entry.title for entry in entries}

    def called(each: Scope) -> str:
        match each.kind:
            case Kind.DOCUMENT:
                return titles.get(each.value, each.value)
            case Kind.FOLDER:
                return _shown(each.value)
            case _:
                return each.value

    return ", ".join(map(called, scopes))


def offers(entries: Sequence[Entry], query: str = "") -> Iterator[Offer]:
    """What can be chosen, the widest first; with ``query`` what has all its words, or passes it as a filter.

    Args:
        entries: every document, by source.
    """
    words = query.casefold().split()

    def named(*names: str) -> bool:
        there = " ".join(names).casefold()
        return all(word in there for word in words)

    if words and (typed := _typed(query, entries)):
        yield typed
    libraries = Counter(entry.library for entry in entries if entry.library)
    for name, count in libraries.items():
        if named(name):
            yield Offer(Scope(Kind.LIBRARY, name), name, "", count)
    if not libraries:
        folders = Counter(folder for entry in entries for folder in _folders(entry.source))
        for folder, count in folders.items():
            # Unasked only those at which the library first divides; deeper ones are found by their words.
            above = _above(folder)
            first = count < len(entries) and (not above or folders[above] == len(entries))
            label = _shown(folder).rstrip("/").rpartition("/")[2] or folder
            if named(folder, label) if words else first:
                yield Offer(Scope(Kind.FOLDER, folder), label, above, count)
    for entry in entries:
        if named(entry.title, entry.source, entry.library):
            yield Offer(Scope(Kind.DOCUMENT, entry.id), entry.title, place(entry), 1)


def _typed(query: str, entries: Sequence[Entry]) -> Offer | None:
    """The query as a filter, where it is one."""
    try:
        given = Filter.parse(query)
    except InvalidFilter:
        return None
    return Offer(Scope(Kind.FILTER, query.strip()), query.strip(), "", sum(map(given.admits, entries)))


def _folders(source: str) -> Iterator[str]:
    """How the sources begin that lie with this one, the outermost folder first; each ends with its slash."""
    start = source.find("://") + 3 if "://" in source else 1
    if source.startswith(UPLOADED):
        yield UPLOADED
        return
    while (start := source.find("/", start)) >= 0:
        start += 1
        yield source[:start]


def _above(folder: str) -> str:
    """The folder around one; "" where there is none."""
    return next((each for each in [*_folders(folder)][::-1] if each != folder), "")


def _shown(path: str) -> str:
    """A source, or how some begin, as people read it: uploads lie in no folder."""
    if not path.startswith(UPLOADED):
        return path
    return " · ".join(filter(None, (LANGUAGE.get().plain("scope.uploaded"), path.removeprefix(UPLOADED))))


def place(entry: Entry) -> str:
    """Where a document is, as far as its title does not say."""
    name = entry.source.rpartition("/")[2]
    folder = _shown(entry.source if entry.title != name else entry.source[: -len(name)])
    return " · ".join(filter(None, (entry.library, folder)))
