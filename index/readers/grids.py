"""Tables on a page: pieces of text that stand in columns, and the rules drawn between them. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.documents import Span
from index.readers.glyphs import Glyph
from index.readers.tables import Head, Left, head, over_values

#: A gap wider than this share of a line's height parts two cells; where a rule stands between them any gap does.
_GAP = 0.5
#: Lines that a table has at least, the names of its columns among them.
_LINES = 3
#: A column most of whose pieces fill this share of its width, with as many words, is a column of prose.
_FULL, _WORDS = 0.8, 4
#: Of two columns on two pages, how far their left edges may differ, in points.
_NEAR = 3.0
#: How far a piece may reach into the next column.
_SLACK = 1.0
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


@dataclass(slots=True)
class _Piece:
    """Text on one line without a wide gap in it; ``start`` and ``end`` in the page's text."""

    start: int
    end: int
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        """Half way up."""
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        """From foot to head."""
        return self.top - self.bottom


_Line = list[_Piece]


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


def _pieces(signs: Sequence[tuple[str, int]], drawn: Mapping[int, Glyph], upright: Sequence[Rule]) -> Iterator[_Piece]:
    held: _Piece | None = None
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
                held = _Piece(start, end, glyph.left, glyph.right, glyph.bottom, glyph.top)
        if held and "\n" in sign:
            yield held
            held = None
    if held:
        yield held


def _parted(held: _Piece, glyph: Glyph, upright: Sequence[Rule]) -> bool:
    """Whether a glyph is of another piece than what stands before it."""
    gap = glyph.left - held.right
    if gap > _GAP * glyph.height or gap < -glyph.height:
        return True
    middle = (glyph.bottom + glyph.top) / 2
    return gap > _GAP / 5 * glyph.height and any(
        held.right - _SLACK <= rule.left <= glyph.left + _SLACK and rule.bottom <= middle <= rule.top
        for rule in upright
    )


def _lines(pieces: Sequence[_Piece], upright: Sequence[Rule], level: Sequence[float]) -> Iterator[_Line]:
    """Pieces that stand beside each other, in the text's order; in a row with rules around it all that is there."""
    line: _Line = []
    for piece in pieces:
        if line and not (_beside(line[-1], piece) or _banded(line[0], piece, upright, level)):
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _beside(one: _Piece, other: _Piece) -> bool:
    """Whether two pieces stand on one line, or on the middle of what the other has two lines of."""
    return abs(one.middle - other.middle) < _SAME_LINE * min(one.height, other.height)


def _banded(one: _Piece, other: _Piece, upright: Sequence[Rule], level: Sequence[float]) -> bool:
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


def _whole(lines: Sequence[_Line]) -> Iterator[_Line]:
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


def _runs(lines: Iterable[_Line], upright: Sequence[Rule]) -> Iterator[list[_Line]]:
    """Lines of several cells that follow each other; one by itself between them may be the end of a cell, or a title.

    What stands between two tables with upright rules has none around it.
    """
    run: list[_Line] = []
    for line in lines:
        alone = len(_across(line)) < 2
        inside = run and len(_across(run[-1])) > 1 and (not _is_ruled(run[-1], upright) or _is_ruled(line, upright))
        if not alone or inside:
            run.append(line)
        else:
            yield run
            run = []
    yield run


def _is_ruled(line: _Line, upright: Sequence[Rule]) -> bool:
    """Whether upright rules stand on both sides of a line."""
    return len(_around(upright, line[0].middle, line[0].middle)) > 1


def _across(line: _Line) -> list[tuple[float, float]]:
    """From where to where a line's cells reach: pieces one below the other are of one."""
    found: list[tuple[float, float]] = []
    for piece in sorted(line, key=lambda piece: piece.left):
        if found and piece.left < found[-1][1] - _SLACK:
            found[-1] = found[-1][0], max(found[-1][1], piece.right)
        else:
            found.append((piece.left, piece.right))
    return found


def _table(text: str, run: list[_Line], upright: Sequence[Rule], before: Table | None) -> Table | None:
    while run and len(_across(run[-1])) == 1:
        run = run[:-1]
    columns = _ruled(run, upright)
    ruled = columns is not None
    columns = columns or _aligned(run)
    if columns is None or len(run) < 2 or _prose(text, run, columns):
        return None
    rows: list[list[tuple[int, int, int]]] = []  # of each row its cells: column, start and end in the text
    grid: list[list[str]] = []
    for line in run:
        placed = [_columns_of(piece, columns) for piece in line]
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


def _ruled(run: Sequence[_Line], upright: Sequence[Rule]) -> list[tuple[float, float]] | None:
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


def _aligned(run: Sequence[_Line]) -> list[tuple[float, float]] | None:
    """The columns in which most of these lines stand; None where they do not stand one below the other."""
    spreads = [_across(line) for line in run]
    counts = Counter(len(spread) for spread in spreads if len(spread) > 1)
    usual = max(counts, key=lambda count: (counts[count], count), default=0)
    if counts[usual] < _LINES or 2 * counts[usual] < len(run):
        return None
    stands = zip(*(spread for spread in spreads if len(spread) == usual), strict=True)
    columns = [(min(left for left, _ in each), max(right for _, right in each)) for each in stands]
    return columns if all(one[1] <= two[0] + _SLACK for one, two in pairwise(columns)) else None


def _columns_of(piece: _Piece, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns that a piece reaches into; the nearest where it stands between two."""
    met = [n for n, (left, right) in enumerate(columns) if piece.left < right - _SLACK and piece.right > left + _SLACK]
    if met:
        return met
    middle = (piece.left + piece.right) / 2
    return [min(range(len(columns)), key=lambda n: min(abs(edge - middle) for edge in columns[n]))]


def _prose(text: str, run: Sequence[_Line], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether these are columns of running text: lines that fill them, with several words in each."""
    full, all_ = Counter[int](), Counter[int]()
    for piece in (piece for line in run for piece in line):
        for column in _columns_of(piece, columns)[:1]:
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
