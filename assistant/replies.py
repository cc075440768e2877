"""The three things an assistant may say. An error is none of them: it is raised."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from assistant.quotes import Quote
from assistant.shapes import Replied


class Reason(StrEnum):
    """Why a question was refused."""

    UNRELATED = "unrelated"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class Answer:
    """One to three quotes that support an answer, best first."""

    outcome: ClassVar[Literal["answered"]] = "answered"

    question: str
    quotes: tuple[Quote, ...]
    threshold: float

    def __post_init__(self) -> None:
        if not 1 <= len(self.quotes) <= 3:
            raise ValueError(f"an answer has one to three quotes, not {len(self.quotes)}")
        if self.support < self.threshold:
            raise ValueError(f"support {self.support} is below the threshold {self.threshold}")

    @property
    def support(self) -> float:
        """The best quote's support."""
        return self.quotes[0].support


@dataclass(frozen=True)
class Refusal:
    """No passage supports an answer.

    Attributes:
        support: the most that any passage reached, below ``threshold``.
        nearest: what came nearest. Not an answer.
    """

    outcome: ClassVar[Literal["refused"]] = "refused"

    question: str
    reason: Reason
    support: float
    threshold: float
    nearest: tuple[Quote, ...]


@dataclass(frozen=True)
class Empty:
    """Nothing is indexed, or a filter leaves nothing: there was no passage to look at."""

    outcome: ClassVar[Literal["empty"]] = "empty"

    question: str
    threshold: float


Reply = Answer | Refusal | Empty


def to_json(reply: Reply) -> Replied:
    """A reply as one JSON object; the shape is a contract with scripts."""
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = ()
    support = 0.0
    reason: Literal["unrelated", "unsupported"] | None = None
    match reply:
        case Answer():
            support, quotes = reply.support, reply.quotes
        case Refusal():
            support, reason, nearest = reply.support, reply.reason.value, reply.nearest
    return {
        "question": reply.question,
        "outcome": reply.outcome,
        "support": round(support, 4),
        "threshold": round(reply.threshold, 4),
        "quotes": [quote.to_json() for quote in quotes],
        "reason": reason,
        "nearest": [quote.to_json() for quote in nearest],
    }


def dumps(value: object) -> str:
    """JSON as every command prints it."""
    return json.dumps(value, ensure_ascii=False, indent=1)
