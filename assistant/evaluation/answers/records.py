"""What was found of an answer: one record, one line of ``answers.jsonl``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from assistant.evaluation.answers.alignment import Alteration, Grade


class Fault(StrEnum):
    """What can be wrong with an answer, worst first."""

    FALSE_ANSWER = "answered, though the documents do not say"
    ABSENT_QUOTE = "a quote that stands nowhere"
    ALTERED_QUOTE = "a quote that was altered"
    WRONG_SOURCE = "a quote that the cited source does not hold"
    NO_GOLD = "no accepted answer in it"
    FACT_NOWHERE = "a number, name or date that stands nowhere in the cited text"
    FALSE_REFUSAL = "refused, though the documents say"
    UNSUPPORTED = "a sentence that its citations do not support"
    WRONG_PLACE = "a quote on another page or span than cited"
    UNCITED = "a sentence without a citation"


#: How bad each is: the worst is worse than all others together but for the next ones.
_WEIGHTS = {fault: 2.0 ** (len(Fault) - place) for place, fault in enumerate(Fault)}


@dataclass(frozen=True)
class QuoteRecord:
    """A quote of an answer and what became of it.

    Attributes:
        citation: its place among the answer's citations.
        found_in, start, end, page: where it stands: the cited source where that holds it.
        source_right: whether the cited source holds it; None where none is cited.
        page_right, span_right: whether it stands on the page and at the offsets it names; None where it names none.
        changes, notes: see :class:`assistant.evaluation.answers.alignment.Aligned`.
    """

    citation: int
    text: str
    source: str | None
    grade: Grade
    found_in: str | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    source_right: bool | None = None
    page_right: bool | None = None
    span_right: bool | None = None
    notes: tuple[str, ...] = ()
    changes: tuple[Alteration, ...] = ()


@dataclass(frozen=True)
class SentenceRecord:
    """A sentence of an answer.

    Attributes:
        cited: its citations. supported: whether they support it, taken together; None where nothing is cited.
        relevant: for each of them, whether it adds to that.
        coverage: share of its telling words in the cited text. nowhere: its facts that stand nowhere in it.
    """

    text: str
    cited: tuple[int, ...]
    supported: bool | None
    relevant: tuple[bool, ...]
    coverage: float
    nowhere: tuple[str, ...]


@dataclass(frozen=True)
class AnswerRecord:
    """An answer and all that was found of it."""

    id: str
    question: str
    answer: str
    refused: bool
    answerable: bool | None
    holds_gold: bool | None
    quotes: tuple[QuoteRecord, ...]
    sentences: tuple[SentenceRecord, ...]
    faults: tuple[Fault, ...]

    @property
    def verdict(self) -> str:
        """Its worst fault; else that it is sound, or rightly refused."""
        if self.faults:
            return self.faults[0].value
        return "right refusal" if self.refused and self.answerable is False else "sound"

    @property
    def badness(self) -> float:
        """More is worse."""
        return sum(_WEIGHTS[fault] for fault in self.faults)

    def to_json(self) -> dict[str, Any]:
        """The record, its verdict first for the reader's eye."""
        return {"verdict": self.verdict, **asdict(self), "values": self.values()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "AnswerRecord":
        """The inverse of :meth:`to_json`."""
        kept = {key: value for key, value in row.items() if key not in {"verdict", "values"}}
        kept["quotes"] = tuple(_quoted(each) for each in row["quotes"])
        kept["sentences"] = tuple(SentenceRecord(**{**each, **_tuples(each)}) for each in row["sentences"])
        kept["faults"] = tuple(Fault(each) for each in row["faults"])
        return cls(**kept)

    def values(self) -> dict[str, float]:
        """Its share in each figure it counts for, by the figure's name."""
        found: dict[str, float] = {"sound_answers": not self.faults}
        if self.quotes:
            for grade in Grade:
                found[f"quotes_{grade}"] = _share(each.grade is grade for each in self.quotes)
            found["quotes_faithful"] = _share(each.grade.is_faithful for each in self.quotes)
        checked = [each.source_right for each in self.quotes if each.source_right is not None]
        if checked:
            found["source_right"] = _share(checked)
        places = [right for each in self.quotes for right in (each.page_right, each.span_right) if right is not None]
        if places:
            found["place_right"] = _share(places)
        if self.sentences:
            found["uncited_sentences"] = _share(not each.cited for each in self.sentences)
            found["facts_nowhere"] = any(each.nowhere for each in self.sentences)
            supported = [each.supported for each in self.sentences if each.supported is not None]
            if any(each.cited for each in self.sentences):
                found["citation_recall"] = _share(bool(each.supported) for each in self.sentences)
                found["citation_precision"] = _share(right for each in self.sentences for right in each.relevant)
            elif supported:
                found["supported_sentences"] = _share(supported)
        if self.holds_gold is not None and not self.refused:
            found["gold_held"] = self.holds_gold
        if self.answerable is not None:
            found["false_refusals" if self.answerable else "refusal_recall"] = self.refused
            if self.refused:
                found["refusal_precision"] = not self.answerable
        return {name: float(value) for name, value in found.items()}


def _quoted(row: Mapping[str, Any]) -> QuoteRecord:
    changes = tuple(Alteration(**each) for each in row["changes"])
    return QuoteRecord(**{**row, **_tuples(row), "grade": Grade(row["grade"]), "changes": changes})


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) for key, value in row.items() if isinstance(value, list)}


def _share(values: Any) -> float:
    counted = [float(value) for value in values]
    return sum(counted) / len(counted)
