"""Canonical text under construction: blocks go in, text and its sections come out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from index.documents import Content, Section, Span, newlines
from index.readers import limits
from index.readers.limits import heading
from index.readers.tables import CELL, columns, titles

_SURROGATE = re.compile("[\ud800-\udfff]")
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
        above = tuple(dict.fromkeys([*self._headings, *map(_whole, titles(head))]))
        names = tuple(map(_whole, columns(head)))
        gap = _GAP
        for number, row in enumerate(chain(head, rows), start=1):
            text, cells = joined(row)
            if text:
                cells = cells if names else ()
                self._write(text, gap=gap, heading=above, row=number, columns=names, cells=cells)
                gap = "\n"

    def content(self, title: str | None, metadata: Mapping[str, str | None]) -> Content:
        """What was written; empty metadata is left out."""
        told = {key: told for key, value in metadata.items() if value and (told := _whole(" ".join(value.split())))}
        # As long as it was, so that what was counted still holds.
        return Content(
            _whole("".join(self._parts)), tuple(self._sections), _whole(" ".join((title or "").split())) or None, told
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


def joined(cells: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """A row as text, empty if all its cells are, and where each of its cells stands in it.

    Empty cells between filled ones keep their place, unless most are empty: a row of bars says nothing.
    """
    texts = [" ".join(newlines(cell).split("\n")).strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    sparse = 2 * texts.count("") > len(texts)
    parts: list[str] = []
    bounds: list[int] = []
    end = 0
    for text in texts:
        if parts and (text or not sparse):
            parts.append(CELL)
            end += len(CELL)
        if text or not sparse:
            parts.append(text)
        bounds += [end, end + len(text)]
        end += len(text)
    text = "".join(parts)
    # White space before a first bar does not stay.
    before = len(text) - len(text.lstrip())
    return text.strip(), tuple(max(0, bound - before) for bound in bounds)


def _whole(text: str) -> str:
    """``text`` with a mark for each lone surrogate, which no encoding could store; same length."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
