"""Which row of a table names its columns."""

import re
from collections.abc import Sequence

from index.readers.limits import heading

_NUMBER = re.compile(r"[\s$€£¥%+\-–—(),.:/0-9]*[0-9][\s$€£¥%+\-–—(),.:/0-9]*")
# A quotation mark inside stands twice.
_QUOTED = re.compile(r'(?:[^"]|"")*')
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
#: What stands between the cells of a row.
CELL = " | "
#: A table with a cell of this many code points lays out text rather than data.
LONG_CELL = 2_000
_LONG_NAME = 100
#: Titles and notes may stand above a table, but not more rows of them than this.
_ABOVE = 10


def titles(head: Sequence[Sequence[str]]) -> list[str]:
    """What stands above the row that names the columns, the last of ``head``."""
    return [words for row in head[:-1] if (words := heading(" ".join(row)))]


def columns(head: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names that the last row of ``head`` gives to the columns."""
    return tuple(heading(cell) for row in head[-1:] for cell in row)


def cells(row: str, separator: str, *, quoted: bool = False) -> tuple[int, ...]:
    """Where the cells of a row stand in it, as :attr:`index.documents.Section.cells` says it.

    Args:
        separator: one character. quoted: whether a cell may stand in quotation marks, with separators in it.
    """
    found: list[int] = []
    start = 0
    while start <= len(row):
        close = _closing(row, start) if quoted else None
        if close is None:
            end = row.find(separator, start)
            end = len(row) if end < 0 else end
            part = row[start:end]
            begin = start + len(part) - len(part.lstrip())
            found += [min(begin, end), max(min(begin, end), start + len(part.rstrip()))]
        else:
            found += [start + 1, close]
            end = row.find(separator, close)
            end = len(row) if end < 0 else end
        start = end + 1
    return tuple(found)


def _closing(row: str, start: int) -> int | None:
    """Where the cell in quotation marks that begins at ``start`` ends; None where none does."""
    if not row.startswith('"', start):
        return None
    found = _QUOTED.match(row, start + 1)
    return found.end() if found and found.end() < len(row) else None


def header(rows: Sequence[Sequence[str]], *, expected: bool) -> int | None:
    """Index of the row that names the columns; None where none looks like it.

    It is the first with more than one cell filled. Its cells are short, differ, and are no numbers, save years.

    Args:
        expected: whether such tables usually have one. Where not, the row must also differ in kind from what is
            below it: some column holds numbers there, or there are three columns or more.
    """
    filled = [[cell.strip() for cell in row if cell.strip()] for row in rows[:_ABOVE]]
    index = next((index for index, names in enumerate(filled) if len(names) > 1), None)
    if index is None or not any(map(any, rows[index + 1 :])):
        return None
    names = filled[index]
    if len(set(names)) < len(names) or any(len(name) > _LONG_NAME or _is_number(name) for name in names):
        return None
    if expected or len(names) > 2:
        return index
    columns = [column for column, name in enumerate(rows[index]) if name.strip()]
    numbers = (_NUMBER.fullmatch(row[c].strip()) for row in rows[index + 1 :] for c in columns if c < len(row))
    return index if any(numbers) else None


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None and not _YEAR.fullmatch(cell)
