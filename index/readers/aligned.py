"""Tables in plain text: lines whose cells stand below each other, apart by more than one blank. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from index.documents import Section, Span, trimmed
from index.readers.tables import head, paired

#: A cell goes on over single blanks.
_CELL = re.compile(r"[^\s]+(?: [^\s]+)*")
_DIGIT = re.compile(r"\d")
#: A longer cell is a sentence; lines of a table; columns may be out of line by so many characters, in this share of rows.
_LONGEST, _FEW, _SLACK, _OUT = 60, 3, 1, 0.2

_Row = list[Span]


def tabled(text: str, sections: Sequence[Section]) -> Iterator[Section]:
    """The sections with each row of a table as one of its own."""
    for section in sections:
        if not section.quotable or section.single:
            yield section
            continue
        start = section.span.start
        for table in _tables(text, section.span):
            if span := trimmed(text, start, table[0][0].start):
                yield replace(section, span=span)
            yield from _rows(text, section, table)
            start = table[-1][-1].end
        if span := trimmed(text, start, section.span.end):
            yield replace(section, span=span)


def _rows(text: str, section: Section, table: Sequence[_Row]) -> Iterator[Section]:
    grid = [[cell.of(text) for cell in row] for row in table]
    named = head(grid, expected=False)
    if named and any(_DIGIT.search(name) for name in named.names):
        named = None
    titles = named.titles if named else ()
    for number, row in enumerate(table, start=1):
        span = Span(row[0].start, row[-1].end)
        bounds = tuple(edge - span.start for cell in row for edge in (cell.start, cell.end))
        columns: tuple[str, ...] = ()
        if named and named.labelled:
            columns, bounds = paired(span.of(text), bounds)
        elif named and number >= named.rows:
            columns = named.names
        heading = tuple(dict.fromkeys((*section.heading, *titles)))
        yield replace(section, span=span, heading=heading, row=number, columns=columns, cells=bounds if columns else ())


def _tables(text: str, span: Span) -> Iterator[list[_Row]]:
    lines: list[_Row] = []
    start = span.start
    for line in span.of(text).split("\n"):
        lines.append([Span(start + cell.start(), start + cell.end()) for cell in _CELL.finditer(line)])
        start += len(line) + 1
    for count, group in groupby(lines, key=_columns):
        rows = list(group)
        if count > 1 and len(rows) >= _FEW and _says_little(text, rows) and _stands(text, rows):
            yield rows


def _columns(row: _Row) -> int:
    """How many cells a line has; none where one of them is a sentence."""
    return 0 if any(len(cell) > _LONGEST for cell in row) else len(row)


def _says_little(text: str, rows: Sequence[_Row]) -> bool:
    """Whether some column behind the first holds no more than a word or two in most rows."""
    short = ([row[column].of(text).count(" ") < 2 for row in rows] for column in range(1, len(rows[0])))
    return any(2 * sum(each) > len(rows) for each in short)


def _stands(text: str, rows: Sequence[_Row]) -> bool:
    """Whether in each column the cells begin, or end, below each other."""
    origins = [text.rfind("\n", 0, row[0].start) + 1 for row in rows]
    for column in range(1, len(rows[0])):
        for edge in ("start", "end"):
            places = sorted(getattr(row[column], edge) - origin for row, origin in zip(rows, origins, strict=True))
            middle = places[len(places) // 2]
            if sum(abs(place - middle) > _SLACK for place in places) <= _OUT * len(rows):
                break
        else:
            return False
    return True
