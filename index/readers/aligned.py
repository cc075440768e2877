"""Tables in plain text: drawn ones, and lines whose cells stand below each other, apart by more than one blank. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from index.documents import Section, Span, trimmed
from index.readers import limits
from index.readers.drawn import Row, drawn_tables, is_rule
from index.readers.markup import inside
from index.readers.tables import head
from index.readers.terms import entries

#: A cell goes on over single blanks.
_CELL = re.compile(r"[^\s]+(?: [^\s]+)*")
_DIGIT = re.compile(r"\d")
#: A longer cell is a sentence; lines of a table, and its most columns.
_LONGEST, _FEW, _MOST = 60, 3, 100
#: Columns may be out of line by so many characters, in this share of rows.
_SLACK, _OUT = 1, 0.2

_EDGES = ("start", "end")

_Line = list[Span]


def tabled(text: str, sections: Sequence[Section]) -> Iterator[Section]:
    """The sections with each row of a table as one of its own."""
    for section in sections:
        if not section.quotable or section.single:
            yield section
            continue
        start = section.span.start
        for span, table, labelled in _tables(text, section.span):
            if before := trimmed(text, start, span.start):
                yield _part(section, before)
            yield from _rows(text, section, table, labelled)
            start = span.end
        if after := trimmed(text, start, section.span.end):
            yield _part(section, after)


def _part(section: Section, span: Span) -> Section:
    """A section cut to a stretch of it."""
    edges = [section.span.start + edge for edge in section.unread]
    unread = [Span(*each) for each in zip(edges[::2], edges[1::2], strict=True)]
    return replace(section, span=span, unread=inside(unread, span))


def _rows(text: str, section: Section, table: Sequence[Row], labelled: bool) -> Iterator[Section]:
    grid = [_written(text, row) for row in table]
    named = head(grid, expected=False)
    if named and any(_DIGIT.search(name) for name in named.names):
        named = None
    titles = named.titles if named and not labelled else ()
    labelled = labelled or (named is not None and named.labelled)
    for number, row in enumerate(table, start=1):
        span = Span(row[0][1].start, row[-1][1].end)
        bounds = tuple(edge - span.start for _, cell in row for edge in (cell.start, cell.end))
        columns: tuple[str, ...] = ()
        if labelled:
            columns = (limits.heading(grid[number - 1][0].removesuffix(":")),) * sum(column > 0 for column, _ in row)
            bounds = bounds[-2 * len(columns) :]
        elif named and number >= named.rows:
            columns = tuple("".join(named.names[column : column + 1]) for column, _ in row)
        heading = tuple(dict.fromkeys((*section.heading, *titles)))
        part = replace(_part(section, span), heading=heading, row=number)
        yield replace(part, columns=columns, cells=bounds if columns else ())


def _written(text: str, row: Row) -> list[str]:
    """What the cells of a row say, each in its column."""
    said = [""] * (1 + max(column for column, _ in row))
    for column, cell in row:
        said[column] = f"{said[column]} {cell.of(text)}".strip()
    return said


def _tables(text: str, span: Span) -> Iterator[tuple[Span, list[Row], bool]]:
    """Each table's stretch and rows, and whether the first cell of each is known to name what stands beside it."""
    start = span.start
    for drawn, rows in drawn_tables(text, span):
        yield from _typed(text, start, drawn.start)
        yield drawn, rows, False
        start = drawn.end
    yield from _typed(text, start, span.end)


def _typed(text: str, start: int, end: int) -> Iterator[tuple[Span, list[Row], bool]]:
    for found in entries(text, start, end):
        listed = Span(found[0][0].start, found[-1][1].end)
        yield from _aligned(text, start, listed.start)
        yield listed, [[(0, term), (1, said)] for term, said in found], True
        start = listed.end
    yield from _aligned(text, start, end)


