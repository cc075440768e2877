"""A document as the page shows it, opened at a quote: its printed pages, and its own text a window at a time. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.quotes import Quote
from index.documents import Document, Section, Span
from index.reading import unwrapped
from ui.web.language import LANGUAGE, phrase
from ui.web.markup import Marks, address, cut, isolated, marked, shown, text
from ui.web.page.tables import table

#: Code points shown on either side of a quote, and more at each further step.
REACH = 6_000
#: A window ends at a line's end where there is one this near.
_NEAR = 1_000
#: What readers call a place (:attr:`index.documents.Section.place`), where they call it by words.
_PLACES = {"read by OCR": "ocr", "front matter": "front"}
_COUNTED = re.compile(r"(line|message|cell) (\d+)(, printed)?")

#: A rectangle on a page: the page's number, then left, top, right and bottom as fractions of the page.
Rectangle = tuple[int, float, float, float, float]


@dataclass(frozen=True)
class Place:
    """What is shown of a document.

    Attributes:
        quote: what it is opened at; None for its beginning.
        answers: whether the quote answers; else it only came nearest, and is marked more quietly.
    """

    document: Document
    quote: Quote | None = None
    answers: bool = True

    @property
    def marks(self) -> Marks:
        """What is marked in the text."""
        if self.quote is None:
            return ()
        if not self.answers:
            return ((self.quote.span, "near"),)
        return ((self.quote.span, "quote"), (self.quote.answer, "answer"))

    @property
    def spot(self) -> Mapping[str, str | int]:
        """The place as the query of an address."""
        if self.quote is None:
            return {"start": 0}
        ends = {"from": self.quote.answer.start, "to": self.quote.answer.end} if self.answers else {}
        return {
            "start": self.quote.span.start,
            "end": self.quote.span.end,
            **ends,
            "digest": self.document.digest[:16],
        }

    @property
    def address(self) -> str:
        """Where it is opened, scrolled to its mark."""
        return f"{address(f'source/{self.document.id}', **self.spot)}#quote"


def window(document: Document, around: Span) -> Span:
    """What is shown first: ``around`` with its surroundings, cut between lines."""
    size = len(document.text)
    low, high = max(0, around.start - REACH), min(size, around.end + REACH)
    return Span(_earlier(document.text, low), _later(document.text, high))


def pane(place: Place, note: str = "", sheet: str = "") -> str:
    """A document opened at a place.

    Args:
        note: why the place asked for is not shown.
        sheet: a page of it as it is printed, as :func:`drawn` gives it; the text follows.
    """
    document, quote = place.document, place.quote
    at = place_of(quote) if quote else ""
    where = f' <span class="place">{isolated(at)}</span>' if at else ""
    told = f'<p class="note" role="status">{text(note)}</p>' if note else ""
    switch = (
        f'<span class="views" role="group" aria-label="{phrase("pane.as")}">'
        f'<button type="button" class="view" value="sheets" aria-pressed="true">{phrase("pane.page")}</button>'
        f'<button type="button" class="view" value="text" aria-pressed="false">{phrase("pane.text")}</button></span>'
        if sheet
        else ""
    )
    tools = (
        f'<p class="tools">{switch}<a class="alone" href="{place.address}" target="_blank" rel="noopener">'
        f"{phrase('pane.alone')}</a></p>"
    )
    head = f"{_head(document, where, tools)}{told}{sheet}"
    if not document.text:
        return f'{head}<p class="note">{phrase("pane.empty")}</p>'
    part = window(document, quote.span if quote else Span(0, 1))
    return (
        f'{head}<div class="text" lang="" dir="auto">{_more(document, part, earlier=True)}'
        f"{lines(place, part, anchored=not sheet)}{_more(document, part, earlier=False)}</div>"
    )


def _head(document: Document, where: str = "", tools: str = "") -> str:
    title = f'<h2 id="source-title" tabindex="-1" title="{text(document.title)}">{isolated(document.title)}</h2>'
    return f'<div class="head">{title}<p class="path">{isolated(document.source)}{where}</p>{tools}</div>'


def drawn(place: Place, number: int, pages: int, boxes: Sequence[tuple[str, Sequence[Rectangle]]]) -> str:
    """A page as it is printed, with the way to the others.

    Args:
        boxes: rectangles around the quote's words and the answer's, with their class.
    """
    document = place.document

    def turn(way: str, sign: str, to: int) -> str:
        if not 1 <= to <= pages:
            return f'<span class="turn" aria-hidden="true">{sign}</span>'
        there = address(f"source/{document.id}", **place.spot, page=to)
        return f'<a class="turn" href="{there}" aria-label="{phrase(f"pane.{way}")}">{sign}</a>'

    rectangles = "".join(
        f'<rect class="{name}" x="{left:.4f}" y="{top:.4f}" width="{right - left:.4f}" height="{bottom - top:.4f}"/>'
        for name, each in boxes
        for page, left, top, right, bottom in each
        if page == number
    ).replace("/>", ' id="quote"/>', 1)
    picture = address(f"source/{document.id}/page/{number}", digest=document.digest[:16])
    return (
        '<div class="sheets"><p class="turns">'
        f'<span class="at">{turn("previous", "‹", number - 1)} {phrase("pane.at", page=number, pages=pages)} '
        f"{turn('next', '›', number + 1)}</span>"
        f'<span class="zooms"><button type="button" class="zoom" value="-1" aria-label="{phrase("pane.smaller")}">−</button>'
        f'<button type="button" class="zoom" value="0">{phrase("pane.fit")}</button>'
        f'<button type="button" class="zoom" value="1" aria-label="{phrase("pane.larger")}">+</button></span></p>'
        f'<div class="view-of-sheet"><figure class="sheet"><img src="{picture}" '
        f'alt="{phrase("pane.printed", page=number)}">'
        f'<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">{rectangles}</svg></figure></div></div>'
    )


def further(document: Document, edge: int, *, earlier: bool, alone: bool = False) -> str:
    """The window that ends at ``edge``, or begins there, with the way to the one after it.

    Args:
        alone: whether it stands by itself, and so under the document's name and with the ways to both sides.
    """
    size = len(document.text)
    if not (edge > 0 if earlier else edge < size):
        return ""
    if earlier:
        part = Span(_earlier(document.text, max(0, edge - 2 * REACH)), min(edge, size))
    else:
        part = Span(max(0, edge), _later(document.text, min(size, edge + 2 * REACH)))
    before = _more(document, part, earlier=True) if earlier or alone else ""
    after = _more(document, part, earlier=False) if alone or not earlier else ""
    piece = f"{before}{lines(Place(document), part)}{after}"
    return f'{_head(document)}<div class="text" lang="" dir="auto">{piece}</div>' if alone else piece


def lines(place: Place, part: Span, *, anchored: bool = False) -> str:
    """The text of a window: rows as tables, the rest by paragraphs, marks in it, pages named where they begin.

    Args:
        anchored: whether the first marked line is what an address points to.
    """
    document, page = place.document, None
    parts = list[str]()
    for sections, stretch in _stretches(document, part):
        section = sections[0] if sections else None
        if section and section.page is not None and section.page != page:
            page = section.page
            parts.append(f'<p class="page">{text(_leaf(document, section))}</p>')
        if section and section.row is not None:
            parts.append(table(document, sections, place.marks))
        else:
            parts += _paragraphs(document, section, stretch, place.marks)
    made = "".join(parts)
    return made.replace("<mark ", '<mark id="quote" ', 1) if anchored else made


def _stretches(document: Document, part: Span) -> Iterator[tuple[Sequence[Section], Span]]:
    """The window cut where sections end; rows of one table come as one, and what lies between sections by itself."""
    held = [each for each in document.content.sections if each.span.meets(part)]
    at = part.start
    for _, group in groupby(held, key=lambda each: (each.heading, each.page) if each.row is not None else each):
        sections = list(group)
        start, end = max(at, sections[0].span.start), min(part.end, sections[-1].span.end)
        if at < start and document.text[at:start].strip():
            yield (), Span(at, start)
        yield sections, Span(start, end)
        at = end
    if at < part.end:
        yield (), Span(at, part.end)


def _paragraphs(document: Document, section: Section | None, part: Span, marks: Marks) -> Iterator[str]:
    start = part.start
    for line in unwrapped(part.of(document.text)).split("\n"):
        if shown(line).strip():
            span = Span(start, start + len(line))
            here = [(cut(mark, span), name) for mark, name in marks if mark.meets(span)]
            kind = "" if section is None or section.quotable else ' class="aside"'
            heads = section is not None and section.heading and section.heading[-1] == line.strip()
            yield f"<h3>{marked(line, here)}</h3>" if heads else f"<p{kind}>{marked(line, here)}</p>"
        start += len(line) + 1


def _leaf(document: Document, section: Section) -> str:
    """What a page, slide or sheet is called."""
    leaf = LANGUAGE.get().plain(f"leaf.{document.leaf}", page=section.page or 0)
    return f"{leaf}: {section.heading[0]}" if document.leaf != "page" and section.heading else leaf


def place_of(quote: Quote) -> str:
    """Page, headings and row of a quote in the page's language.

    As :attr:`assistant.quotes.Quote.place` has them, but for the names of columns: a row is shown under these.
    """
    said, section = LANGUAGE.get().plain, quote.document.section_at(quote.answer.start)
    if section is None:
        return ""
    parts = []
    if section.page is not None:
        parts.append(said(f"place.{quote.document.leaf}", page=section.page))
        if section.label and section.label != str(section.page):
            parts[-1] += f" {said('place.printed', label=section.label)}"
    parts += [" > ".join(section.heading)] if section.heading else []
    parts += [said("place.row", row=section.row)] if section.row is not None else []
    return ", ".join([*parts, _named(section.place)] if section.place else parts)


def _named(place: str) -> str:
    """A place that its reader named, in the page's language; a time or a path as it is."""
    said = LANGUAGE.get().plain
    if place in _PLACES:
        return said(f"place.{_PLACES[place]}")
    if found := _COUNTED.fullmatch(place):
        return said(f"place.{'output' if found[3] else found[1]}", number=found[2])
    return place


def _more(document: Document, part: Span, *, earlier: bool) -> str:
    edge = part.start if earlier else part.end
    if edge == (0 if earlier else len(document.text)):
        return ""
    way = "earlier" if earlier else "later"
    return f'<a class="more {way}" href="{address(f"source/{document.id}/text", edge=edge, way=way)}">{phrase(f"pane.{way}")}</a>'


def _earlier(words: str, low: int) -> int:
    """``low``, or the beginning of a line just after it."""
    found = words.find("\n", low, low + _NEAR) if low else -1
    return found + 1 if found >= 0 else low


def _later(words: str, high: int) -> int:
    """``high``, or the end of a line just before it."""
    found = words.rfind("\n", max(0, high - _NEAR), high) if high < len(words) else -1
    return found + 1 if found >= 0 else high
