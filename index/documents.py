"""Documents, their parts, and places in them.

Every offset counts code points of :attr:`Document.text`; spans are half-open.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from index.shapes import Shown

#: Of the names of a table's columns no more are shown.
_NAMES = 300
#: What is counted in a document, by its source's ending; elsewhere pages.
_LEAVES = {"pptx": "slide", "odp": "slide", "xlsx": "sheet", "ods": "sheet"}

#: Under this name a stored document's metadata have the date of its first page.
FIRST_PAGE = "first page"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A non-empty stretch of text, ``[start, end)``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The text at this span."""
        if self.end > len(text):
            raise ValueError(f"span [{self.start}, {self.end}) reaches past the text's {len(text)} code points")
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        """The same stretch in a text that begins ``by`` code points earlier."""
        return Span(self.start + by, self.end + by)

    def covers(self, other: "Span") -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end


def trimmed(text: str, start: int, end: int) -> Span | None:
    """``[start, end)`` without white space at its ends; None where nothing is left."""
    part = text[start:end]
    kept = part.strip()
    if not kept:
        return None
    start += len(part) - len(part.lstrip())
    return Span(start, start + len(kept))


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document that shares its place: a chapter, a page, a slide, a table row.

    Attributes:
        heading: the headings above it, outermost first; for a table row without ``columns`` also its header row.
        page: physical page, sheet or slide, counted from 1. label: the number printed there, where it differs.
        row: row of a table, counted from 1 as a spreadsheet shows it.
        quotable: False for what repeats, steers or is hidden: kept in the text, never read or quoted.
        columns: the names of a row's cells, in their order; ``""`` for a cell without one. In a form, whose rows have a
            label and a value, the label, and ``cells`` holds the value alone.
        cells: where the row's cells stand: their starts and ends by turns, counted from the section's start.
        given: what is read with the section though it stands elsewhere, as in ``("Region: North",)`` for a merged
            cell, the question above an answer, the speaker. Never quoted.
        unread: stretches that models do not read (marks, addresses, what is struck out), counted as ``cells`` are.
        record: whether it is one entry of many alike (a message, a log line): never joined with another, quoted whole.
        place: what names the place where page and row do not: ``"00:12:31"``, ``"cell 4"``, ``"line 12"``.
        boxes: where its words stand on its page, where the page cannot be asked again: :mod:`index.readers.boxes`.
    """

    span: Span
    heading: tuple[str, ...] = ()
    page: int | None = None
    label: str | None = None
    row: int | None = None
    quotable: bool = True
    columns: tuple[str, ...] = ()
    cells: tuple[int, ...] = ()
    given: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()
    record: bool = False
    place: str | None = None
    boxes: str = ""

    def __post_init__(self) -> None:
        for bounds in (self.cells, self.unread):
            # Most sections have neither.
            if bounds and (len(bounds) % 2 or not _rises((0, *bounds, len(self.span)))):
                raise ValueError(f"{bounds} are no stretches, in order, of a section of {len(self.span)} code points")

    @property
    def single(self) -> bool:
        """Whether it is one entry of many alike: a row or a record, which is quoted whole."""
        return self.record or self.row is not None

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above it as they are shown; for a table row also the names of its columns.

        One name alone is the label that stands in the row itself.
        """
        names = " | ".join(filter(None, self.columns))[:_NAMES] if len(self.columns) > 1 else ""
        return tuple(dict.fromkeys((*self.heading, names))) if names else self.heading


@dataclass(frozen=True)
class Content:
    """What a reader finds in a file: canonical text, its sections in order, and what the file says of itself.

    Attributes:
        text: Unicode as found, newlines as LF; nothing rewrites it afterwards.
        title: a title the content itself names, not the file's name.
        metadata: author, date, tags, encoding and the like, as plain strings.
    """

    text: str
    sections: tuple[Section, ...] = ()
    title: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for key, value in self.metadata.items():
            if not isinstance(key, str) or not isinstance(value, str):
                raise TypeError(f"metadata are strings, and {key!r} has {value!r}; write {str(value)!r}")
        try:
            self.text.encode()
        except UnicodeEncodeError as cause:
            raise ValueError(f"text with a lone surrogate at {cause.start} cannot be stored") from cause
        if "\r" in self.text:
            raise ValueError("canonical text has \\n for every newline, and no \\r")
        end = 0
        for section in self.sections:
            if section.span.start < end or section.span.end > len(self.text):
                raise ValueError(f"section {section.span} overlaps the one before or the text's end")
            end = section.span.end

    def __repr__(self) -> str:
        return f"Content({len(self.text):,} characters, {len(self.sections):,} sections, title={self.title!r})"


