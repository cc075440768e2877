"""Headings that nothing marks: lines that stand like them in text, PDF and files without heading styles. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

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
# What stands for a table's row and the like: long, ended, under a heading as a paragraph is.
_OTHER = "X" * _LONGEST + "."
_DIVISION = re.compile(
    r"(?:chapter|part|article|section|schedule|annex|appendix|exhibit)\s+(?:\d+|[ivxlc]+|[a-z])\b", re.IGNORECASE
)
_LETTERED = re.compile(r"(?:[A-Z]|[IVX]{1,5})[.)]\s+[^\W\d_]")
#: Levels of "Part II", of "B." and of "4" ("4.2" is the next); what is none of these is beneath all.
_DIVIDED, _LETTER, _NUMBER, _PLAIN = 1, 2, 3, 9


def marks(text: str, sections: Sequence[Section]) -> tuple[str | None, list[Mark]]:
    """The title, where the first line is one, and the lines of plain sections that look like headings, in order."""
    lines = list(_all_lines(text, sections))
    heads = set[int]()
    for (_, before), (start, line), (below, after) in reversed(
        [*zip([(0, ""), *lines], lines, lines[1:], strict=False)]
    ):
        # The line below is looked at first.
        if _is_heading(before, line, after, below=below in heads):
            heads.add(start)
    found = list(_marked(lines, heads))
    titled = found and found[0][:2] == (lines[0][0], _PLAIN)
    return found.pop(0)[2] if titled else None, found


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


def headed(content: Content) -> Content:
    """The content with its plain text under the lines that look like headings, where the file itself marks none."""
    sections = content.sections
    if any(
        section.heading and content.text.startswith(section.heading[-1], section.span.start) for section in sections
    ):
        return content
    title, found = marks(content.text, sections)
    under = tuple(_under(content.text, sections, found)) if found else content.sections
    return replace(content, title=content.title or title, sections=under)


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
    """Short, unfinished, above something much longer or a heading beneath it, and not in the middle of a sentence."""
    return (
        _may_head(line)
        and (_BEGINS.match(after) or _ITEM.match(after)) is not None
        and (not before or _ends(before) or (_may_head(before) and (before.isupper() or _level(before) < _PLAIN)))
        and (_level(line) == _PLAIN or _level(line) != _level(after))  # else they are items of one list
        and (
            (below and (not before or _level(line) < _level(after)))
            or _ITEM.match(after) is not None
            or len(after) >= max(_LONG, 1.5 * len(line))
        )
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
