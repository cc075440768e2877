"""The tables of one sheet: what blank rows set apart may be a table of its own, with its own names. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice, pairwise, takewhile

from index.readers.tables import Head, head, over_values

#: Rows of a block that its head is told from.
_HEAD = 50


def tables(rows: Iterable[Sequence[str]]) -> Iterator[tuple[int, Iterable[Sequence[str]], Head | None]]:
    """Each table of a sheet: how many rows stand above it, its rows, what stands above its data.

    A block goes on from the table above it, under the same names, unless it names its columns itself. What stands
    before the first names belongs to their table, as its title does. Of tables side by side one follows the other.
    """
    running: Head | None = None
    held: list[Sequence[str]] = []  # what no names were found for yet, from row ``above`` on
    above = 0
    for blank, group in groupby(enumerate(rows), key=lambda each: not any(cell.strip() for cell in each[1])):
        first = list(islice(group, _HEAD))
        start, block = first[0][0], [row for _, row in first]
        rest = (row for _, row in group)  # noqa: B031 - what was not taken of it
        if blank:
            held += block * bool(held)
            continue
        if parts := _beside(block):
            if held:
                yield above, held, None
            held, running = [], None
            whole = [*block, *rest]
            for named, columns in parts:
                yield start, [row[columns] for row in whole], named
            continue
        own = head(block, expected=running is None)
        if own and own.labelled:
            if held:
                yield above, held, None
            held = []
            yield start, chain(block, rest), own
        elif running is None and (found := head([*held, *block], expected=True) if held else own):
            above = above if held else start
            running = found
            yield above, chain([*held, *block], rest), found
            held = []
        elif running is None:
            above = above if held else start
            held += block
            if len(held) >= _HEAD:
                yield above, chain(held, rest), None
                held = []
        elif own and _begins(own, block, running):
            running = own
            yield start, chain(block, rest), own
        else:
            plain = all(sum(map(bool, map(str.strip, row))) == 1 for row in block)
            yield start, chain(block, rest), None if plain else Head(running.titles, running.names, 0)
    if held:
        yield above, held, None


def _begins(own: Head, block: Sequence[Sequence[str]], running: Head) -> bool:
    """Whether a block is a table of its own: with names over amounts, or of another width than the table above."""
    wide, before = (sum(map(bool, names)) for names in (own.names, running.names))
    return wide != before or over_values(own.names, block[own.rows :])


def _beside(block: Sequence[Sequence[str]]) -> list[tuple[Head, slice]]:
    """The tables that stand side by side, apart by an empty column; none where they may be columns of one table.

    They are two where each is filled from the top and one ends before the other, or where both have a column of the same name.
    """
    wide = max(map(len, block))
    filled = [any(column < len(row) and row[column].strip() for row in block) for column in range(wide)]
    starts = [column for column in range(wide) if filled[column] and not (column and filled[column - 1])]
    if len(starts) < 2:
        return []
    parts = [slice(*ends) for ends in pairwise([*starts, wide])]
    grids = [[row[part] for row in block] for part in parts]
    heads = [head(grid, expected=False) for grid in grids]
    found = [(named, part) for named, part in zip(heads, parts, strict=True) if named and not named.labelled]
    if len(found) < len(parts):
        return []
    names = [name for named, _ in found for name in named.names if name]
    return found if len({*names}) < len(names) or _differ_in_depth(grids) else []


def _differ_in_depth(grids: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Whether all of them are filled from the top and some end before others."""
    depths = set(map(_depth, grids))
    return len(depths) > 1 and 0 not in depths


def _depth(grid: Sequence[Sequence[str]]) -> int:
    """How many rows have a first cell one below the other; 0 where others follow: rather columns of a table than one."""
    begun = [bool(row and row[0].strip()) for row in grid]
    first = begun.index(True) if True in begun else 0
    deep = first + sum(1 for _ in takewhile(bool, begun[first:]))
    return 0 if any(cell.strip() for row in grid[deep:] for cell in row) else deep