def newlines(text: str) -> str:
    """``text`` with CRLF and CR as LF: the only change a reader makes to what it decoded."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Document:
    """One source's canonical text and where it came from.

    Attributes:
        id: 16 hexadecimal digits, kept for the document's life, also when its source moves.
        source: the path or URI shown to people.
        source_digest: SHA-256 of the source's bytes, in hexadecimal.
        library: the name of its library where several are asked together.
    """

    id: str
    source: str
    source_digest: str
    content: Content
    library: str = ""

    @classmethod
    def from_text(
        cls, source: str, text: str, *, title: str | None = None, metadata: Mapping[str, str] | None = None
    ) -> "Document":
        """A document that is no file. Its id follows from its source: added again, it replaces itself.

        Args:
            source: what people are shown, best with a scheme (``notes://monday``): ``sync`` takes a source without one
                for a file, and forgets it when it syncs the folder and finds no such file.
        """
        content = Content(newlines(text), title=title, metadata=metadata or {})
        return cls(digest(source.encode())[:16], source, digest(text.encode()), content)

    def __repr__(self) -> str:
        return f"Document({self.source!r}, id={self.id!r}, {len(self.text):,} characters)"

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.content.text

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
        return digest(self.text.encode())

    @property
    def title(self) -> str:
        """The content's own title, or the last part of the source."""
        return self.content.title or self.source.rstrip("/").rsplit("/", 1)[-1]

    @property
    def leaf(self) -> str:
        """What :attr:`Section.page` counts in it: ``page``, ``slide`` or ``sheet``."""
        return _LEAVES.get(self.source.rpartition(".")[2].lower(), "page")

    @cached_property
    def _starts(self) -> list[int]:
        return [section.span.start for section in self.content.sections]

    def shown(self, start: int, end: int) -> Shown:
        """A stretch of the text as commands and servers show it; ``start`` and ``end`` lie in it, in this order."""
        return {
            "document": self.id,
            "digest": self.digest,
            "source": self.source,
            "library": self.library or None,
            "title": self.title,
            "size": len(self.text),
            "start": start,
            "end": end,
            "text": self.text[start:end],
        }

    def section_at(self, offset: int) -> Section | None:
        """The section that holds the code point at ``offset``."""
        found = bisect_right(self._starts, offset) - 1
        if found < 0:
            return None
        section = self.content.sections[found]
        return section if offset < section.span.end else None

    def sections_in(self, span: Span) -> tuple[Section, ...]:
        """The sections that share a code point with ``span``, in order."""
        first = bisect_right(self._starts, span.start) - 1
        if first < 0 or not self.content.sections[first].span.meets(span):
            first += 1
        return self.content.sections[first : bisect_left(self._starts, span.end)]


@dataclass(frozen=True)
class Passage:
    """A stretch of a document that is embedded, found and read as one.

    Attributes:
        id: the number it has in its library; never given to another passage.
    """

    id: int
    document: Document
    span: Span

    @property
    def text(self) -> str:
        """The passage's words: a slice of the document."""
        return self.span.of(self.document.text)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections it has a part of; one without headings where its document has none."""
        return self.document.sections_in(self.span) or (Section(self.span),)

    def __repr__(self) -> str:
        return f"Passage({shortened(self.text)!r}, {self.document.source}#{self.span.start}-{self.span.end})"


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text, for people who look at values."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _rises(numbers: tuple[int, ...]) -> bool:
    return all(before <= after for before, after in pairwise(numbers))


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
