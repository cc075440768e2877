"""What replies look like as JSON, each shape defined here and nowhere else; see :mod:`index.shapes`."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict


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
