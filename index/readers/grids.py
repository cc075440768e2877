"""Tables on a page: pieces of text that stand in columns, and the rules drawn between them. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.documents import Span
from index.readers.columns import LINES, SLACK, Line, Piece, across, aligned, columns_of
from index.readers.glyphs import Glyph
from index.readers.tables import Head, Left, head, over_values

#: A gap wider than this share of a line's height parts two cells; where a rule stands between them any gap does.
_GAP = 0.5
#: A column most of whose pieces fill this share of its width, with as many words, is a column of prose.
_FULL, _WORDS = 0.8, 4
#: Of two columns on two pages, how far their left edges may differ, in points.
_NEAR = 3.0
#: Lines that a cell has at most where no upright rules are around it.
_DEEPEST = 6
#: The middles of two lines are further apart than this share of their height.
_SAME_LINE = 0.7
#: More rules or pieces than these are a drawing.
_MOST_RULES, _MOST_PIECES = 2_000, 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line on a page, level or upright, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def upright(self) -> bool:
        """Whether it is higher than wide."""
        return self.top - self.bottom > self.right - self.left


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        span: where it stands in the page's text. number: counted from 1.
        columns, cells: see :class:`index.documents.Section`; none for what stands above the names of the columns.
    """

    span: Span
    number: int
    columns: tuple[str, ...]
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page.

    Attributes:
        names: of its columns. edges: where these begin on the page, in points.
    """

    rows: tuple[Row, ...]
    names: tuple[str, ...]
    edges: tuple[float, ...]


def tables(
    signs: Sequence[tuple[str, int]], drawn: Mapping[int, Glyph], rules: Sequence[Rule], before: Table | None = None
) -> list[Table]:
    """The tables of a page that have names for their columns, in the order of its text.

    Args:
        signs: of the page's text, each with the number of its character. drawn: the characters by number.
        rules: the straight lines that are drawn there.
        before: the last table of the page before; one that goes on from it has its names.
    """
    text = "".join(sign for sign, _ in signs)
    rules = rules if len(rules) <= _MOST_RULES else ()
    upright = [rule for rule in rules if rule.upright]
    level = sorted({(rule.bottom + rule.top) / 2 for rule in rules if not rule.upright})
    found: list[Table] = []
    pieces = list(_pieces(signs, drawn, upright))
    lines = list(_lines(pieces, upright, level)) if len(pieces) <= _MOST_PIECES else []
    for run in _runs(_whole(lines), upright):
        if made := _table(text, run, upright, found[-1] if found else before):
            found.append(made)
    return found


def _pieces(signs: Sequence[tuple[str, int]], drawn: Mapping[int, Glyph], upright: Sequence[Rule]) -> Iterator[Piece]:
    held: Piece | None = None
    at = 0
    for sign, index in signs:
        start, at = at, at + len(sign)
        glyph = drawn.get(index)
        if glyph and not glyph.made and sign.strip():
            end = start + len(sign.rstrip())
            # Nearly all follow right behind, in letters of the same height.
            if held and (abs(glyph.left - held.right) < 1 or not _parted(held, glyph, upright)):
                held.end, held.right = end, glyph.right
            else:
                if held:
                    yield held
                held = Piece(start, end, glyph.left, glyph.right, glyph.bottom, glyph.top)
        if held and "\n" in sign:
            yield held
            held = None
    if held:
        yield held


def _parted(held: Piece, glyph: Glyph, upright: Sequence[Rule]) -> bool:
    """Whether a glyph is of another piece than what stands before it."""
    gap = glyph.left - held.right
    if gap > _GAP * glyph.height or gap < -glyph.height:
        return True
    middle = (glyph.bottom + glyph.top) / 2
    return gap > _GAP / 5 * glyph.height and any(
        held.right - SLACK <= rule.left <= glyph.left + SLACK and rule.bottom <= middle <= rule.top for rule in upright
    )


def _lines(pieces: Sequence[Piece], upright: Sequence[Rule], level: Sequence[float]) -> Iterator[Line]:
    """Pieces that stand beside each other, in the text's order; in a row with rules around it all that is there."""
    line: Line = []
    for piece in pieces:
        if line and not (_beside(line[-1], piece) or _banded(line[0], piece, upright, level)):
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _beside(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand on one line, or on the middle of what the other has two lines of."""
    return abs(one.middle - other.middle) < _SAME_LINE * min(one.height, other.height)


def _banded(one: Piece, other: Piece, upright: Sequence[Rule], level: Sequence[float]) -> bool:
    """Whether two pieces stand between the same two level rules, in a row that is made of cells or is not high."""
    low, high = sorted((one.middle, other.middle))
    first, last = bisect_left(level, low), bisect_left(level, high)
    if not 0 < first == last < len(level):
        return False
    return level[first] - level[first - 1] < _DEEPEST * one.height or len(_around(upright, low, high)) > 2


def _around(upright: Sequence[Rule], low: float, high: float) -> list[float]:
    """Where upright rules stand that reach over these heights, from the left on."""
    found: list[float] = []
    for at in sorted(rule.left for rule in upright if rule.bottom <= low and high <= rule.top):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    return found


def _whole(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines with those that only go on in one of their cells, where a page is drawn cell by cell."""
    at = 0
    while at < len(lines):
        row, last, other = list(lines[at]), at, at + 1
        while other < min(last + _DEEPEST, len(lines)):
            if any(_beside(one, two) for one in row for two in lines[other]):
                row, last = [piece for line in lines[at : other + 1] for piece in line], other
            other += 1
        yield row
        at = last + 1


def _runs(lines: Iterable[Line], upright: Sequence[Rule]) -> Iterator[list[Line]]:
    """Lines of several cells that follow each other; one by itself between them may be the end of a cell, or a title.

    What stands between two tables with upright rules has none around it.
    """
    run: list[Line] = []
    for line in lines:
        alone = len(across(line)) < 2
        inside = run and len(across(run[-1])) > 1 and (not _is_ruled(run[-1], upright) or _is_ruled(line, upright))
        if not alone or inside:
            run.append(line)
        else:
            yield run
            run = []
    yield run


def _is_ruled(line: Line, upright: Sequence[Rule]) -> bool:
    """Whether upright rules stand on both sides of a line."""
    return len(_around(upright, line[0].middle, line[0].middle)) > 1


def _is_set(line: Line, upright: Sequence[Rule]) -> bool:
    """Whether these are columns of running text beside each other, above or below a table."""
    return len(line) > LINES * len(across(line)) and not _is_ruled(line, upright)


def _table(text: str, run: list[Line], upright: Sequence[Rule], before: Table | None) -> Table | None:
    while run and (len(across(run[-1])) == 1 or _is_set(run[-1], upright)):
        run = run[:-1]
    while run and _is_set(run[0], upright):
        run = run[1:]
    columns = _ruled(run, upright)
    ruled = columns is not None
    columns = columns or aligned(run)
    if columns is None or len(run) < 2 or _prose(text, run, columns):
        return None
    rows: list[list[tuple[int, int, int]]] = []  # of each row its cells: column, start and end in the text
    grid: list[list[str]] = []
    for line in run:
        placed = [columns_of(piece, columns) for piece in line]
        # The end of a cell whose line was too short.
        if rows and not ruled and len(line) == 1 and placed[0][0] > 0 and len(placed[0]) == 1:
            rows[-1].append((placed[0][0], line[0].start, line[0].end))
            grid[-1][placed[0][0]] += " " + text[line[0].start : line[0].end]
            continue
        cells = [""] * len(columns)
        for piece, where in zip(line, placed, strict=True):
            words = " ".join(text[piece.start : piece.end].split())
            cells[where[0]] = f"{cells[where[0]]} {words}".strip()
            for column in where[1:]:
                cells[column] = cells[column] or Left(words)
        rows.append([(where[0], piece.start, piece.end) for piece, where in zip(line, placed, strict=True)])
        grid.append(cells)
    edges = tuple(left for left, _ in columns)
    named = head(grid, expected=ruled)
    own = named is not None and over_values(named.names, grid[named.rows :])
    if before and not own and _goes_on(before, edges) and (named is None or named.names != before.names):
        named = Head((), before.names, 0)
    # What ends with a colon is a form's label.
    if named is None or named.labelled or any(":" in name[-1:] for name in grid[max(0, named.rows - 1)]):
        return None
    found = tuple(_row(text, number, cells, named) for number, cells in enumerate(rows, start=1))
    if any(one.span.end > two.span.start for one, two in pairwise(found)):
        return None
    return Table(found, named.names, edges)


def _ruled(run: Sequence[Line], upright: Sequence[Rule]) -> list[tuple[float, float]] | None:
    """The columns between the upright rules around these lines; None where there are no two."""
    if not run:
        return None
    middles = [piece.middle for line in run for piece in line]
    edges = _around(upright, max(middles), max(middles))
    for middle in middles:
        edges = max(edges, _around(upright, middle, middle), key=len)
    pieces = [piece for line in run for piece in line]
    if not edges or any(piece.left < edges[0] - _NEAR or piece.right > edges[-1] + _NEAR for piece in pieces):
        return None
    columns = list(pairwise(edges))
    # A frame around the page makes columns that nothing stands in.
    held = [n for n, (left, right) in enumerate(columns) if any(left < (p.left + p.right) / 2 < right for p in pieces)]
    return columns[held[0] : held[-1] + 1] if len(held) > 1 else None


def _prose(text: str, run: Sequence[Line], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether these are columns of running text: lines that fill them, with several words in each."""
    full, all_ = Counter[int](), Counter[int]()
    for piece in (piece for line in run for piece in line):
        for column in columns_of(piece, columns)[:1]:
            left, right = columns[column]
            all_[column] += 1
            words = len(text[piece.start : piece.end].split())
            full[column] += words >= _WORDS and piece.right - piece.left > _FULL * (right - left)
    return sum(2 * full[column] > all_[column] for column in all_) > 1


def _goes_on(before: Table, edges: tuple[float, ...]) -> bool:
    return len(before.edges) == len(edges) and all(
        abs(one - two) < _NEAR for one, two in zip(before.edges, edges, strict=True)
    )


def _row(text: str, number: int, cells: Sequence[tuple[int, int, int]], named: Head) -> Row:
    """A row with its cells in the text's order; pieces of one cell that follow each other are one."""
    start = cells[0][1]
    span = Span(start, max(end for _, _, end in cells))
    names: list[int] = []
    bounds: list[int] = []
    for column, low, high in cells:
        if names and names[-1] == column and not text[start + bounds[-1] : low].strip():
            bounds[-1] = high - start
        else:
            names.append(column)
            bounds += [low - start, high - start]
    above = number < named.rows
    return Row(
        span,
        number,
        () if above else tuple(named.names[column] for column in names),
        () if above else tuple(bounds),
    )
