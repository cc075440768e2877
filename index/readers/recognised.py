"""Words that were recognised in a picture, as a page's text and sections. Pure.

All words stay, in the order they are given in, each line by itself and a blank line between paragraphs. What is doubtful
as a whole, as the letters that a program sees in a photograph, is kept and never quoted; within what is quoted no word is
left out, however doubtful: without its "not" a sentence says something else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.documents import Section, Span, trimmed
from index.readers.boxes import Placed, written
from index.readers.pages import GAP
from index.readers.recognition import MEND, Bitmap, Word, recogniser

#: A paragraph is quoted where the program is at least so sure of it, over its letters.
SURE = 60.0
#: What a quote's place says of words that were recognised.
PLACE = "read by OCR"
#: Writing that has no blanks between words.
_DENSE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True)
class Page:
    """What was recognised on a page.

    Attributes:
        words: each word's place in the text and on the page. doubtful: paragraphs that are not quoted, in order.
    """

    text: str
    words: tuple[Placed, ...] = ()
    doubtful: tuple[Span, ...] = ()


def page(bitmap: Bitmap, words: Sequence[Word]) -> Page:
    """The words of a page as its text."""
    parts: list[str] = []
    placed: list[Placed] = []
    paragraphs: list[tuple[int, list[Word]]] = []
    length = 0
    last: Word | None = None
    for word in words:
        gap = _gap(last, word)
        start = length + len(gap)
        if last is None or word.paragraph != last.paragraph:
            paragraphs.append((start, []))
        paragraphs[-1][1].append(word)
        parts += [gap, word.text]
        length = start + len(word.text)
        across, down = bitmap.width, bitmap.height
        edges = (word.left / across, word.top / down, word.right / across, word.bottom / down)
        placed.append((Span(start, length), edges))
        last = word
    text = "".join(parts)
    ends = [*(start for start, _ in paragraphs[1:]), length][: len(paragraphs)]
    doubtful = [
        span
        for (start, inside), end in zip(paragraphs, ends, strict=True)
        if _sure(inside) < SURE and (span := trimmed(text, start, end))
    ]
    return Page(text, tuple(placed), tuple(doubtful))


def why_empty(what: str, pictures: int) -> str:
    """What is said of a file without text, so many of whose pages are pictures."""
    if not pictures:
        return f"{what} without text"
    pages = "its page is a picture" if pictures == 1 else f"its {pictures:,} pages are pictures"
    if recogniser():
        return f"{what} without text: {pages}, in which OCR finds no words"
    return f"{what} without text, only pictures: {pages}, which OCR can read; {MEND}"


def letters(text: str) -> int:
    """How many letters and digits there are."""
    return sum(map(str.isalnum, text))


def located(sections: Sequence[Section], pages: Sequence[str], found: Mapping[int, Page]) -> Iterator[Section]:
    """The sections of pages' texts, those of recognised ones with the boxes of their words, doubtful parts set apart.

    Args:
        pages: the texts that :func:`index.readers.pages.sections` was given. found: pages by their place among them.
    """
    starts = [0]
    for text in pages:
        starts.append(starts[-1] + len(text) + len(GAP))
    whole = GAP.join(pages)
    for section in sections:
        number = (section.page or 0) - 1
        if number not in found:
            yield section
            continue
        shift = starts[number]
        for start, end, sure in _stretches(section.span, shift, found[number]):
            if span := trimmed(whole, start, end):
                words = [
                    (place.shifted(shift - span.start), edges)
                    for place, edges in found[number].words
                    if span.covers(place.shifted(shift))
                ]
                quotable = section.quotable and sure
                yield replace(section, span=span, quotable=quotable, place=PLACE, boxes=written(words))


def _stretches(span: Span, shift: int, page: Page) -> Iterator[tuple[int, int, bool]]:
    """The section, cut where recognition is doubtful: start and end of each piece, and whether its words are trusted."""
    start = span.start
    for each in page.doubtful:
        doubtful = each.shifted(shift)
        if doubtful.meets(span):
            yield start, max(start, doubtful.start), True
            yield max(start, doubtful.start), min(span.end, doubtful.end), False
            start = min(span.end, doubtful.end)
    yield start, span.end, True


def _gap(last: Word | None, word: Word) -> str:
    if last is None:
        return ""
    if word.paragraph != last.paragraph:
        return "\n\n"
    if word.line != last.line:
        return "\n"
    return "" if _DENSE.match(last.text[-1]) and _DENSE.match(word.text[0]) else " "


def _sure(words: Sequence[Word]) -> float:
    weights = [max(1, letters(word.text)) for word in words]
    return sum(word.confidence * weight for word, weight in zip(words, weights, strict=True)) / sum(weights)
