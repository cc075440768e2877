"""What became of each question: one record, one line of ``examples.jsonl``."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

#: Passages of a search in which the gold answer is looked for; more than are read.
RANKED = 20


class ExampleVerdict(StrEnum):
    """An answered or refused question against its label."""

    RIGHT = "right"
    WRONG_QUOTE = "wrong quote"
    RIGHT_REFUSAL = "right refusal"
    FALSE_REFUSAL = "false refusal"
    FALSE_ANSWER = "false answer"
    BROKEN = "broken"


@dataclass(frozen=True)
class AskedExample:
    """A question that was asked.

    Attributes:
        outcome: ``answered``, ``refused``, or ``broken`` where a quote did not match its document.
        support: of the best candidate, answered or refused. threshold: what an answer needs.
        answer: the best candidate's words; empty where there was none.
        exact, f1: of ``answer`` against the gold answers, whether or not it was given; 0 for an unanswerable question.
        quotes: as :meth:`assistant.quotes.Quote.to_json` has them: those of the answer, or the nearest of a refusal.
        right: the first quote holds a gold answer and comes from where the gold answer stands.
        overlapping: the first quote has half of the words of a gold answer, or a gold answer half of its words.
        right_any: one of the quotes does. right_anywhere: one of them holds the words, wherever it comes from.
        intact: how many of the quotes equal their slice of the stored text, by a digest that is that of the text.
        rank: of the first passage with a gold answer among those retrieved, from 1; 0 where none has it; None where
            nothing is retrieved or there is nothing to find.
        passages: (document, start, end, score) of the retrieved passages, best first.
        relevant: where the gold answer stands, in the units of ``ranking``. ranking: (unit, score), best first:
            paragraphs or documents, as the set knows them.
        earlier, understood, kind: as :class:`assistant.evaluation.datasets.questions.Question` has them.
    """

    id: str
    group: str
    question: str
    answerable: bool
    gold: tuple[str, ...]
    outcome: str
    support: float
    threshold: float
    answer: str = ""
    exact: float = 0.0
    f1: float = 0.0
    quotes: tuple[Mapping[str, Any], ...] = ()
    right: bool = False
    right_any: bool = False
    right_anywhere: bool = False
    intact: int = 0
    rank: int | None = None
    passages: tuple[tuple[str, int, int, float], ...] = ()
    relevant: tuple[str, ...] = ()
    ranking: tuple[tuple[str, float], ...] = ()
    earlier: tuple[str, ...] = ()
    overlapping: bool = False
    understood: str | None = None
    kind: str = ""

    @property
    def answered(self) -> bool:
        """Whether an answer was given."""
        return self.outcome == "answered"

    @property
    def verdict(self) -> ExampleVerdict:
        """The outcome against the label."""
        if self.outcome == "broken":
            return ExampleVerdict.BROKEN
        if self.answered:
            if not self.answerable:
                return ExampleVerdict.FALSE_ANSWER
            return ExampleVerdict.RIGHT if self.right else ExampleVerdict.WRONG_QUOTE
        return ExampleVerdict.FALSE_REFUSAL if self.answerable else ExampleVerdict.RIGHT_REFUSAL

    @property
    def words(self) -> int:
        """Words in the best quote."""
        return len(self.quotes[0]["text"].split()) if self.quotes else 0

    @property
    def words_shown(self) -> int:
        """Words in all quotes together."""
        return sum(len(quote["text"].split()) for quote in self.quotes)

    def to_json(self) -> dict[str, Any]:
        """The record, its verdict first for the reader's eye."""
        return {"verdict": self.verdict.value, **asdict(self)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "AskedExample":
        """The inverse of :meth:`to_json`."""
        values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        del values["verdict"]
        for key in ("passages", "ranking"):
            values[key] = tuple(tuple(each) for each in values[key])
        return cls(**values)


@dataclass(frozen=True)
class RetrievedExample:
    """A query that was searched for.

    Attributes:
        gains: document -> relevance, as judged.
        rankings: the documents each way of ranking found, as (document, score), best first.
    """

    id: str
    question: str
    gains: Mapping[str, int]
    rankings: Mapping[str, Sequence[tuple[str, float]]]

    @property
    def group(self) -> str:
        """Each query stands for itself."""
        return self.id

    @property
    def verdict(self) -> str:
        """Whether the fused ranking begins with a relevant document."""
        first = next(iter(self.rankings.get("fused", ())), ("", 0.0))[0]
        return "found first" if self.gains.get(first, 0) > 0 else "not found first"

    def to_json(self) -> dict[str, Any]:
        """The record."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "RetrievedExample":
        """The inverse of :meth:`to_json`."""
        rankings = {name: tuple((id, score) for id, score in ranking) for name, ranking in row["rankings"].items()}
        return cls(row["id"], row["question"], row["gains"], rankings)


Example = AskedExample | RetrievedExample
