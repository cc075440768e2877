"""Spreadsheets. The only file that knows openpyxl."""

import io
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import chain, islice
from typing import Any

import openpyxl

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import limits
from index.readers.archive import opened
from index.readers.draft import Draft
from index.readers.tables import header

#: Cells of a sheet that are looked at, the empty ones before each row's last filled one among them.
MOST_CELLS = 20_000_000
#: Rows among which the one that names the columns is looked for.
_HEAD = 50


def read(data: bytes) -> Content:
    """The content of a workbook: each sheet a page, each row a section under the row that names its columns.

    Values are written as they are stored, formulas as they were last computed.
    """
    opened(data)
    started = datetime.now(tz=UTC).replace(tzinfo=None)
    draft = Draft()
    with warnings.catch_warnings():
        # It warns of charts, styles and extensions that it passes over.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for number, name in enumerate(book.sheetnames, start=1):
            sheet = book[name]
            if not hasattr(sheet, "iter_rows"):  # a sheet that is one chart
                continue
            draft.page = number
            draft.enter(0, name)
            rows = _rows(sheet)
            head = list(islice(rows, _HEAD))
            draft.table(chain(head, rows), header(head, expected=True))
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


def _rows(sheet: Any) -> Iterator[list[str]]:
    """Every row from the first to the last that is filled."""
    # The size a sheet says it has may be wrong, and every row would be padded to it.
    sheet.reset_dimensions()
    cells = length = 0
    for values in sheet.iter_rows(values_only=True):
        row = list(map(_words, values))
        cells += len(row) + 1
        if cells > MOST_CELLS:
            raise UnreadableDocument(f"a sheet has more than {MOST_CELLS:,} cells; save the parts that matter as .csv")
        # Before they are joined: all cells may share one long text.
        length += sum(map(len, row))
        if length > limits.MOST_TEXT:
            raise limits.excess()
        yield row


def _words(value: object) -> str:
    """A cell's value; dates as ISO 8601 writes them."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).upper()
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return str(value)
