"""Tables as text: commas, semicolons, tabs or bars between the cells. Kept as written, each row a section."""

import csv
import io
from collections import Counter
from itertools import accumulate
from typing import Literal

from index.documents import Content, Section, Span, trimmed
from index.readers.encoding import decode
from index.readers.limits import MOST_TEXT
from index.readers.tables import cells, head, paired

#: What stands between cells; where two cut as well, the first: a comma may stand in a number.
_SEPARATORS = ";\t|,"
#: Rows that the separator and the header are told from.
_HEAD = 50

# The library's own bound, a safeguard of old, is for a cell.
csv.field_size_limit(MOST_TEXT)


def read(data: bytes) -> Content:
    """The content of a CSV or TSV file: its text, one section for each row, under the row that names the columns."""
    text, encoding = decode(data)
    delimiter = _separator(text.split("\n", _HEAD)[:_HEAD])
    quoted, (first, spans) = True, _rows(text, delimiter, csv.QUOTE_MINIMAL)
    if spans and _swallows(spans[-1].of(text)):
        quoted, (first, spans) = False, _rows(text, delimiter, csv.QUOTE_NONE)
    named = head(first, expected=True)
    above, names, begin = (named.titles, named.names, named.rows) if named else ((), (), 0)
    sections = []
    for number, line in enumerate(spans, start=1):
        if span := trimmed(text, line.start, line.end):
            found = cells(line.of(text), delimiter, quoted=quoted) if named and number >= begin else ()
            if named and named.labelled:
                names, found = paired(line.of(text), found)
            # White space at a row's ends, in which empty cells may stand, is not of the section.
            kept = tuple(min(max(line.start + each - span.start, 0), len(span)) for each in found)
            sections.append(Section(span, above, row=number, columns=names, cells=kept))
    return Content(text, tuple(sections), metadata={"encoding": encoding})


def _swallows(row: str) -> bool:
    """Whether a quotation mark that is never closed makes one cell of all that follows."""
    return "\n" in row.strip() and row.count('"') % 2 == 1


def _rows(text: str, delimiter: str, quoting: Literal[0, 3]) -> tuple[list[list[str]], list[Span]]:
    """The cells of the first rows, and where each row stands, with the newline at its end."""
    starts = [0, *accumulate(map(len, io.StringIO(text)))]
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting)
    rows: list[list[str]] = []
    spans: list[Span] = []
    first = 0
    for row in reader:
        # A cell in quotation marks may hold newlines.
        spans.append(Span(starts[first], starts[reader.line_num]))
        first = reader.line_num
        if len(rows) < _HEAD:
            rows.append(row)
    return rows, spans


def _separator(lines: list[str]) -> str:
    """The sign that cuts most rows into the same number of cells, more than one."""

    def agreement(sign: str) -> int:
        widths = Counter(map(len, csv.reader(lines, delimiter=sign, quoting=csv.QUOTE_MINIMAL)))
        return max((times for width, times in widths.items() if width > 1), default=0)

    return max(_SEPARATORS, key=agreement)
