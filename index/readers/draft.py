"""Canonical text under construction: blocks go in, text and its sections come out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any

from index.documents import Content, Section, Span, newlines
from index.readers import limits
from index.readers.encoding import storable
from index.readers.limits import heading
from index.readers.tables import CELL, LONG_NAME, Above, Head, Left, is_merged, is_sum, leads, paired

#: What stands between two blocks: a blank line, so that neither is taken for the other's wrapped end.
_GAP = "\n\n"


class Draft:
    """Collects the blocks of a document that has no text file form of its own.

    Attributes:
        page: the page, slide or sheet that what is written next stands on.
    """

    def __init__(self) -> None:
        self.page: int | None = None
        self._path: list[tuple[int, str]] = []
        self._headings: tuple[str, ...] = ()
        self._parts: list[str] = []
        self._length = 0
        self._sections: list[Section] = []

    def enter(self, level: int, words: str) -> None:
        """Goes under a heading that is not part of the text, such as a sheet's name; level 0 is outermost."""
        self._path = [entry for entry in self._path if entry[0] < level]
        if words := heading(storable(words)):
            self._path.append((level, words))
        self._headings = tuple(dict.fromkeys(words for _, words in self._path))

    def heading(self, level: int, words: str) -> None:
        """Writes a heading and goes under it: it begins a section of its own."""
        self.enter(level, words)
        self._write(words, fresh=True)

    def paragraph(self, text: str, *, quotable: bool = True, place: str | None = None) -> None:
        """Writes a block of text; its newlines stay.

        Args:
            place: what names its place where no page or row does.
        """
        self._write(text, quotable=quotable, place=place)

    def record(self, text: str, place: str) -> None:
        """Writes one entry of many alike: a section by itself, quoted whole."""
        self._write(text, fresh=True, record=True, place=place)

    def table(self, rows: Iterable[Sequence[str]], head: Head | None, start: int = 0) -> None:
        """Writes a table, each row a section that carries what names its columns.

        Args:
            rows: the cells' texts; empty rows count, but nothing is written for them.
            head: what stands above the data; None where nothing names the columns.
            start: how many rows stand above these on their sheet.
        """
        above: tuple[str, ...] = self._headings
        names: tuple[str, ...] = ()
        if head:
            above = tuple(dict.fromkeys([*above, *map(storable, head.titles)]))
            names = tuple(map(storable, head.names))
        gap = _GAP
        first = head.rows + 1 if head else 1
        group, grouped = "", False  # what the rows below one that says one thing alone belong to; whether they begin so
        for number, (row, below) in enumerate(pairwise(chain(rows, [()])), start=1):
            text, cells = joined(row, label=number >= first)
            if text:
                grouped = grouped or (number == first and leads(row, below))
                lead = number >= first and (grouped or is_merged(row)) and leads(row, below)
                given = (group,) if group and not lead and not is_sum(row) else ()
                group = heading(storable(text)) if lead else group
                # What stands above the names is named by none of them.
                cells = cells if head and number >= head.rows else ()
                if head and head.labelled:
                    names, cells = paired(text, cells)
                of = start + number
                self._write(text, gap=gap, heading=above, row=of, columns=names, cells=cells, given=given)
                gap = "\n"

    def include(self, name: str, content: Content, place: str | None = None) -> None:
        """Writes a document inside of this one, under its name; it keeps its own headings, pages and rows.

        Args:
            place: what names its place, where it does not name places itself.
        """
        if not content.text.strip():
            return
        if name:
            self.enter(0, name)
        gap = _GAP if self._parts else ""
        start = self._length + len(gap)
        self._parts += [gap, content.text]
        self._length = start + len(content.text)
        if self._length > limits.MOST_TEXT:
            raise limits.excess()
        sections = content.sections or (Section(Span(0, len(content.text))),)
        for section in sections:
            above = tuple(dict.fromkeys((*self._headings, *section.heading)))
            inner = replace(section, span=section.span.shifted(start), heading=above, place=section.place or place)
            self._sections.append(inner)

    def content(self, title: str | None, metadata: Mapping[str, str | None]) -> Content:
        """What was written; empty metadata is left out."""
        values = {key: kept for key, value in metadata.items() if value and (kept := storable(" ".join(value.split())))}
        # As long as it was, so that what was counted still holds.
        return Content(
            storable("".join(self._parts)),
            tuple(self._sections),
            storable(" ".join((title or "").split())) or None,
            values,
        )

    def _write(
        self,
        text: str,
        *,
        gap: str = _GAP,
        fresh: bool = False,
        **place: Any,
    ) -> None:
        text = newlines(text).strip()
        if not text:
            return
        gap = gap if self._parts else ""
        start, end = self._length + len(gap), self._length + len(gap) + len(text)
        self._parts += [gap, text]
        self._length = end
        if end > limits.MOST_TEXT:
            raise limits.excess()
        section = Section(Span(start, end), **{"heading": self._headings, "page": self.page, **place})
        last = self._sections[-1] if self._sections and section.row is None and not fresh else None
        if last and replace(section, span=last.span) == last:
            self._sections[-1] = replace(last, span=Span(last.span.start, end))
        else:
            self._sections.append(section)


def joined(cells: Sequence[str], *, label: bool = True) -> tuple[str, tuple[int, ...]]:
    """A row as text, empty if all its cells are, and where each of its cells stands in it.

    Empty cells between filled ones keep their place, unless most are empty: a row of bars says nothing. A cell merged
    with others of its row is written once.

    Args:
        label: whether a cell that reaches over several rows is written in this one, too, as it labels each of them.
    """
    if all(isinstance(cell, (Left, Above)) or not cell.strip() for cell in cells):
        return "", ()
    texts = [" ".join(newlines(cell).split("\n")).strip() if _written(cell, label=label) else None for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    shown = [text for text in texts if text is not None]
    sparse = 2 * shown.count("") > len(shown)
    parts: list[str] = []
    bounds: list[int] = []
    end = 0
    for text in texts:
        if text or (text == "" and not sparse):
            if parts:
                parts.append(CELL)
                end += len(CELL)
            parts.append(text)
        bounds += [end, end + len(text or "")]
        end += len(text or "")
    row = "".join(parts)
    # White space before a first bar does not stay.
    before = len(row) - len(row.lstrip())
    return row.strip(), tuple(max(0, bound - before) for bound in bounds)


def _written(cell: str, *, label: bool) -> bool:
    """Whether a cell is written where it stands, or only where the merged one begins that reaches here."""
    return not isinstance(cell, Left) and (not isinstance(cell, Above) or (label and len(cell) <= LONG_NAME))
