"""Which rows of a table name its columns, and what each column is called."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from index.readers.limits import heading

_NUMBER = re.compile(r"[\s$€£¥%+\-–—(),.:/0-9]*[0-9][\s$€£¥%+\-–—(),.:/0-9]*")
# A quotation mark inside stands twice.
_QUOTED = re.compile(r'(?:[^"]|"")*')
# What a cell says that names nothing: an amount, a day, a time, an address.
_VALUE = re.compile(r"[^\w\s]{0,2}\d|\S+@\S|https?:|www\.")
#: Words of what a form or a data sheet asks for.
_ASKED = frozenset(
    "name surname forename date day month year from to start end begin until period time duration phone telephone mobile"
    " fax email e-mail mail website address street city town country postcode zip owner author editor project title"
    " subject topic status state type kind category class version revision number no id reference ref code customer"
    " client patient applicant tenant landlord buyer seller employer employee supplier vendor manufacturer company firm"
    " organisation organization department team role position job manager supervisor contact doctor location place room"
    " floor building price cost fee total amount sum currency balance deposit rent salary rate iban account language"
    " nationality birth born age gender sex weight height width length depth size colour color material model brand make"
    " serial warranty power voltage capacity speed range quantity priority severity approved signed signature prepared"
    " issued due deadline venue organiser organizer reason purpose description summary result diagnosis dose".split()
)
_SUM = re.compile(r"(?:grand )?total|sum|gesamt(?:summe)?|summe|insgesamt|totale?s?|somme|suma", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
#: What stands between the cells of a row.
CELL = " | "
#: A table with a cell of this many code points lays out text rather than data.
LONG_CELL = 2_000
#: A longer cell names nothing.
LONG_NAME = 100
#: A unit is no longer.
_UNIT = 8
#: Titles and notes may stand above a table, but not more rows of them than this.
_ABOVE = 10


class Left(str):
    """A place in a row that a merged cell to the left reaches over; its text is that cell's."""

    __slots__ = ()


class Above(str):
    """A place in a row that a merged cell of a row above reaches over; its text is that cell's."""

    __slots__ = ()


@dataclass(frozen=True)
class Head:
    """What stands above a table's data.

    Attributes:
        titles: what the rows above the names say.
        names: of each column; ``""`` where it has none.
        rows: how many of the table's rows are these.
        labelled: whether nothing stands above, but in each row its first cell names its second.
    """

    titles: tuple[str, ...]
    names: tuple[str, ...]
    rows: int
    labelled: bool = False


def head(rows: Sequence[Sequence[str]], *, expected: bool, marked: int | None = None) -> Head | None:
    """The rows that name the columns, and the titles above them; None where none looks like it.

    Names stand in the first row that fills more than half of the table's columns, below what is said of it in narrower
    ones ("As of; 1 April"). They are short, differ, and are no numbers, save years. A row of groups above them, each over
    some columns, is a part of each of its columns' names.

    Args:
        rows: the table's first.
        expected: whether such tables usually have one. Where not, the row must also differ in kind from what is
            below it: some column holds numbers there, or there are three columns or more.
        marked: the row that the file itself says names the columns.
    """
    alone = next((i for i, row in enumerate(rows[:_ABOVE]) if len(_filled(row)) != 1), 0)
    if marked is None and _labelled(rows[alone:]):
        return Head(_titles(rows[:alone]), (), alone, labelled=True)
    widths = Counter(width for row in rows if (width := len(_filled(row))) > 1)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    first = marked
    if first is None:
        first = _first(rows, usual)
    if first is None:
        return None
    last = first
    if marked is None and first and _grouped(rows[first - 1], rows[first]):
        first -= 1
    elif last + 1 < len(rows) and _grouped(rows[first], rows[first + 1]):
        last += 1
    names = _names(rows[first : last + 1])
    if units := _units(rows[last + 1 :]):
        last += 1
        names = tuple(f"{name} ({unit})" if unit else name for name, unit in zip_longest(names, units, fillvalue=""))
    below = rows[last + 1 :]
    if not any(map(any, below)):
        return None
    said = [
        f"model {name}" if _is_number(name) and column and _says_more(below, column) else name
        for column, (name, cell) in enumerate(zip(names, _padded(rows[last], len(names)), strict=True))
        if not isinstance(cell, Left)
    ]
    if marked is None and not (_naming(said) and (expected or _differ(names, below))):
        return None
    return Head(_titles(rows[:first]), names, last + 1)


