"""Why a reply is what it is: what was searched and read, and what each signal said."""

from dataclasses import dataclass
from typing import Any

from assistant.assistant import DEPTH, Assistant, put_right
from assistant.shapes import ExplainedQuestion, Signalled, WeighedQuote
from assistant.support import SIGNALS, Judged, Setting, judge
from index.search import Filter, Hit, checked


@dataclass(frozen=True)
class Candidate:
    """An answer that was weighed.

    Attributes:
        said: what each signal that counts said, by its name, and what that added to the odds' logarithm.
    """

    judged: Judged
    said: dict[str, tuple[float, float]]

    def to_json(self) -> WeighedQuote:
        """The candidate as commands print it."""
        signals: dict[str, Signalled] = {
            name: {"said": round(value, 4), "added": round(added, 4)} for name, (value, added) in self.said.items()
        }
        return {**self.judged.quote.to_json(), "signals": signals}


@dataclass(frozen=True)
class Explanation:
    """How a question was dealt with.

    Attributes:
        question: as it was put to the documents.
        hits: the passages that were found, best first. candidates: the answers weighed, best supported first.
        bias: what the odds' logarithm begins with.
    """

    question: str
    documents: int
    passages: int
    threshold: float
    bias: float
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]

    def to_json(self) -> ExplainedQuestion:
        """The explanation as commands print it."""
        return {
            "question": self.question,
            "searched": {"documents": self.documents, "passages": self.passages},
            "threshold": round(self.threshold, 4),
            "bias": round(self.bias, 4),
            "passages": [hit.to_json() for hit in self.hits],
            "candidates": [each.to_json() for each in self.candidates],
        }


def explain_reply(
    assistant: Assistant, question: str, where: Filter | None = None, threshold: float | Setting | None = None
) -> Explanation:
    """Asks a question once more, as it was put to the documents, and keeps what was seen on the way.

    Args:
        threshold: as :meth:`assistant.assistant.Assistant.ask` takes it.

    Raises:
        InvalidQuestion: the question is empty or too long. ModelError: the threshold is not one.
    """
    question, policy = checked(question), assistant.policy.at(threshold)
    with assistant.index.view() as view:
        entries = [entry for entry in view.documents() if where is None or where.admits(entry)]
        asked, _ = put_right(view, question)
        hits = view.search(asked, DEPTH, where)
        found = judge(assistant.reader, policy, asked, hits) if hits else []
    weighed = tuple(Candidate(each, _said(each, policy.weights)) for each in found)
    passages = sum(entry.passages for entry in entries)
    return Explanation(asked, len(entries), passages, policy.threshold, policy.bias, tuple(hits), weighed)


def _said(each: Judged, weights: Any) -> dict[str, tuple[float, float]]:
    values = {name: SIGNALS[name](each.evidence) for name in weights}
    return {name: (value, value * weights[name]) for name, value in values.items()}
