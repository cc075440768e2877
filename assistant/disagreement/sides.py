"""Where documents disagree: what each side says, newest first, and who says the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.disagreement.comparing import Relation, ValueKind, compare
from assistant.disagreement.frames import frame
from assistant.evidence import newness
from assistant.finding import Finding, Level
from assistant.language import sentences
from assistant.quotes import Quote
from assistant.shapes import Differing, DifferingSide, Stretch
from index.dates import dates
from index.documents import Document, Passage, Span

_WORD = re.compile(r"[^\W\d_]+")
#: Words of a title that tell versions of one text apart.
_VERSIONS = frozenset(
    "version edition revision rev draft final copy old new archive backup amended updated update v".split()
)
#: Code points in which a document says whose it is.
_FIRST_PAGE = 600
#: The share of two titles' words that versions of one text have in common.
_ALIKE = 0.6


@dataclass(frozen=True)
class Side:
    """What one or more documents say.

    Attributes:
        finding: the best supported of them. value: the words that differ, where they have a place of their own.
        also: sources of the others that say the same, and of copies.
    """

    finding: Finding
    value: Span | None
    also: tuple[str, ...] = ()

    def to_json(self) -> DifferingSide:
        """The side as commands print it."""
        text, place = self.finding.quote.document.text, self.value
        value: Stretch | None = None
        if place:
            value = {"text": place.of(text), "start": place.start, "end": place.end}
        return {**self.finding.to_json(), "value": value, "also": list(self.also)}


@dataclass(frozen=True)
class Disagreement:
    """Documents that answer one question with different values.

    Attributes:
        sides: two or more, newest first; those without a date last.
    """

    kind: ValueKind
    sides: tuple[Side, ...]

    def __post_init__(self) -> None:
        if len(self.sides) < 2:
            raise ValueError("it takes two to disagree")

    def to_json(self) -> Differing:
        """The disagreement as commands print it."""
        return {"kind": self.kind.value, "sides": [side.to_json() for side in self.sides]}


def disagreement(question: str, findings: Sequence[Finding]) -> Disagreement | None:
    """Where findings that answer a question differ from the best supported one of them; None where none plainly does."""
    answering = sorted((each for each in findings if each.level is Level.ANSWERS), key=lambda each: -each.quote.support)
    if not answering:
        return None
    sides, kind = [Side(answering[0], None, answering[0].copies)], None
    for each in answering[1:]:
        place = next((n for n, side in enumerate(sides) if _agree(question, side.finding, each)), None)
        if place is not None:
            sides[place] = _joined(sides[place], each)
            continue
        first = sides[0].finding
        if not one_matter(question, first.quote, each.quote):
            continue
        mine, theirs = _statement(question, first), _statement(question, each)
        found = compare(question, mine.of(first.quote.document.text), theirs.of(each.quote.document.text))
        if found.relation is Relation.DIFFER:
            kind = kind or found.kind
            if len(sides) == 1:
                sides[0] = replace(sides[0], value=_placed(found.one, mine))
            sides.append(Side(each, _placed(found.other, theirs), each.copies))
    if kind is None:
        return None
    return Disagreement(kind, tuple(sorted(sides, key=lambda side: newness(side.finding.dated), reverse=True)))


def _agree(question: str, one: Finding, other: Finding) -> bool:
    mine, theirs = one.quote.text, other.quote.text
    if mine.casefold().split() == theirs.casefold().split():
        return True
    mine, theirs = (_statement(question, each).of(each.quote.document.text) for each in (one, other))
    return compare(question, mine, theirs).relation is Relation.AGREE


def _statement(question: str, finding: Finding) -> Span:
    """The sentence of a quote that has most of the question's words: what stands beside it may be a heading."""
    quote, asked = finding.quote, frame(question).stems
    found = [span.shifted(quote.span.start) for span in sentences(quote.text)] or [quote.span]
    return max(found, key=lambda span: len(asked & frame(span.of(quote.document.text)).stems))


def _joined(side: Side, other: Finding) -> Side:
    """A side with one more that says the same."""
    return replace(side, also=(*side.also, other.quote.document.source, *other.copies))


def _placed(value: Span | None, statement: Span) -> Span | None:
    return value.shifted(statement.start) if value else None


def one_matter(question: str, one: Quote, other: Quote | Passage) -> bool:
    """Whether two documents plainly speak of the same thing where they are quoted, or where a passage is near.

    They do where the question names something that both quotes name; else where their titles are those of versions of
    one text and they do not each begin with names of their own: the deposits of two leases do not differ, they are two.
    """
    named = frame(question).names
    if named and named <= frame(one.text).stems and named <= frame(other.text).stems:
        return True
    mine, theirs = _matter(one.document), _matter(other.document)
    if not mine & theirs or len(mine & theirs) < _ALIKE * len(mine | theirs):
        return False
    names, others = _names(one.document), _names(other.document)
    return names <= others or others <= names


def _matter(document: Document) -> frozenset[str]:
    """The words of a document's title, or of its file's name, without what tells its versions apart."""
    title = document.content.title or document.source.rpartition("/")[2].rpartition(".")[0]
    for span, _ in reversed(list(dates(title))):
        title = title[: span.start] + " " + title[span.end :]
    return frozenset(word.lower() for word in _WORD.findall(title)) - _VERSIONS


def _names(document: Document) -> frozenset[str]:
    """The names on a document's first page, dates left out."""
    found: set[str] = set()
    for line in document.text[:_FIRST_PAGE].split("\n"):
        found |= frame(line, [span for span, _ in dates(line)]).names
    return frozenset(each for each in found if not each[0].isdigit())
