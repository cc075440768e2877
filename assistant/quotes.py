"""Quotes: words of a document, and the proof that they are."""

from dataclasses import dataclass
from html import escape

from assistant.shapes import Quoted
from index.documents import Document, Span, digest, shortened
from index.errors import BrokenQuote


@dataclass(frozen=True)
class Quote:
    """Whole sentences of a document with the answer's words marked in them.

    Attributes:
        span: what is quoted. answer: the words inside it that answer.
        support: probability that they answer the question, in [0, 1].
        partial: whether they are a part of a list, all of which was asked for.
    """

    document: Document
    span: Span
    answer: Span
    support: float
    partial: bool = False

    def __post_init__(self) -> None:
        if not self.span.covers(self.answer):
            raise BrokenQuote(f"answer {self.answer} lies outside its quote {self.span}")
        if self.span.end > len(self.document.text):
            raise BrokenQuote(f"quote {self.span} reaches past the end of {self.document.source}")
        if not 0 <= self.support <= 1:
            raise ValueError(f"support is a probability, not {self.support}")

    def __repr__(self) -> str:
        answer = self.answer.of(self.document.text)
        return f"Quote({shortened(self.text)!r}, answer={shortened(answer)!r}, {self.location}, support={self.support:.2f})"

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.span.of(self.document.text)

    @property
    def location(self) -> str:
        """Where the words stand, as ``quoth show`` takes it."""
        return f"{self.document.source}#{self.span.start}-{self.span.end}"

    @property
    def page(self) -> int | None:
        """The physical page, sheet or slide the answer is on."""
        section = self.document.section_at(self.answer.start)
        return section.page if section else None

    @property
    def place(self) -> str:
        """Page, headings and row in words; empty where the document has none."""
        section = self.document.section_at(self.answer.start)
        if section is None:
            return ""
        parts = []
        if section.page is not None:
            printed = f" (printed {section.label})" if section.label and section.label != str(section.page) else ""
            parts.append(f"{self.document.leaf} {section.page}{printed}")
        if section.headings:
            parts.append(" > ".join(section.headings))
        if section.row is not None:
            parts.append(f"row {section.row}")
        if section.place:
            parts.append(section.place)
        return ", ".join(parts)

    def to_html(self) -> str:
        """The quote as a notebook shows it, the answer's words marked."""
        start, end = self.answer.start - self.span.start, self.answer.end - self.span.start
        before, answer, after = map(escape, (self.text[:start], self.text[start:end], self.text[end:]))
        place = escape(", ".join(filter(None, [self.location, self.document.library, self.place])))
        return (
            f'<blockquote style="white-space: pre-line">{before}<mark>{answer}</mark>{after}</blockquote>'
            f"<p><small>{place}, support {self.support:.2f}</small></p>"
        )

    _repr_html_ = to_html

    def to_json(self) -> Quoted:
        """The quote as commands and servers give it."""
        section = self.document.section_at(self.answer.start)
        return {
            "text": self.text,
            "start": self.span.start,
            "end": self.span.end,
            "answer": {
                "text": self.answer.of(self.document.text),
                "start": self.answer.start,
                "end": self.answer.end,
            },
            "support": round(self.support, 4),
            "document": self.document.id,
            "digest": self.document.digest,
            "source": self.document.source,
            "library": self.document.library or None,
            "title": self.document.title,
            "page": self.page,
            "label": section.label if section else None,
            "section": " > ".join(section.headings) if section and section.headings else None,
            "row": section.row if section else None,
            "partial": self.partial,
        }


def verified(quote: Quote, stored: Document | None) -> Quote:
    """The quote, once more held against the text the library stores.

    Raises:
        BrokenQuote: the document is gone, its text is another, or the words are not where the quote says.
    """
    if stored is None:
        raise BrokenQuote(f"{quote.document.source} is no longer in the library; ask again")
    if digest(stored.text.encode()) != quote.document.digest:
        raise BrokenQuote(f"{stored.source} has changed while it was read; ask again")
    if quote.span.of(stored.text) != quote.text or quote.answer.of(stored.text) not in quote.text:
        raise BrokenQuote(f"{stored.source} does not say {quote.text!r} at {quote.span.start}-{quote.span.end}")
    return quote
