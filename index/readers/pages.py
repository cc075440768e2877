"""Pages and an outline to sections. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from index.documents import Section, Span, trimmed
from index.readers.grids import Table
from index.readers.running import bodies, lines, printed_numbers

#: What stands between two pages' texts.
GAP = "\n\n"


@dataclass(frozen=True)
class Bookmark:
    """An entry of an outline.

    Attributes:
        level: 0 for the outermost.
        page: index of the page it points to.
    """

    level: int
    title: str
    page: int


def sections(
    pages: Sequence[str],
    labels: Sequence[str | None],
    outline: Iterable[Bookmark],
    tables: Mapping[int, Sequence[Table]] = MappingProxyType({}),
) -> Iterator[Section]:
    """The parts of ``GAP.join(pages)``: what runs above each page, the stretches under each bookmark, what runs below.

    Args:
        labels: the numbers the pages go by; if there are none, those printed on them are looked for.
        tables: those of each page, counted from 0; their rows are sections of their own.
    """
    around = bodies(pages)
    if not any(labels):
        labels = printed_numbers(pages, around)
    whole, offset = GAP.join(pages), 0
    placed = list(reversed(_placed(pages, outline)))
    path: list[Bookmark] = []
    for number, (page, (top, bottom), label) in enumerate(zip(pages, around, labels, strict=True)):
        cuts = [(0, path, False), (top, path, True)]
        while placed and placed[-1][0] == number:
            _, place, mark = placed.pop()
            path = [*(above for above in path if above.level < mark.level), mark]
            cuts.append((min(max(place, top), bottom), path, True))
        cuts.append((bottom, path, False))
        ends = [*(start for start, _, _ in cuts[1:]), len(page)]
        for (start, above, quotable), end in zip(cuts, ends, strict=True):
            heading = tuple(mark.title for mark in above)
            printed = label if label != str(number + 1) else None
            made = partial(Section, heading=heading, page=number + 1, label=printed, quotable=quotable)
            for row in (row for table in tables.get(number, ()) for row in table.rows if quotable):
                if start <= row.span.start and row.span.end <= end:
                    if span := trimmed(whole, offset + start, offset + row.span.start):
                        yield made(span)
                    yield made(row.span.shifted(offset), row=row.number, columns=row.columns, cells=row.cells)
                    start = row.span.end  # noqa: PLW2901 - what is left
            if span := trimmed(whole, offset + start, offset + end):
                yield made(span)
        offset += len(page) + len(GAP)


def _placed(pages: Sequence[str], outline: Iterable[Bookmark]) -> list[tuple[int, int, Bookmark]]:
    """Page and offset of each bookmark: the line that says its title, else where its page begins or the last one was."""
    found = []
    used: dict[int, int] = {}
    plain: dict[int, list[tuple[Span, str]]] = {}
    for mark in outline:
        if not 0 <= mark.page < len(pages):
            continue
        if mark.page not in plain:
            text = pages[mark.page]
            plain[mark.page] = [(line, _plain(line.of(text))) for line in lines(text)]
        start, title = used.get(mark.page, 0), _plain(mark.title)
        line = next((line for line, words in plain[mark.page] if line.start >= start and _says(words, title)), None)
        used[mark.page] = line.end if line else start
        found.append((mark.page, line.start if line else start, mark))
    return sorted(found, key=lambda place: place[:2])


def _says(line: str, title: str) -> bool:
    """Whether a line is a heading's first: with or without its number, all of it or as much as the line holds."""
    bare = line.lstrip("0123456789")
    return bool(line) and (title in (line, bare) or (len(bare) > 5 and title.startswith((line, bare))))


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()
