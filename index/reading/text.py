"""The reading text: what models are given of a passage, with the way back to the document."""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby

from index.documents import FIRST_PAGE, Document, Passage, Section, Span
from index.reading.days import MONTHS, named_days, spelled
from index.reading.folding import folded
from index.reading.heads import glossed
from index.reading.lines import Joint, is_item, paragraphs

#: Raised whenever what is written here, or what full text sees of it, changes: libraries made before are renewed.
READING_VERSION = 4
#: A lead longer than this many code points would crowd the passage out of the models' windows.
_LEAD = 200
#: Of one column's name no more is read before each of its cells.
_NAME = 60

_NONE = -1
_MARKS = re.compile(r"^[\s#>*_=~-]+|[\s#*_=~-]+$")
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|why|how)\b"
    r"|(?:^|[.!:,]\s+|\bQ\S*\s+)(?:is|are|was|were|do|does|did|can|could|may|might|will|would|shall|should|must|has|have|had)"
    r"\s(?!.*[.!]\s)|[？]",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: A date in a file's name, or as a library keeps that of a first page.
_STATED = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_]?(0[1-9]|1[0-2])(?:[-_]?([0-2]\d|3[01]))?)?(?!\d)")
#: Words of a file's name that say something, such as "flat3"; a number or a digest does not.
_SAYS = re.compile(r"(?<![^\W_])(?:[^\W\d_]{3,}\d{0,3}|[^\W\d_]\d{1,3})(?![^\W_])")
#: What names say of files and not of what is in them.
_OF_FILES = frozenset(
    "document untitled scan img image file copy final draft new old readme index page text doc tmp".split()
)
#: Of a file's name no more is read.
_NAME_OF_FILE = 60
#: What stands around code in a text that marks it.
_FENCE = re.compile(r"(?:```+|~~~+)[\w+-]*$")
_WRAP = re.compile(r"((?<=\w)-)?([ \t]*\n\s*)")
_ASKED = re.compile(r"[?？][\"'”’»)\]*_]*$")
#: A longer paragraph with a question at its end says something beside it.
_LONGEST_QUESTION = 300
#: Code points before a passage that are looked at for what leads to it.
_BEFORE = 1_500


@dataclass(frozen=True)
class ReadingStretch:
    """A part of a reading text that no answer reaches beyond: a paragraph, a list's item, a row.

    Attributes:
        start, end: in the reading text.
        answers: False for what is never an answer: a heading, a question, the names of columns.
    """

    start: int
    end: int
    answers: bool


@dataclass(frozen=True)
class ReadingText:
    """What models read of a stretch of a document.

    Attributes:
        text: with the title and headings before it, column names before cells, lines joined, in one spelling.
        starts, ends: for each of its code points the stretch of the document that it stands for, -1 for what was put
            in. It is one code point but where several are read as one, or as a date in words. They never fall.
        stretches: in order, without overlap; what lies in none was put in.
        row: whether it is one row of a table, with nothing beside it.
    """

    text: str
    starts: "array[int]"
    ends: "array[int]"
    stretches: tuple[ReadingStretch, ...]
    row: bool = False

    @property
    def body(self) -> str:
        """The reading text without its lead."""
        return self.text[self.stretches[0].start if self.stretches else 0 :]

    @property
    def lead(self) -> str:
        """The title and headings that are read before the body."""
        return self.text[: len(self.text) - len(self.body)].removesuffix(": ")

    @cached_property
    def answering(self) -> "array[int]":
        """For each code point the number of its stretch; -1 where it was put in or is never an answer."""
        found = array("q", [_NONE]) * len(self.text)
        for number, stretch in enumerate(self.stretches):
            for at in range(stretch.start, stretch.end) if stretch.answers else ():
                if self.starts[at] != _NONE:
                    found[at] = number
        return found

    def found(self, start: int, end: int) -> Span | None:
        """Where the words at ``[start, end)`` of the reading text stand in the document; None where nowhere as one."""
        while start < end and self.answering[start] == _NONE:
            start += 1
        while start < end and self.answering[end - 1] == _NONE:
            end -= 1
        if start >= end or self.answering[start] != self.answering[end - 1]:
            return None
        return Span(self.starts[start], self.ends[end - 1])


def reading(passage: Passage) -> ReadingText:
    """What models read of a passage."""
    return reading_text(passage.document, passage.span)


def reading_text(document: Document, span: Span) -> ReadingText:
    """What models read of a stretch of a document: a pure function of the two."""
    return _Writer(document, span).written(document.sections_in(span))