def _titles(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(filter(None, (heading(" ".join(_written(row))) for row in rows)))


def _labelled(rows: Sequence[Sequence[str]]) -> bool:
    """Whether in each row a first cell names a second, as in a form: "Name | Ida Berg", "Born | 1 May 1990"."""
    pairs = [row[:2] for row in rows if any(row)]
    if any(len(_filled(row)) > 2 or len(row) < 2 or not all(map(str.strip, row[:2])) for row in rows if any(row)):
        return False
    labels, values = ([pair[column].strip() for pair in pairs] for column in (0, 1))
    if len(pairs) < 2 or not _naming(labels) or any(map(_VALUE.match, labels)):
        return False
    if 2 * sum(label.endswith(":") for label in labels) > len(labels) or _VALUE.match(values[0]):
        return True
    asked = [bool(_ASKED & _words(label)) for label in labels]
    return asked[0] and 2 * sum(asked[1:]) >= len(asked[1:]) and not _words(values[0]) <= _ASKED


def _words(label: str) -> set[str]:
    return set(re.findall(r"[\w-]+", label.casefold()))


def paired(row: str, bounds: Sequence[int]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The name and the place of the one cell of a row whose first cell names it, as a section has them."""
    if len(bounds) < 4:
        return (), ()
    return (heading(row[bounds[0] : bounds[1]].removesuffix(":")),), tuple(bounds[2:4])


def leads(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row names what the rows below it are of: "Starters" above soups and their prices."""
    words = row[0].strip() if row else ""
    return (
        0 < len(words) <= LONG_NAME
        and words[-1] not in ".;,"
        and len(_written(row)) == 1
        and _width(below) > 1
        and not _is_number(words)
    )


def is_merged(row: Sequence[str]) -> bool:
    """Whether one cell reaches over a whole row."""
    return len(row) > 1 and all(isinstance(cell, Left) for cell in row[1:])


def is_sum(row: Sequence[str]) -> bool:
    """Whether a row is the sum of all that stands above it."""
    return _SUM.fullmatch(row[0].strip()) is not None


def _says_more(below: Sequence[Sequence[str]], column: int) -> bool:
    """Whether no cell of a column is a mere number: one above them, as of a model, is then a name."""
    cells = [row[column] for row in below if column < len(row) and row[column].strip()]
    return bool(cells) and not any(map(_NUMBER.fullmatch, cells))


def _first(rows: Sequence[Sequence[str]], usual: int) -> int | None:
    """The first row that may name the columns of a table that is ``usual`` columns wide."""
    wide = [i for i, row in enumerate(rows[:_ABOVE]) if 2 * _width(row) > max(usual, 2)]
    # What is said of a table before it begins is narrower: "As of; 1 April", and no row of the table follows at once.
    for i in wide:
        below = rows[i + 1] if i + 1 < len(rows) else []
        corner = not rows[i][0].strip() and all(cell.strip() for cell in rows[i][1:usual])
        followed = _width(below) >= usual and not any(map(_is_number, _filled(rows[i])))
        if corner or followed or len(_filled(rows[i])) >= usual:
            break
    else:
        return wide[0] if wide else None
    if usual == 2 and not _counts(rows[i + 1 :]):
        return next((j for j in wide if j > i and _naming(rows[j]) and _counts(rows[j + 1 :])), i)
    return i


def _counts(rows: Sequence[Sequence[str]]) -> bool:
    """Whether these rows have numbers in their second column, all of them."""
    said = [row[1].strip() for row in rows if len(row) > 1 and row[1].strip()]
    return len(said) > 2 and all(map(_NUMBER.fullmatch, said))


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


def _naming(names: Sequence[str]) -> bool:
    """Whether these are what columns are called."""
    said = list(filter(None, names))
    return (
        len(said) > 1
        and len(set(said)) == len(said)
        and not any(len(name) > LONG_NAME or _is_number(name) for name in said)
    )


def _differ(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row of names differs in kind from the rows below it."""
    corner = not names[0] and all(row[0].strip() for row in below if any(row))
    return corner or sum(map(bool, names)) > 2 or over_values(names, below)


def over_values(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether some of these names stand over amounts, days or the like."""
    columns = [column for column, name in enumerate(names) if name]
    return any(_VALUE.match(row[column].strip()) for row in below for column in columns if column < len(row))


def _grouped(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether ``upper`` holds groups of the columns that ``lower`` names: "2023" over "Spring" and "Autumn"."""
    wide = max(len(upper), len(lower))
    over, under = _padded(upper, wide), _padded(lower, wide)
    merged = any(isinstance(cell, Left) for cell in upper)
    open_ = [isinstance(cell, Left) or not cell.strip() for cell in over]
    start = open_.index(False) if False in open_ else wide
    groups = [c for c in range(start, wide) if not open_[c] and c + 1 < wide and open_[c + 1]]
    if not groups or len(groups) < 2 - merged:
        return False
    said = [cell.strip() for cell in under if cell.strip() and not isinstance(cell, Above)]
    if len(said) < 2 or any(len(name) > LONG_NAME or _is_number(name) for name in [*_written(upper), *said]):
        return False
    for column in range(wide):
        named = bool(under[column].strip()) and not isinstance(under[column], Above)
        if open_[column] and column > start and not named:
            return False
        # A name over one column alone is whole: nothing stands below it, save where the groups are certain.
        if not open_[column] and column not in groups and named and not merged:
            return False
    return True


def _units(rows: Sequence[Sequence[str]]) -> list[str]:
    """The units that stand below the names of columns, over numbers; none where no row is of such."""
    if len(rows) < 2 or rows[0][:1] not in ([""], ["Unit"], ["Units"]):
        return []
    units = ["", *(cell.strip() for cell in rows[0][1:])]
    columns = [column for column, unit in enumerate(units) if unit]
    below = [row[column].strip() for row in rows[1:] for column in columns if column < len(row) and row[column].strip()]
    short = len(columns) > 1 and all(
        len(units[column]) <= _UNIT and not _VALUE.match(units[column]) for column in columns
    )
    return units if short and 2 * sum(map(bool, map(_NUMBER.fullmatch, below))) > len(below) else []


def _names(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Of each column, from the row next to the data outwards."""
    wide = max(map(len, rows))
    spread = []
    for row in rows[:-1]:
        cells, group = _padded(row, wide), ""
        for column, cell in enumerate(cells):
            group = cell.strip() or group
            cells[column] = group
        spread.append(cells)
    spread.append(_padded(rows[-1], wide))
    return tuple(
        heading(" ".join(dict.fromkeys(" ".join(cells[column].split()) for cells in reversed(spread))))
        for column in range(wide)
    )


def _padded(row: Sequence[str], wide: int) -> list[str]:
    return [*row, *[""] * (wide - len(row))]


def _written(row: Sequence[str]) -> list[str]:
    """The texts of a row's cells, each once."""
    return [cell.strip() for cell in row if cell.strip() and not isinstance(cell, (Left, Above))]


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell.strip()]


def _width(row: Sequence[str]) -> int:
    """How many columns a row fills; one cell alone, however wide, is a title."""
    return len(_filled(row)) if len(_written(row)) > 1 else 0


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None and not _YEAR.fullmatch(cell)
