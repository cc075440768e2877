"""Running headers and footers: the lines that stand at the same edge of page after page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.documents import Span, trimmed

#: Lines at each edge of a page that may repeat.
_DEEP = 4
#: Pages a line must repeat on; all of them where there are only two.
_PAGES = 3

_NUMBER = re.compile(r"[0-9]{1,5}|(?<![^\W_])[ivxl]{1,7}(?![^\W_])")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def lines(text: str) -> list[Span]:
    """The lines that hold more than white space."""
    found, start = [], 0
    for line in text.split("\n"):
        if span := trimmed(text, start, start + len(line)):
            found.append(span)
        start += len(line) + 1
    return found


def bodies(pages: Sequence[str]) -> list[tuple[int, int]]:
    """For each page where its body starts and ends; what lies outside repeats on other pages.

    A page whose every line repeats is all body: its words are then no frame around something else.
    """
    cut = [lines(page) for page in pages]
    needed = min(_PAGES, len(pages))
    if needed < 2:
        return [(0, len(page)) for page in pages]
    tops, bottoms = Counter[str](), Counter[str]()
    for number, (page, spans) in enumerate(zip(pages, cut, strict=True)):
        tops.update({form for span in spans[:_DEEP] for form in _forms(span.of(page), number)})
        bottoms.update({form for span in spans[-_DEEP:] for form in _forms(span.of(page), number)})
    found = []
    for number, (page, spans) in enumerate(zip(pages, cut, strict=True)):
        first = _depth((span.of(page) for span in spans[:_DEEP]), number, tops, needed)
        last = _depth((span.of(page) for span in reversed(spans[-_DEEP:])), number, bottoms, needed)
        whole = first + last >= len(spans)
        start = 0 if whole or not first else spans[first - 1].end
        end = len(page) if whole or not last else spans[-last].start
        found.append((start, end))
    return found


def printed_numbers(pages: Sequence[str], around: Sequence[tuple[int, int]]) -> list[str | None]:
    """The page number printed on each page outside its body, where it runs along with the pages."""
    shifts = Counter[int]()
    frames = [page[:start] + "\n" + page[end:] for page, (start, end) in zip(pages, around, strict=True)]
    for number, frame in enumerate(frames):
        shifts.update({_value(match[0]) - number for match in _NUMBER.finditer(frame)})
    shift, times = shifts.most_common(1)[0] if shifts else (0, 0)
    if times < _PAGES:
        return [None] * len(pages)
    return [
        next((match[0] for match in _NUMBER.finditer(frame) if _value(match[0]) - number == shift), None)
        for number, frame in enumerate(frames)
    ]


def _depth(edge: Iterator[str], page: int, seen: Counter[str], needed: int) -> int:
    """How many lines from the edge inwards repeat."""
    depth = 0
    for line in edge:
        if all(seen[form] < needed for form in _forms(line, page)):
            break
        depth += 1
    return depth


def _forms(line: str, page: int) -> set[str]:
    """What a line may have in common with those of other pages.

    Either all of it, or all but its first or last number where that grows with the pages, or its last but one, as in
    "Page 2 of 9".
    """
    found = {line} if any(c.isalpha() for c in line) else set()
    numbers = list(_NUMBER.finditer(line))
    for match in (numbers[:1] + numbers[-2:])[: len(numbers)]:
        found.add(f"{line[: match.start()]}\0{_value(match[0]) - page}\0{line[match.end() :]}")
    return found


def _value(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    values = [_ROMAN[c] for c in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
