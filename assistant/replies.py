"""The three things an assistant may say. An error is none of them: it is raised."""

import json
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import ClassVar, Literal

from assistant.quotes import Quote
from assistant.shapes import Replied


class Reason(StrEnum):
    """Why a question was refused."""

    UNRELATED = "unrelated"
    UNSUPPORTED = "unsupported"


#: What a refusal says, by its reason.
REASONS = {
    Reason.UNRELATED: "No passage was found that supports an answer to this question; what comes nearest is far from it",
    Reason.UNSUPPORTED: "No passage was found that supports an answer to this question",
}

NOTHING_INDEXED = "Nothing is indexed here yet"
NOTHING_ADMITTED = "No document passes the filter"


@dataclass(frozen=True)
class Answer:
    """One to three quotes that support an answer, best first.

    Attributes:
        unanswered: of a question of two or three parts, those that no passage supports an answer to.
        understood: the question as it was put to the documents, its typing errors put right; None where it had none.
    """

    outcome: ClassVar[Literal["answered"]] = "answered"

    question: str
    quotes: tuple[Quote, ...]
    threshold: float
    unanswered: tuple[str, ...] = ()
    understood: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.quotes) <= 3:
            raise ValueError(f"an answer has one to three quotes, not {len(self.quotes)}")
        if self.support < self.threshold:
            raise ValueError(f"support {self.support} is below the threshold {self.threshold}")

    @property
    def support(self) -> float:
        """The best quote's support."""
        return self.quotes[0].support

    def to_html(self) -> str:
        """The reply as a notebook shows it."""
        unanswered = "".join(f"<p>Not answered: {escape(each)}</p>" for each in self.unanswered)
        return _read_as(self.understood) + "".join(quote.to_html() for quote in self.quotes) + unanswered

    _repr_html_ = to_html


@dataclass(frozen=True)
class Refusal:
    """No passage supports an answer.

    Attributes:
        support: the most that any passage reached, below ``threshold``.
        nearest: what came nearest. Not an answer. understood: as an answer has it.
    """

    outcome: ClassVar[Literal["refused"]] = "refused"

    question: str
    reason: Reason
    support: float
    threshold: float
    nearest: tuple[Quote, ...]
    understood: str | None = None

    def to_html(self) -> str:
        """The reply as a notebook shows it."""
        head = f"<p>{REASONS[self.reason]} (support {self.support:.2f}, needed {self.threshold:.2f}).</p>"
        nearest = "".join(quote.to_html() for quote in self.nearest)
        return _read_as(self.understood) + head + (f"<p>Nearest, not an answer:</p>{nearest}" if nearest else "")

    _repr_html_ = to_html


@dataclass(frozen=True)
class Empty:
    """There was no passage to look at.

    Attributes:
        filtered: there are documents, and the filter admits none of them; else nothing is indexed.
        understood: as an answer has it.
    """

    outcome: ClassVar[Literal["empty"]] = "empty"

    question: str
    threshold: float
    filtered: bool = False
    understood: str | None = None

    def to_html(self) -> str:
        """The reply as a notebook shows it."""
        return f"{_read_as(self.understood)}<p>{NOTHING_ADMITTED if self.filtered else NOTHING_INDEXED}.</p>"

    _repr_html_ = to_html


Reply = Answer | Refusal | Empty


def _read_as(understood: str | None) -> str:
    return f"<p>Understood as: {escape(understood)}</p>" if understood else ""


def to_json(reply: Reply) -> Replied:
    """A reply as one JSON object; the shape is a contract with scripts."""
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = ()
    unanswered: tuple[str, ...] = ()
    support = 0.0
    reason: Literal["unrelated", "unsupported", "filtered"] | None = None
    match reply:
        case Answer():
            support, quotes, unanswered = reply.support, reply.quotes, reply.unanswered
        case Refusal():
            support, reason, nearest = reply.support, reply.reason.value, reply.nearest
        case Empty(filtered=True):
            reason = "filtered"
    return {
        "question": reply.question,
        "understood": reply.understood,
        "outcome": reply.outcome,
        "support": round(support, 4),
        "threshold": round(reply.threshold, 4),
        "quotes": [quote.to_json() for quote in quotes],
        "reason": reason,
        "nearest": [quote.to_json() for quote in nearest],
        "unanswered": list(unanswered),
    }


def dumps(value: object) -> str:
    """JSON as every command prints it."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def line(value: object) -> str:
    """JSON in one line."""
    return json.dumps(value, ensure_ascii=False)
