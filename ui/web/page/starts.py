"""Where to begin in documents that no question could be made for: their headings, or their names. Pure."""

from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest

from assistant.quotes import Quote
from index.documents import Document, Span
from ui.web.language import phrase
from ui.web.markup import isolated
from ui.web.page.source import Place

#: Headings offered, and taken of one document, at most.
_MOST, _EACH = 6, 2
_SHORTEST, _LONGEST = 4, 60


def starts(documents: Iterable[Document]) -> str:
    """Headings to begin at, each with its document; empty where there is no document."""
    each = [list(islice(_headings(document), _EACH)) for document in documents]
    turns = (place for turn in zip_longest(*each) for place in turn if place)
    items = "".join(f"<li>{_link(words, place)}</li>" for words, place in islice(turns, _MOST))
    return f'<section class="offers starts"><h3>{phrase("told.starts")}</h3><ul>{items}</ul></section>' if items else ""


def _link(words: str, place: Place) -> str:
    title = place.document.title
    where = "" if title == words else f' <span class="place">{isolated(title)}</span>'
    return f'<a class="open" href="{place.address}">{isolated(words)}</a>{where}'


def _headings(document: Document) -> Iterator[tuple[str, Place]]:
    """A document's headings, each once with its place; its name where it has none."""
    seen = set[str]()
    for section in document.content.sections:
        words = section.heading[-1] if section.heading else ""
        at = document.text.find(words, section.span.start, section.span.end) if words else -1
        if section.row is None and section.quotable and at >= 0 and words not in seen and _says(words):
            seen.add(words)
            span = Span(at, at + len(words))
            yield words, Place(document, Quote(document, span, span, 0.0), answers=False)
    if not seen:
        yield document.title, Place(document)


def _says(words: str) -> bool:
    return _SHORTEST <= len(words) <= _LONGEST and sum(map(str.isalpha, words)) > len(words) / 2