def readings(passage: Passage) -> tuple[ReadingText, ...]:
    """What readers read of a passage, each as if nothing stood beside it: every row of a table, and what lies between.

    Rows are near twins: among others a reader takes one's cell for another's.
    """
    document, span = passage.document, passage.span
    numbered = enumerate(document.sections_in(span))
    parts = [
        [section for _, section in group]
        for _, group in groupby(numbered, lambda each: each[0] if _is_row(each[1]) else -1)
    ]
    found = (replace(_Writer(document, span).written(part), row=any(map(_is_row, part[:1]))) for part in parts or [[]])
    return tuple(each for each in found if any(stretch.answers for stretch in each.stretches))


def _is_row(section: Section) -> bool:
    """Whether a section is a row whose cells have names."""
    return bool(section.cells and section.columns)


class _Writer:
    def __init__(self, document: Document, span: Span) -> None:
        self._document, self._span = document, span
        self._parts: list[str] = []
        self._starts, self._ends = array("q"), array("q")
        self._stretches: list[ReadingStretch] = []

    def written(self, sections: Sequence[Section]) -> ReadingText:
        document, span = self._document, self._span
        if before := _lead(document, sections, span.start):
            self._put("".join(signs for signs, _, _ in folded(before)) + ": ")
        for section in sections or (Section(Span(0, len(document.text))),):
            start, end = max(span.start, section.span.start), min(span.end, section.span.end)
            if section.quotable and start < end:
                self._section(section, start, end)
        return ReadingText("".join(self._parts), self._starts, self._ends, tuple(self._stretches))

    def _section(self, section: Section, start: int, end: int) -> None:
        if self._stretches:
            self._put("\n")
        if section.given:
            self._put("; ".join(section.given) + ": ")
        if _is_row(section):
            self._row(section, start, end)
            return
        text = self._document.text
        heads = {_bare(words) for words in (*section.heading[-1:], _title(self._document)) if words}
        before = _leads(text, section.span.start, start) if start > section.span.start else ""
        if before and _bare(before) not in heads:
            self._put(before + " ")
        begin, answers = len(self._starts), False
        for number, each in enumerate(paragraphs(text, start, end)):
            if number:
                self._put("\n")
            words = each.span.of(text)
            names = start == section.span.start and number < 2 and _bare(words) in heads
            if not section.single:
                begin, answers = len(self._starts), False
            answers = answers or not (names or is_question(words) or _FENCE.match(words))
            self._copy(section, each.span.start, each.span.end, each.joints)
            if not section.single:
                self._stretches.append(ReadingStretch(begin, len(self._starts), answers))
        if section.single:
            self._stretches.append(ReadingStretch(begin, len(self._starts), answers))

    def _row(self, section: Section, start: int, end: int) -> None:
        """A row's cells, each behind its column's name; the row of the names themselves is no answer."""
        text, first = self._document.text, section.span.start
        cells = [
            (name, a + first, b + first)
            for name, a, b in zip(_padded(section), section.cells[::2], section.cells[1::2], strict=False)
            if a < b and a + first >= start and b + first <= end
        ]
        if not cells:
            # The passage ends within a cell.
            cells = [("", start, end)]
        named = any(" ".join(text[a:b].split()) not in name for name, a, b in cells)
        begin = len(self._starts)
        for number, (name, a, b) in enumerate(cells):
            self._put("; " * (number > 0) + (f"{glossed(name[:_NAME])}: " if name and named else ""))
            self._copy(section, a, b, _wraps(text, a, b))
        self._stretches.append(ReadingStretch(begin, len(self._starts), named))

    def _copy(self, section: Section, start: int, end: int, joints: Iterable[Joint]) -> None:
        """A stretch of the document, folded, without what is not read of it."""
        first = section.span.start
        gaps = [(joint.start, joint.end, joint.between) for joint in joints]
        gaps += [(a + first, b + first, "") for a, b in zip(section.unread[::2], section.unread[1::2], strict=True)]
        for low, high, between in sorted(gaps):
            if start < high and low < end:
                self._fold(start, max(start, low))
                self._put(between)
                start = max(start, high)
        self._fold(start, end)

    def _fold(self, start: int, end: int) -> None:
        """The document's characters from ``start`` to ``end``; dates in numbers are put in words."""
        if start >= end:
            return
        text = self._document.text[start:end]
        last = 0
        for found in named_days(text):
            if found.numeric:
                self._characters(text[last : found.start], start + last)
                self._write(spelled(found.day), start + found.start, start + found.end)
                last = found.end
        self._characters(text[last:], start + last)

    def _characters(self, text: str, start: int) -> None:
        if text.isascii():
            self._parts.append(text)
            self._starts.extend(range(start, start + len(text)))
            self._ends.extend(range(start + 1, start + len(text) + 1))
            return
        for signs, at, to in folded(text):
            self._write(signs, start + at, start + to)

    def _write(self, words: str, start: int, end: int) -> None:
        """Words for a stretch of the document."""
        self._parts.append(words)
        self._starts.extend([start] * len(words))
        self._ends.extend([end] * len(words))

    def _put(self, words: str) -> None:
        """Words that stand nowhere in the document."""
        self._write(words, _NONE, _NONE)


