"""Columns that no rules part: pieces of text that stand one below the other. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Lines that a table has at least, the names of its columns among them.
LINES = 3
#: How far a piece may reach into the next column.
SLACK = 1.0


@dataclass(slots=True)
class Piece:
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


Line = list[Piece]


def across(line: Line) -> list[tuple[float, float]]:
    """From where to where a line's cells reach: pieces one below the other are of one."""
    found: list[tuple[float, float]] = []
    for piece in sorted(line, key=lambda piece: piece.left):
        if found and piece.left < found[-1][1] - SLACK:
            found[-1] = found[-1][0], max(found[-1][1], piece.right)
        else:
            found.append((piece.left, piece.right))
    return found


def aligned(run: Sequence[Line]) -> list[tuple[float, float]] | None:
    """The columns in which most of these lines stand; None where they do not stand one below the other."""
    spreads = [spread for spread in map(across, run) if len(spread) > 1]
    counts = Counter(map(len, spreads))
    for usual in sorted(counts, key=lambda count: (counts[count], count), reverse=True):
        stands = zip(*(spread for spread in spreads if len(spread) == usual), strict=True)
        columns = [(min(left for left, _ in each), max(right for _, right in each)) for each in stands]
        if counts[usual] < LINES or any(one[1] > two[0] + SLACK for one, two in pairwise(columns)):
            continue
        # Sums and the like fill some of the columns.
        fit = sum(all(len(_met(*cell, columns)) == 1 for cell in spread) for spread in spreads)
        if 2 * fit >= len(run):
            return columns
    return None


def _met(left: float, right: float, columns: Sequence[tuple[float, float]]) -> list[int]:
    return [n for n, (low, high) in enumerate(columns) if left < high - SLACK and right > low + SLACK]


def columns_of(piece: Piece, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns that a piece reaches into; the nearest where it stands between two."""
    if met := _met(piece.left, piece.right, columns):
        return met
    middle = (piece.left + piece.right) / 2
    return [min(range(len(columns)), key=lambda n: min(abs(edge - middle) for edge in columns[n]))]
