"""Spreadsheets. The only file that knows openpyxl."""

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

import openpyxl
from openpyxl.utils import range_boundaries

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import limits
from index.readers.archive import open_archive
from index.readers.draft import Draft
from index.readers.numbers import shown
from index.readers.sheets import tables
from index.readers.tables import Above, Left

#: Cells of a sheet that are looked at, the empty ones before each row's last filled one among them.
MOST_CELLS = 20_000_000
#: Columns a sheet can have.
_MOST_COLUMNS = 16_384
#: Places that merged cells may reach over; more of them hold no labels.
_MOST_COVERED = 1_000_000
_BLOCK = 1 << 20

_TAG = re.compile(rb"<(?:\w+:)?(row|col|mergeCell)\b([^<>]*)>")
_SAID = re.compile(rb"""\b(r|hidden|min|max|ref)\s*=\s*["']([^"']*)["']""")
_TRUE = ("1", "true")


def read(data: bytes) -> Content:
    """The content of a workbook: each sheet a page, each row a section under what names its columns.

    Values are written as their cells show them, formulas as they were last computed; what is hidden is left out.
    """
    archive = open_archive(data)
    started = datetime.now(tz=UTC).replace(tzinfo=None)
    draft = Draft()
    with warnings.catch_warnings():
        # It warns of charts, styles and extensions that it passes over.
        warnings.simplefilter("ignore")
        book: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = (book[name] for name in book.sheetnames)
        for number, sheet in enumerate((s for s in sheets if s.sheet_state == "visible"), start=1):
            if not hasattr(sheet, "iter_rows"):  # a sheet that is one chart
                continue
            draft.page = number
            draft.enter(0, sheet.title)
            with archive.open(sheet._worksheet_path) as source:  # noqa: SLF001 - the library does not say what is hidden
                rows = _rows(sheet, _layout(source))
            for above, table, named in tables(rows):
                draft.table(table, named, above)
    said = book.properties
    # Where a file names no date or author, the library puts in its own.
    made = next((date for date in (said.created, said.modified) if date and date < started), None)
    return draft.content(
        said.title,
        {
            "author": said.creator if said.creator != "openpyxl" else None,
            "date": made.date().isoformat() if made else None,
            "tags": said.keywords,
            "description": said.subject,
            "language": said.language,
        },
    )


@dataclass(frozen=True)
class _Layout:
    """How a sheet lays out its cells; rows and columns count from 1.

    Attributes:
        covered: places that a merged cell reaches over, and where that begins.
    """

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    covered: dict[tuple[int, int], tuple[int, int]]


def _layout(source: IO[bytes]) -> _Layout:
    rows: set[int] = set()
    columns: set[int] = set()
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    row, ranges = 0, 0
    for tag in _tags(source):
        said = {name.decode(): value.decode("utf-8", "replace") for name, value in _SAID.findall(tag[2])}
        if tag[1] == b"row":
            row = int(said.get("r") or row + 1)
            if said.get("hidden") in _TRUE:
                rows.add(row)
        elif tag[1] == b"col":
            ranges += 1
            if said.get("hidden") in _TRUE and ranges <= _MOST_COLUMNS:
                columns.update(range(int(said["min"]), min(int(said["max"]), _MOST_COLUMNS) + 1))
        else:
            left, top, right, bottom = (edge or 1 for edge in range_boundaries(said["ref"]))
            if len(covered) + (right - left + 1) * (bottom - top + 1) <= _MOST_COVERED:
                covered |= {(r, c): (top, left) for r in range(top, bottom + 1) for c in range(left, right + 1)}
                del covered[top, left]
    return _Layout(frozenset(rows), frozenset(columns), covered)


def _tags(source: IO[bytes]) -> Iterator[re.Match[bytes]]:
    """The tags that tell of rows, columns and merged cells."""
    kept = b""
    while block := source.read(_BLOCK):
        kept += block
        whole = kept.rfind(b">") + 1
        yield from _TAG.finditer(kept, 0, whole)
        kept = kept[whole:]


def _rows(sheet: Any, layout: _Layout) -> Iterator[list[str]]:
    """Every row from the first to the last that is filled; hidden ones are empty, hidden columns gone."""
    # The size a sheet says it has may be wrong, and every row would be padded to it.
    sheet.reset_dimensions()
    cells = length = 0
    merged: dict[tuple[int, int], str] = {}
    begun = frozenset(layout.covered.values())
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells += len(values) + 1
        if cells > MOST_CELLS:
            raise UnreadableDocument(f"a sheet has more than {MOST_CELLS:,} cells; save the parts that matter as .csv")
        row: list[str] = []
        for column, cell in enumerate(values, start=1):
            place = (number, column)
            if cell.value is not None:
                row.append(shown(cell.value, cell.number_format))
            elif place in layout.covered and layout.covered[place] in merged:
                start = layout.covered[place]
                row.append((Left if start[0] == number else Above)(merged[start]))
            else:
                row.append("")
            if place in begun:
                merged[place] = row[-1]
        if number in layout.hidden_rows:
            row = []
        elif layout.hidden_columns:
            row = [words for column, words in enumerate(row, start=1) if column not in layout.hidden_columns]
        # Before they are joined: all cells may share one long text.
        length += sum(map(len, row))
        if length > limits.MOST_TEXT:
            raise limits.excess()
        yield row
