"""What replies look like as JSON, each shape defined here and nowhere else; see :mod:`index.shapes`."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from index.shapes import Found


class Stretch(TypedDict):
    """A stretch of a document's text."""

    text: str
    """The words: the text's slice from start to end."""
    start: int
    """Code points from the beginning of the document's text."""
    end: int
    """Code points from the beginning of the document's text."""


class Quoted(TypedDict):
    """Whole sentences of a document."""

    text: str
    """The quoted words: the text's slice from start to end."""
    start: int
    """Code points from the beginning of the document's text."""
    end: int
    """Code points from the beginning of the document's text."""
    answer: Stretch
    """The words inside the quote that answer."""
    support: float
    """Calibrated probability that these words answer the question, from 0 to 1."""
    document: str
    """The document's id; where several libraries are open, NAME:ID."""
    digest: str
    """SHA-256 of the document's text, in hexadecimal."""
    source: str
    """The document's path or address."""
    library: str | None
    """The name of its library, where several are open; else null."""
    title: str
    """The document's title."""
    page: int | None
    """Physical page, sheet or slide, counted from 1."""
    label: str | None
    """The number printed on the page."""
    section: str | None
    """The headings above the quote."""
    row: int | None
    """Row of a table."""
    partial: bool
    """Whether it is a part of a list, all of which was asked for."""


class Replied(TypedDict):
    """A reply: an answer in quotes, a refusal, or word that there is nothing to look at."""

    question: str
    """The question as it was asked."""
    understood: str | None
    """The question as it was put to the documents, its typing errors put right; null where it had none."""
    outcome: Literal["answered", "refused", "empty"]
    """What kind of reply this is."""
    support: float
    """The most support that any passage reached, from 0 to 1."""
    threshold: float
    """The support that an answer needs."""
    quotes: list[Quoted]
    """The answer, best quote first; empty unless answered."""
    reason: Literal["unrelated", "unsupported", "filtered"] | None
    """Why the question was refused."""
    nearest: list[Quoted]
    """The nearest passages of a refusal: not an answer."""
    unanswered: list[str]
    """Of a question of two or three parts that was answered: the parts that were not."""


class Place(TypedDict):
    """Where a quote stands now."""

    document: str
    """The document's id; where several libraries are open, NAME:ID."""
    digest: str
    """SHA-256 of the document's text, in hexadecimal."""
    source: str
    """The document's path or address."""
    library: str | None
    """The name of its library, where several are open; else null."""
    start: int
    """Code points from the beginning of the document's text."""
    end: int
    """Code points from the beginning of the document's text."""


class Change(TypedDict):
    """A place where words changed."""

    was: str
    """What was quoted."""
    now: str
    """What stands there now."""


class Verified(TypedDict):
    """What became of a quote."""

    text: str
    """The quoted words."""
    source: str
    """Where the reply found them."""
    standing: Literal["stands", "moved", "changed", "gone"]
    """Whether they are still there."""
    now: Place | None
    """Where they stand now; null when they are gone."""
    changes: NotRequired[list[Change]]
    """Where the words changed, each place; only for a quote that did."""


#: A document's date, and where it was read: metadata, title, first page or file name.
DocumentDate = TypedDict("DocumentDate", {"date": str, "from": str})


class FoundQuote(Quoted):
    """A document's best quote for a question that every document is asked."""

    level: Literal["answers", "nearly", "not"]
    """Whether it answers."""
    dated: DocumentDate | None
    """The document's date."""
    copies: list[str]
    """Sources of other documents with the same text."""


class Counts(TypedDict):
    """How many documents answer, copies counted with them."""

    documents: int
    """All that are asked."""
    read: int
    """Those read so far."""
    answering: int
    """Those that answer."""
    nearly: int
    """Those that answer nearly."""


class DifferingSide(FoundQuote):
    """What one or more documents say."""

    value: Stretch | None
    """The words that differ, where they have a place of their own."""
    also: list[str]
    """Sources of the others that say the same."""


