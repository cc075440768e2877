"""Cuts documents into passages whose spans can be trusted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from index.documents import Document, Section, Span, trimmed
from index.reading import reading_text, unwrapped

# Sentence ends first, then clauses, then words; what has none of them is halved. A run of full stops is tried at its
# first only and given up as a whole, or sixty thousand of them would take half a minute.
_SEPARATORS = [
    r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+\s+|(?<![。！？])[。！？]++[」』”]*",
    r"[;:]\s+",
    r",\s+",
    r"\s+",
]

#: Code points for each token of the limit, at most: words that the model does not know are one token, whatever their
#: length, and some signs are none.
_WIDEST = 32
#: Code points that are measured at once: a tokenizer takes hundreds of bytes for each.
_BLOCK = 50_000


@dataclass(frozen=True)
class Splitter:
    """Cuts a document into passages of whole paragraphs and sentences where they fit.

    Attributes:
        limit: the most a passage may measure.
        measure: the size of a text, as the embedder counts it (tokens).
    """

    limit: int
    measure: Callable[[str], int]

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise ValueError(f"a passage limit must be at least 1, not {self.limit}")

    def split(self, document: Document) -> list[Span]:
        """The spans of the document's passages, in order, without overlap.

        Every code point of a quotable section that is not white space lies in exactly one of them.
        """
        text = unwrapped(document.text)
        return [span for region in _regions(document) for span in self._packed(document, text, region)]

    def _packed(self, document: Document, text: str, region: list[Section]) -> Iterator[Span]:
        """The pieces of the region's sections, neighbours joined while they fit."""
        held: Span | None = None
        count = 0  # more lines than tokens may stand in a passage would only be lines that measure nothing
        # With the names of its columns a row is read as something much longer.
        named = document if any(section.columns or section.given for section in region) else None
        for piece in (piece for section in region for piece in self._pieces(text, section.span)):
            if held and count < self.limit and self._fits(text, joint := Span(held.start, piece.end), named):
                held, count = joint, count + 1
                continue
            if held:
                yield held
            held, count = piece, 1
        if held:
            yield held

    def _pieces(self, text: str, section: Span) -> Iterator[Span]:
        start = section.start
        for line in section.of(text).split("\n"):
            if span := trimmed(text, start, start + len(line)):
                for block in _blocks(text, span):
                    yield from self._cut(text, block)
            start += len(line) + 1

    def _fits(self, text: str, span: Span, named: Document | None = None) -> bool:
        if len(span) > self.limit * _WIDEST or self.measure(span.of(text)) > self.limit:
            return False
        return named is None or self.measure(reading_text(named, span).body) <= self.limit

    def _cut(self, text: str, line: Span) -> Iterator[Span]:
        """One paragraph in parts of like size: a last part of a few words would be read without its context."""
        size = max(self.measure(line.of(text)), len(line) // _WIDEST)
        if size <= self.limit:
            yield line
            return
        from langchain_text_splitters import RecursiveCharacterTextSplitter  # a second to load; asking needs none

        parts = -(-size // self.limit)
        splitter = RecursiveCharacterTextSplitter(
            separators=_SEPARATORS,
            is_separator_regex=True,
            keep_separator="end",
            strip_whitespace=False,
            chunk_size=min(self.limit, size * 11 // (parts * 10) + 1),
            chunk_overlap=0,
            # What measures nothing would be kept as overlap.
            length_function=lambda part: max(1, self.measure(part)),
        )
        chunks = splitter.split_text(line.of(text))
        # The splitter's own offsets are not trusted: chunks that do not rejoin to the text would be a defect here.
        if "".join(chunks) != line.of(text):
            raise AssertionError(f"the splitter changed the text at {line}")
        start = line.start
        for chunk in chunks:
            if span := trimmed(text, start, start + len(chunk)):
                yield from self._halved(text, span)
            start += len(chunk)

    def _halved(self, text: str, span: Span) -> Iterator[Span]:
        """Token counts do not add up exactly when a word is cut, so a part may still be too large."""
        if len(span) == 1 or self._fits(text, span):
            yield span
            return
        middle = (span.start + span.end) // 2
        for start, end in ((span.start, middle), (middle, span.end)):
            if half := trimmed(text, start, end):
                yield from self._halved(text, half)


def _blocks(text: str, line: Span) -> Iterator[Span]:
    """A paragraph of any length in stretches that can be measured, cut at white space where there is some."""
    start = line.start
    while line.end - start > _BLOCK:
        blank = max(text.rfind(sign, start + _BLOCK // 2, start + _BLOCK) for sign in " \t\u3000。")
        end = blank + 1 if blank >= 0 else start + _BLOCK
        if span := trimmed(text, start, end):
            yield span
        start = end
    if span := trimmed(text, start, line.end):
        yield span


def _regions(document: Document) -> Iterator[list[Section]]:
    """The sections passages may not cross, those of one place (a table's rows) together."""

    def place(section: Section) -> tuple[object, ...]:
        return section.quotable, section.headings, section.page

    sections = document.content.sections
    if not sections and document.text:
        yield [Section(Span(0, len(document.text)))]
    for (quotable, *_), group in groupby(sections, key=place):
        if quotable:
            yield list(group)
