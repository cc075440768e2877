"""The tables of one sheet: what blank rows set apart may be a table of its own, with its own names. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice

from index.readers.tables import Head, head, over_values

#: Rows of a block that its head is told from.
_HEAD = 50


def tables(rows: Iterable[Sequence[str]]) -> Iterator[tuple[int, Iterable[Sequence[str]], Head | None]]:
    """Each table of a sheet: how many rows stand above it, its rows, what stands above its data.

    A block goes on from the table above it, under the same names, unless it names its columns itself. What stands
    before the first names belongs to their table, as its title does.
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