class Differing(TypedDict):
    """Documents that answer one question with different values."""

    kind: Literal["number", "date", "name", "denial"]
    """What differs."""
    sides: list[DifferingSide]
    """Two or more, newest first."""


class FoundInAll(Counts):
    """What every document says, once all are asked."""

    question: str
    """The question as it was asked."""
    understood: str | None
    """The question as it was put to the documents, its typing errors put right; null where it had none."""
    findings: list[FoundQuote]
    """The best quote of each document that answers."""
    differing: Differing | None
    """Where they disagree."""


class FoundSoFar(TypedDict, total=False):
    """A line of what every document says, while they are asked; the last has what differs, or what went wrong."""

    counts: Counts
    """The counts so far."""
    finding: FoundQuote | None
    """What the document has; null in the first line, and for a document that does not answer."""
    understood: str | None
    """In the first line: the question as it was put to the documents; null where it had no typing errors."""
    differing: Differing | None
    """In the last line: where the documents disagree."""
    error: str
    """In the last line: what went wrong."""


class Defined(TypedDict):
    """A term of a quote, and where its document defines it."""

    term: Stretch
    """The term."""
    definition: Stretch
    """The definition."""


class Noted(TypedDict):
    """What stands beside a quote."""

    document: str
    """The document's id; where several libraries are open, NAME:ID."""
    start: int
    """Where the quote begins."""
    dated: DocumentDate | None
    """The document's date."""
    speaker: Stretch | None
    """Who says it."""
    before: Stretch | None
    """The sentence before it, where it begins with a pronoun."""
    definitions: list[Defined]
    """Its terms."""


class Lacked(TypedDict):
    """What a refused question is missing."""

    nowhere: list[str]
    """Its words that stand nowhere in the documents."""
    far: list[str]
    """Those that stand in none of the nearest passages."""
    instead: Replied | None
    """The reply to a question near it that the documents do answer."""


class NotedFurther(TypedDict):
    """What else there is to know about a reply."""

    beside: list[Noted]
    """What stands beside each quote."""
    differing: Differing | None
    """Where other documents disagree."""
    missing: Lacked | None
    """What a refused question is missing."""
    parts: list[Replied]
    """The replies to the parts of a question of two or three."""


class RepliedFurther(Replied):
    """A reply with what else there is to know about it."""

    further: NotedFurther
    """What else there is."""


class Signalled(TypedDict):
    """What a signal said of a candidate."""

    said: float
    """Its value."""
    added: float
    """What it added to the logarithm of the odds."""


class WeighedQuote(Quoted):
    """An answer that was weighed."""

    signals: dict[str, Signalled]
    """What each signal said, by its name."""


class SearchedIn(TypedDict):
    """How much was searched."""

    documents: int
    """How many documents."""
    passages: int
    """Into how many passages they were cut."""


class ThereAndHere(TypedDict):
    """The same thing of another reply, and of this one."""

    there: Any
    """In the other reply."""
    here: Any
    """In this one."""


class WeighedOtherwise(TypedDict):
    """Words that two replies weighed otherwise."""

    text: str
    """The words."""
    source: str
    """Where they stand."""
    support: ThereAndHere
    """Their support; null where they were not weighed."""
    added: dict[str, ThereAndHere]
    """What signals added, by name, for those that added otherwise."""


class ChangedReply(TypedDict):
    """What is different between two replies to a question."""

    changed: dict[str, ThereAndHere]
    """Outcome, support, threshold, and how much was searched: those that differ."""
    weighed: list[WeighedOtherwise]
    """The words whose support differs."""


class ExplainedQuestion(TypedDict):
    """How a question was dealt with."""

    question: str
    """The question as it was put to the documents."""
    searched: SearchedIn
    """How much was searched."""
    threshold: float
    """The support that an answer needs."""
    bias: float
    """What the logarithm of the odds begins with."""
    passages: list[Found]
    """The passages that were found, best first."""
    candidates: list[WeighedQuote]
    """The answers that were weighed, best supported first."""
    changes: NotRequired[ChangedReply]
    """What is different from another reply, where one was given."""
