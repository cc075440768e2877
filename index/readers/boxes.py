"""Where words stand on a page. What was recognised in a picture brings its boxes along, as text, in its section."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.documents import Content, Section, Span

#: Parts of a page's width and height that a kept box counts in.
_FINE = 10_000


@dataclass(frozen=True)
class Box:
    """A stretch of one line on a page.

    Attributes:
        page: counted from 1.
        left, top, right, bottom: fractions of the page as it is shown, from its top left corner.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


#: A word's start and end, and its left, top, right and bottom as fractions of the page.
Placed = tuple[Span, tuple[float, float, float, float]]


def written(words: Iterable[Placed]) -> str:
    """Words' boxes as a section keeps them; their spans are counted from its start."""
    numbers = (
        number for span, box in words for number in (span.start, span.end, *(round(edge * _FINE) for edge in box))
    )
    return " ".join(map(str, numbers))


def kept(content: Content, span: Span) -> list[Box]:
    """Where the words of ``span`` stand that bring their boxes along, a box for each line."""
    found: list[Box] = []
    for section in content.sections:
        if section.boxes and section.page and section.span.meets(span):
            end = None
            for place, box in _words(section):
                if not place.meets(span):
                    continue
                # Words of one line have one box.
                if end is not None and "\n" not in content.text[end : place.start]:
                    box = _around(found.pop(), box)  # noqa: PLW2901
                found.append(box)
                end = place.end
    return found


def _words(section: Section) -> Iterator[tuple[Span, Box]]:
    numbers = map(int, section.boxes.split())
    for start, end, *edges in zip(*[numbers] * 6, strict=True):
        left, top, right, bottom = (min(edge / _FINE, 1.0) for edge in edges)
        yield Span(start, end).shifted(section.span.start), Box(section.page or 1, left, top, right, bottom)


def _around(one: Box, other: Box) -> Box:
    return Box(
        one.page,
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
