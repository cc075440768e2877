"""Evidence that can be held against the documents years later: each quote in its paragraph, with everything it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from assistant.assistant import Assistant
from assistant.evidence.dating import dated
from assistant.quotes import Quote
from assistant.replies import Answer, Refusal, Reply, to_json
from index.documents import Document, Span

#: The version of a sheet's shape.
FORMAT = 1
#: Code points of a paragraph that are shown on either side of a quote, at most.
_REACH = 1_000


@dataclass(frozen=True)
class Kept:
    """A quote that somebody put aside, with the reply that it stood in.

    Attributes:
        question, asked, threshold: what was asked, when, and the support that an answer needed.
        answers: whether it answered; else it only came nearest.
        note: what is said of it by whoever put it aside.
    """

    quote: Quote
    question: str
    asked: datetime
    threshold: float
    answers: bool = True
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The quote as an evidence sheet holds it."""
        return {
            **_evidence(self.quote, self.quote.to_json()),
            "question": self.question,
            "asked": _second(self.asked),
            "threshold": self.threshold,
            "answers": self.answers,
            "note": self.note,
        }


def collected(assistant: Assistant, title: str, kept: Sequence[Kept], lost: Sequence[str] = ()) -> dict[str, Any]:
    """Quotes of several replies as one sheet, in their order; ``quoth verify`` reads it as it reads a reply.

    Args:
        lost: what was put aside and cannot be shown any more, a line each.
    """
    return {
        "sheet": FORMAT,
        "outcome": "collected",
        "question": title,
        "quotes": [each.to_json() for each in kept],
        "nearest": [],
        "lost": list(lost),
        "asked": _second(datetime.now(UTC)),
        **_makers(assistant),
    }


def sheet(assistant: Assistant, reply: Reply, asked: datetime | None = None) -> dict[str, Any]:
    """A reply with what its evidence rests on; ``quoth verify`` reads it as it reads a reply.

    Args:
        asked: when; now by default.
    """
    shown = to_json(reply)
    quotes, nearest = quotes_of(reply)
    return {
        "sheet": FORMAT,
        **shown,
        "quotes": [_evidence(quote, as_json) for quote, as_json in zip(quotes, shown["quotes"], strict=True)],
        "nearest": [_evidence(quote, as_json) for quote, as_json in zip(nearest, shown["nearest"], strict=True)],
        "asked": _second(asked or datetime.now(UTC)),
        **_makers(assistant),
    }


def quotes_of(reply: Reply) -> tuple[tuple[Quote, ...], tuple[Quote, ...]]:
    """A reply's quotes, and its nearest passages."""
    match reply:
        case Answer():
            return reply.quotes, ()
        case Refusal():
            return (), reply.nearest
        case _:
            return (), ()


def paragraph(document: Document, span: Span) -> Span:
    """The paragraph around a quote, cut where it is very long."""
    text = document.text
    low = text.rfind("\n\n", max(0, span.start - _REACH), span.start)
    high = text.find("\n\n", span.end, span.end + _REACH)
    start = low + 2 if low >= 0 else max(0, span.start - _REACH)
    return Span(start, high if high >= 0 else min(len(text), span.end + _REACH))


def _makers(assistant: Assistant) -> dict[str, Mapping[str, str]]:
    maker = assistant.index.maker
    return {
        "program": {"name": "quoth", "version": version("quoth")},
        "reader": {"name": assistant.reader.identity.name, "digest": assistant.reader.identity.digest},
        "embedder": {"name": maker.embedder.name, "digest": maker.embedder.digest},
    }


def _second(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _evidence(quote: Quote, as_json: Mapping[str, Any]) -> dict[str, Any]:
    document, around = quote.document, paragraph(quote.document, quote.span)
    found = dated(document)
    return {
        **as_json,
        "place": quote.place,
        "source_digest": document.source_digest or None,
        "dated": found.to_json() if found else None,
        "paragraph": {"text": around.of(document.text), "start": around.start, "end": around.end},
    }
