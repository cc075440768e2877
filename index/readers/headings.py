"""Headings that nothing marks: lines that stand like them in text, PDF and files without heading styles. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.documents import Content, Section, Span, trimmed
from index.readers.limits import heading
from index.readers.markup import inside
from index.reading import is_open, unwrapped

#: Where a heading begins, its level from 1 on, and its words; without words, where one of that level ends.
Mark = tuple[int, int, str]

#: Code points a heading may have, and at least so many the paragraph under it.
_LONGEST, _LONG = 100, 60
_END = re.compile(r"[.!?:;,…\"”’)\]]\s*$")
# A line that goes on in lower case or brackets goes on from the one before.
_BEGINS = re.compile(r"[\"'“‘„«*_]*[^\W_a-z]")
# A line with a comma, columns, or the end of a sentence in it is no heading.
_BROKEN = re.compile(r",|[^\W\d_]\S*\s{3,}\S|[a-z][.?!]\s+[A-Z]")
_NUMBERED = re.compile(r"§? ?(\d{1,2}(?:\.\d{1,2}){0,3})(?:[.)]\s*|\s+)[^\W\d_]")
_ASIDE = re.compile(r"\([^()]*\)")
_CLAUSE = re.compile(r"(?<=[.!?:;])[ \t]*\n(?=[ \t]*\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[^\W\d_a-z])")
_ITEM = re.compile(r"[·•▪◦*–-]\s")
_FIRST = re.compile(r"\(?[1a][.)]\s")
# What stands for a table's row and the like: long, ended, under a heading as a paragraph is.
_OTHER = "X" * _LONGEST + "."
_DIVISION = re.compile(
    r"(?:chapter|part|article|section|schedule|annex|appendix|exhibit)\s+(?:\d+|[ivxlc]+|[a-z])\b", re.IGNORECASE
)
_LETTERED = re.compile(r"(?:[A-Z]|[IVX]{1,5})[.)]\s+[^\W\d_]")
#: Levels of "Part II", of "B." and of "4" ("4.2" is the next); what is none of these is beneath all.
_DIVIDED, _LETTER, _NUMBER, _PLAIN = 1, 2, 3, 9
#: What is drawn under a heading; a double line is above a single one.
_DRAWN = re.compile(r"([=~*-])\1{2,}$")
#: A line in capitals with fewer letters may be a name.
_CAPITALS = 5


def marks(text: str, sections: Sequence[Section], strong: Collection[str] = ()) -> tuple[str | None, list[Mark]]:
    """The title, where the first line is one, and the lines of plain sections that look like headings, in order.

    Args:
        strong: paragraphs that are all set in bold.
    """
    every = list(_all_lines(text, sections))
    drawn = {
        one[0]: below[1][0]
        for one, below in pairwise(every)
        if _DRAWN.match(below[1]) and _may_head(one[1]) and _is_under(text, one, below)
    }
    lines = [each for each in every if not _DRAWN.match(each[1])]
    heads = set(drawn)
    around = [(_before(text, *each), *each[1:]) for each in zip([(0, ""), *lines], lines, lines[1:], strict=False)]
    apart = {start for before, (start, line), _ in around if _stands_out(before, line, strong)}
    for before, (start, line), (below, after) in reversed(around):
        # The line below is looked at first.
        if _is_heading(before, line, after, below=below in heads) or (
            start in apart and below not in apart and _may_head(line) and len(after) > len(line)
        ):
            heads.add(start)
    numbers = {_number(line) for start, line in lines if start in heads}
    for before, (start, line), (_, after) in [*around, *reversed(around)]:
        # Above a few words, too, where the number before or behind it is a heading's.
        if (number := _number(line)) and not numbers.isdisjoint(_beside(number)) and _stands(before, line, after):
            heads.add(start)
            numbers.add(number)
    found = [
        (start, level - (drawn.get(start) == "=" and level == _PLAIN), words)
        for start, level, words in _marked(lines, heads)
    ]
    titled = found and found[0][0] == lines[0][0] and found[0][1] >= _PLAIN - 1
    return found.pop(0)[2] if titled else None, found


def _is_under(text: str, one: tuple[int, str], below: tuple[int, str]) -> bool:
    """Whether a line that is drawn stands right under words of about its length."""
    end = one[0] + len(one[1])
    return text.count("\n", end, below[0]) == 1 and 2 * abs(len(one[1]) - len(below[1])) <= len(one[1])


def _before(text: str, above: tuple[int, str], line: tuple[int, str], below: tuple[int, str]) -> str:
    """The line above, or a full stop where blank lines part from it what has a number, capitals, or items below it."""
    if not above[1] or text.count("\n", above[0] + len(above[1]), line[0]) < 2:
        return above[1]
    told = line[1].isupper() or _level(line[1]) < _PLAIN or _FIRST.match(below[1]) or _ITEM.match(below[1])
    return "." if told else above[1]


def _stands_out(before: str, line: str, strong: Collection[str]) -> bool:
    """Whether a line is set apart from what stands above it by its look."""
    capitals = line.isupper() and sum(map(str.isalpha, line)) >= _CAPITALS and (not before or _ends(before))
    return capitals or line in strong


def _beside(number: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """The numbers before and behind one, of its level."""
    return (*number[:-1], number[-1] - 1), (*number[:-1], number[-1] + 1)


def _marked(lines: Iterable[tuple[int, str]], heads: Collection[int]) -> Iterator[Mark]:
    last: tuple[int, ...] = ()
    for start, line in lines:
        number = _number(line)
        if start in heads:
            last = number
            yield start, _level(line), heading(line)
        elif _follows(number, last):
            # "5. Fees are due ..." stands no more under "4. Term".
            last = number[:-1]
            yield start, _level(line), ""


def headed(content: Content, strong: Collection[str] = ()) -> Content:
    """The content with its plain text under the lines that look like headings, where the file itself marks none.

    Args:
        strong: paragraphs that are all set in bold.
    """
    # A title is above all, and said before every passage anyway.
    sections = tuple(
        replace(section, heading=section.heading[1:]) if content.title in section.heading[:1] else section
        for section in content.sections
    )
    if any(
        section.heading and content.text.startswith(section.heading[-1], section.span.start) for section in sections
    ):
        return content
    title, found = marks(content.text, sections, strong)
    if not found:
        return replace(content, title=content.title or title)
    return replace(content, title=content.title or title, sections=tuple(_under(content.text, sections, found)))


def _under(text: str, sections: Sequence[Section], found: Sequence[Mark]) -> Iterator[Section]:
    """The sections cut at the headings, each with those above it."""
    path: list[tuple[int, str]] = []
    ahead = list(reversed(found))
    for section in sections:
        span = section.span
        if section.heading and not section.single:
            path = []  # notes, and what else stands under a heading of its own
        unread = [
            Span(span.start + a, span.start + b) for a, b in zip(section.unread[::2], section.unread[1::2], strict=True)
        ]
        start = span.start
        while ahead and ahead[-1][0] < span.end:
            at, level, words = ahead.pop()
            if part := trimmed(text, start, at):
                yield _part(section, part, path, unread)
            path, start = [*(above for above in path if above[0] < level), (level, words)], at
        if part := trimmed(text, start, span.end):
            yield _part(section, part, path, unread)


def _part(section: Section, span: Span, path: Sequence[tuple[int, str]], unread: Sequence[Span]) -> Section:
    above = tuple(dict.fromkeys((*(words for _, words in path if words), *section.heading)))
    if span == section.span:
        return replace(section, heading=above)
    return replace(section, span=span, heading=above, unread=inside(unread, span))


def _is_plain(section: Section) -> bool:
    """Whether its lines are told apart by nothing else, and no words of it have places counted from its start."""
    return section.quotable and not section.single and not section.heading and not section.boxes


def _all_lines(text: str, sections: Sequence[Section]) -> Iterator[tuple[int, str]]:
    """The lines of plain sections without those newlines that only wrap; what else is quotable is one that is no heading."""
    signs = list(unwrapped(text))
    for found in _CLAUSE.finditer(text):
        # A line that begins with "2.2 Capacities" goes on from none.
        signs[found.end() - 1] = "\n"
    shown = "".join(signs)
    for section in sections:
        if _is_plain(section):
            yield from _lines(shown, section.span)
        elif section.quotable:
            yield section.span.start, _OTHER


def _lines(text: str, span: Span) -> Iterator[tuple[int, str]]:
    start = span.start
    for row in span.of(text).split("\n"):
        if line := row.strip():
            yield start + row.index(line[0]), line
        start += len(row) + 1


def _is_heading(before: str, line: str, after: str, *, below: bool) -> bool:
    """Whether a line stands like a heading above something much longer, or above a heading beneath it."""
    return _stands(before, line, after) and (
        (below and (not before or _level(line) < _level(after)))
        or _ITEM.match(after) is not None
        or (_FIRST.match(after) is not None and not below and ":" not in line)
        or len(after) >= max(_LONG, 1.5 * len(line))
    )


def _stands(before: str, line: str, after: str) -> bool:
    """Whether a line is short, unfinished, and not in the middle of a sentence or of a list."""
    return (
        _may_head(line)
        and (_BEGINS.match(after) or _ITEM.match(after)) is not None
        and (not before or _ends(before) or (_may_head(before) and (before.isupper() or _level(before) < _PLAIN)))
        and (_level(line) == _PLAIN or _level(line) != _level(after))
    )


def _may_head(line: str) -> bool:
    line = _ASIDE.sub("", line).strip() or line
    return (
        len(line) <= _LONGEST
        and line[0].isalnum()
        and not line[0].islower()
        and any(c.isalpha() for c in line)
        and not _END.search(line)
        and not _BROKEN.search(line)
        and not is_open(line)
    )


def _ends(line: str) -> bool:
    """Whether a line ends what it says; what ends in a colon is a lead to the next."""
    return _END.search(line) is not None and line[-1] != ":"


def _level(line: str) -> int:
    if _DIVISION.match(line):
        return _DIVIDED
    if _LETTERED.match(line):
        return _LETTER
    numbered = _NUMBERED.match(line)
    return _NUMBER + numbered[1].count(".") if numbered else _PLAIN


def _follows(number: tuple[int, ...], last: tuple[int, ...]) -> bool:
    """Whether a number is the next one, of any level: behind 4.2 come 4.3, 5 and 5.1."""
    return any(number[: at + 1] == (*last[:at], last[at] + 1) and len(number) <= at + 2 for at in range(len(last)))


def _number(line: str) -> tuple[int, ...]:
    """The number a line begins with, as in ``(4, 2)``; empty where it has none."""
    numbered = _NUMBERED.match(line)
    return tuple(map(int, numbered[1].split("."))) if numbered else ()
