"""Canonical text under construction: blocks go in, text and its sections come out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice

from index.documents import Content, Section, Span, newlines
from index.readers import limits
from index.readers.limits import heading
from index.readers.tables import CELL, columns

_SURROGATE = re.compile("[\ud800-\udfff]")
#: What stands between two blocks: a blank line, so that neither is taken for the other's wrapped end.
_GAP = "\n\n"

#: Heading path, page, row and whether it may be quoted: blocks that share them form one section.
_Place = tuple[tuple[str, ...], int | None, int | None, bool]


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
        self._sections: list[tuple[int, int, _Place]] = []

    def enter(self, level: int, words: str) -> None:
        """Goes under a heading that is not part of the text, such as a sheet's name; level 0 is outermost."""
        self._path = [entry for entry in self._path if entry[0] < level]
        if words := heading(_whole(words)):
            self._path.append((level, words))
        self._headings = tuple(dict.fromkeys(words for _, words in self._path))

    def heading(self, level: int, words: str) -> None:
        """Writes a heading and goes under it: it begins a section of its own."""
        self.enter(level, words)
        self._write(words, fresh=True)

    def paragraph(self, text: str, *, quotable: bool = True) -> None:
        """Writes a block of text; its newlines stay."""
        self._write(text, quotable=quotable)

    def table(self, rows: Iterable[Sequence[str]], named: int | None) -> None:
        """Writes a table, each row a section that carries the row which names the columns.

        Args:
            rows: the cells' texts; empty rows count, but nothing is written for them.
            named: index of the row that names the columns; None where none does.
        """
        rows = iter(rows)
        head = [] if named is None else list(islice(rows, named + 1))
        carried = map(_whole, columns(head))
        headings = tuple(dict.fromkeys([*self._headings, *carried]))
        gap = _GAP
        for number, row in enumerate(chain(head, rows), start=1):
            if cells := joined(row):
                self._write(cells, headings=headings, row=number, gap=gap)
                gap = "\n"

    def content(self, title: str | None, metadata: Mapping[str, str | None]) -> Content:
        """What was written; empty metadata is left out."""
        sections = tuple(
            Section(Span(start, end), heading, page, row=row, quotable=quotable)
            for start, end, (heading, page, row, quotable) in self._sections
        )
        told = {key: told for key, value in metadata.items() if value and (told := _whole(" ".join(value.split())))}
        # As long as it was, so that what was counted still holds.
        return Content(_whole("".join(self._parts)), sections, _whole(" ".join((title or "").split())) or None, told)

    def _write(
        self,
        text: str,
        *,
        headings: tuple[str, ...] | None = None,
        row: int | None = None,
        quotable: bool = True,
        gap: str = _GAP,
        fresh: bool = False,
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
        place = (self._headings if headings is None else headings, self.page, row, quotable)
        if self._sections and self._sections[-1][2] == place and not fresh and row is None:
            start = self._sections.pop()[0]
        self._sections.append((start, end, place))


def joined(cells: Sequence[str]) -> str:
    """A row as text; empty if all its cells are.

    Empty cells between filled ones keep their place, unless most are empty: a row of bars says nothing.
    """
    texts = [" ".join(cell.split("\n")).strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if 2 * texts.count("") > len(texts):
        texts = list(filter(None, texts))
    return CELL.join(texts)


def _whole(text: str) -> str:
    """``text`` with a mark for each lone surrogate, which no encoding could store; same length."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