def _aligned(text: str, start: int, end: int) -> Iterator[tuple[Span, list[Row], bool]]:
    lines: list[_Line] = []
    starts: dict[int, int] = {}  # of a rule, by where it ends
    ends: dict[int, int] = {}  # and the other way round
    for line in text[start:end].split("\n"):
        if is_rule(line):
            starts[start + len(line)], ends[start] = start, start + len(line)
        else:
            lines.append([Span(start + cell.start(), start + cell.end()) for cell in _CELL.finditer(line)])
        start += len(line) + 1
    for several, run in groupby(lines, key=lambda line: _columns(line) > 1):
        for rows in _fitting(text, list(run)) if several else ():
            first, last = rows[0][0][1].start, rows[-1][-1][1].end
            # With the rules on the lines above and below.
            above = starts.get(text.rfind("\n", 0, first), first)
            yield Span(above, max(last, ends.get(text.find("\n", last) + 1, last))), rows, False


def _fitting(text: str, run: list[_Line]) -> Iterator[list[Row]]:
    """The tables in lines of several cells: all of it is one where the rows that leave cells empty fit to the others."""
    counts = Counter(map(len, run))
    usual = max(counts, key=lambda count: (counts[count], count))
    full = [line for line in run if len(line) == usual]
    # In a statement each row may leave some cell empty, and the names alone stand over all.
    if 2 * len(full) > len(run) and _is_table(text, full):
        whole = _filled(text, run, full)
    else:
        whole = _filled(text, run, run[:1]) if len(run) > _FEW and len(run[0]) == max(counts) > usual else []
    if whole:
        yield whole
    else:
        for _, group in groupby(run, key=len):
            rows = list(group)
            if _is_table(text, rows):
                yield [list(enumerate(row)) for row in rows]


def _filled(text: str, run: Sequence[_Line], full: Sequence[_Line]) -> list[Row]:
    """Lines with the columns of those of them that leave no cell empty; none where one does not fit."""
    edges = [
        [_median([_place(text, cell, edge) for cell in cells]) for edge in _EDGES] for cells in zip(*full, strict=True)
    ]
    rows = [list(zip(_placed(text, line, edges), line, strict=False)) for line in run]
    return rows if all(rows) and _says_little(text, [[cell for _, cell in row] for row in rows]) else []


def _placed(text: str, line: _Line, edges: Sequence[Sequence[int]]) -> list[int]:
    """The column of each cell of a line; none where one stands below no other column than the cell before it."""
    if len(line) == len(edges):
        return [*range(len(line))]
    found: list[int] = []
    for cell in line:
        ends = [_place(text, cell, edge) for edge in _EDGES]
        near = (
            c for c, column in enumerate(edges) if any(abs(x - y) <= _SLACK for x, y in zip(ends, column, strict=True))
        )
        if (column := next(near, None)) is None or column in found[-1:]:
            return []
        found.append(column)
    return found if found == sorted(found) else []


def _place(text: str, cell: Span, edge: str) -> int:
    """How far from the beginning of its line a cell begins or ends."""
    return int(getattr(cell, edge)) - (text.rfind("\n", 0, cell.start) + 1)


def _median(places: list[int]) -> int:
    return sorted(places)[len(places) // 2]


def _is_table(text: str, rows: Sequence[_Line]) -> bool:
    return len(rows) >= _FEW and _says_little(text, rows) and _stands(text, rows)


def _columns(row: _Line) -> int:
    """How many cells a line has; none where one of them is a sentence."""
    return 0 if len(row) > _MOST or any(len(cell) > _LONGEST for cell in row) else len(row)


def _says_little(text: str, rows: Sequence[_Line]) -> bool:
    """Whether some column behind the first holds no more than a word or two in most rows."""
    short = (
        [row[column].of(text).count(" ") < 2 for row in rows if len(row) > column] for column in range(1, len(rows[0]))
    )
    return any(2 * sum(each) > len(each) for each in short)


def _stands(text: str, rows: Sequence[_Line]) -> bool:
    """Whether in each column the cells begin, or end, below each other; behind a tab they do."""
    for column in range(1, len(rows[0])):
        if all("\t" in text[row[column - 1].end : row[column].start] for row in rows):
            continue
        for edge in _EDGES:
            places = [_place(text, row[column], edge) for row in rows]
            middle = _median(places)
            if sum(abs(place - middle) > _SLACK for place in places) <= _OUT * len(rows):
                break
        else:
            return False
    return True
