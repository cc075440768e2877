"""Findings as rows, and rows as comma-separated values. Pure."""

import csv
import io
from collections.abc import Sequence

from assistant.finding import Finding

#: What each column holds, in order.
COLUMNS = (
    *("source", "title", "place", "date", "date from", "level", "support", "answer", "quote"),
    *("start", "end", "digest", "copies"),
)
#: A spreadsheet would compute a cell that begins so.
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")


def row(finding: Finding) -> list[str | int | float]:
    """A finding's cells, one for each of :data:`COLUMNS`."""
    quote, dated = finding.quote, finding.dated
    return [
        quote.document.source,
        quote.document.title,
        quote.place,
        str(dated.day) if dated else "",
        dated.basis.value if dated else "",
        finding.level.value,
        round(quote.support, 4),
        quote.answer.of(quote.document.text),
        quote.text,
        quote.span.start,
        quote.span.end,
        quote.document.digest,
        "; ".join(finding.copies),
    ]


def comma_separated(findings: Sequence[Finding]) -> bytes:
    """A table in UTF-8 with the mark that spreadsheets know it by.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it; the other forms keep every word.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in findings:
        writer.writerow([_inert(cell) for cell in row(finding)])
    return out.getvalue().encode("utf-8-sig")


def _inert(cell: str | float) -> str | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_COMPUTED) else cell