def _wraps(text: str, start: int, end: int) -> Iterable[Joint]:
    """The newlines of a cell, each of which only wraps a line."""
    for found in _WRAP.finditer(text, start, end):
        hyphened = found[1] and text[found.end() : found.end() + 1].islower()
        yield Joint(found.start() if hyphened else found.start(2), found.end(), "" if found[1] else " ")


def _lead(document: Document, sections: Iterable[Section], start: int) -> str:
    """Title and headings, outermost first, without a question that the text from ``start`` on begins with."""
    first = next(iter(sections), None)
    above = first.heading if first else ()
    if first and above and start <= first.span.start and is_question(above[-1]):
        begins = next(paragraphs(document.text, first.span.start, first.span.end), None)
        above = above[:-1] if begins and _bare(begins.span.of(document.text)) == _bare(above[-1]) else above
    parts = [_title(document), *above]
    parts.insert(1, _edition(document.source, document.content.metadata.get(FIRST_PAGE, ""), " ".join(parts)))
    return " > ".join(dict.fromkeys(part for part in parts if part))[:_LEAD]


def _title(document: Document) -> str:
    """The document's own title; or its first line, where that stands alone like one."""
    if document.content.title:
        return document.content.title
    text = document.text
    if "\n\n" not in text[: _LEAD + 2]:
        return ""
    first = next(paragraphs(text[:_BEFORE], 0, min(len(text), _LEAD)), None)
    words = first.span.of(text) if first else ""
    alone = first and text[first.span.end : first.span.end + 2] == "\n\n" and not first.record and not first.joints
    return words if alone and len(words) <= _LEAD // 2 and words[-1].isalnum() and not is_item(words) else ""


@lru_cache  # each passage and row of a section asks for the same
def _edition(source: str, first_page: str, known: str) -> str:
    """What tells a document from its twins beside its title: words of its file's name, and the date there or on its first page."""
    name = source.rpartition("/")[2].rpartition(".")[0]
    words = set(re.findall(r"[^\W_]+", known.lower()))
    # Files' names have names in small letters, by which a slip of the fingers would no longer be told from a name.
    says = [word[0].upper() + word[1:] for word in _SAYS.findall(name) if word.lower() not in words | _OF_FILES]
    stated = _STATED.search(first_page) or _STATED.search(name)
    if stated and not _YEAR.search(known):
        year, month, day = stated.groups()
        says += filter(None, (day and str(int(day)), month and MONTHS[int(month) - 1], year))
    return " ".join(says)[:_NAME_OF_FILE]


def _leads(text: str, first: int, start: int) -> str:
    """The paragraph before ``start`` where what begins there answers it or goes on from it: a question, a list's lead-in."""
    low, listed = max(first, start - _BEFORE), is_item(text[start : start + _LONGEST_QUESTION])
    if not listed and not ends_as_question(_MARKS.sub("", text[low:start][-_LONGEST_QUESTION:])):
        return ""
    before = [each.span.of(text) for each in paragraphs(text, low, start)]
    if not before:
        return ""
    # An item of a list goes on from what stands above the first of them.
    while listed and len(before) > 1 and is_item(before[-1]):
        before.pop()
    words = " ".join(before[-1].split())
    if len(words) <= _LONGEST_QUESTION and (is_question(words) or (listed and words.endswith(":"))):
        return words
    return ""


def _padded(section: Section) -> Iterable[str]:
    """A name for each cell; the last cells may have none."""
    return (*section.columns, *[""] * (len(section.cells) // 2 - len(section.columns)))


def _bare(words: str) -> str:
    """A heading's words without the marks around them."""
    return " ".join(_MARKS.sub("", words.strip()).replace("*", "").replace("`", "").split()).casefold()


def ends_as_question(words: str) -> bool:
    """Whether words end with a question mark, not counting quotation marks and brackets after it."""
    return _ASKED.search(words) is not None


def is_question(words: str) -> bool:
    """Whether a paragraph asks rather than says something."""
    words = _MARKS.sub("", words)
    return len(words) <= _LONGEST_QUESTION and ends_as_question(words) and bool(_ASKS.search(words))
