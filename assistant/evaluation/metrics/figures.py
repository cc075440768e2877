"""From examples to figures with their intervals. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from assistant.assistant import DEPTH
from assistant.evaluation.examples import RANKED, Asked, Retrieved
from assistant.evaluation.metrics.intervals import bootstrap
from assistant.evaluation.metrics.ranking import ndcg, recall, reciprocal_rank
from assistant.evaluation.metrics.selective import (
    aurc,
    auroc,
    average_precision,
    best_threshold,
    coverage_at,
    ece,
    mean,
    refusals,
)


@dataclass(frozen=True)
class Figure:
    """A measured value and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Metric:
    """How a figure is shown.

    Attributes:
        unit: ``share`` (in [0, 1], shown in percent), ``number``, or ``words``.
        better: 1 where more is better, -1 where less is, 0 where neither.
    """

    label: str
    group: str
    unit: str = "share"
    better: int = 1


_ANSWERS, _WORDS, _SUPPORT, _PASSAGES = "Answers and refusals", "Answer words (SQuAD)", "Support", "Passages"

#: Every figure by name, in the order in which they are shown.
METRICS: dict[str, Metric] = {
    "grounded_accuracy": Metric("grounded accuracy", _ANSWERS),
    "grounded_accuracy_any": Metric("... with any of its quotes", _ANSWERS),
    "grounded_accuracy_anywhere": Metric("... and the words from anywhere", _ANSWERS),
    "answered": Metric("answered", _ANSWERS, better=0),
    "wrong_answers": Metric("wrong among the answers", _ANSWERS, better=-1),
    "quote_correctness": Metric("quotes that hold the answer", _ANSWERS),
    "quote_words": Metric("words in the best quote", _ANSWERS, "words", -1),
    "words_shown": Metric("words in all quotes", _ANSWERS, "words", -1),
    "quote_integrity": Metric("quote integrity", _ANSWERS),
    "refusal_precision": Metric("refusal precision", _ANSWERS),
    "refusal_recall": Metric("refusal recall", _ANSWERS),
    "refusal_f1": Metric("refusal F1", _ANSWERS),
    "false_refusals": Metric("false refusals", _ANSWERS, better=-1),
    "f1": Metric("F1", _WORDS),
    "exact": Metric("exact match", _WORDS),
    "has_answer_f1": Metric("answerable F1", _WORDS),
    "has_answer_exact": Metric("answerable exact match", _WORDS),
    "no_answer": Metric("unanswerable refused", _WORDS),
    "forced_f1": Metric("answerable F1, forced to answer", _WORDS),
    "forced_exact": Metric("answerable exact match, forced", _WORDS),
    "best_f1": Metric("F1 at the best threshold", _WORDS),
    "best_f1_threshold": Metric("best threshold for F1", _WORDS, "number", 0),
    "best_exact": Metric("exact match at the best threshold", _WORDS),
    "best_exact_threshold": Metric("best threshold for exact match", _WORDS, "number", 0),
    "auroc": Metric("answerability AUROC", _SUPPORT, "number"),
    "auprc": Metric("answerability AUPRC", _SUPPORT, "number"),
    "aurc": Metric("area under risk-coverage", _SUPPORT, "number", -1),
    "coverage_95": Metric("coverage at 95 % correct", _SUPPORT),
    "coverage_99": Metric("coverage at 99 % correct", _SUPPORT),
    "ece": Metric("expected calibration error", _SUPPORT, "number", -1),
    "recall_1": Metric("passage recall@1", _PASSAGES),
    "recall_5": Metric("passage recall@5", _PASSAGES),
    f"recall_{DEPTH}": Metric(f"passage recall@{DEPTH} (all that is read)", _PASSAGES),
    f"recall_{RANKED}": Metric(f"passage recall@{RANKED}", _PASSAGES),
    "mrr_10": Metric("MRR@10", _PASSAGES, "number"),
    "first_turns": Metric("grounded accuracy, first turns", "Turns"),
    "later_turns": Metric("grounded accuracy, later turns", "Turns"),
} | {
    f"{way}_{name}": Metric(f"{way} {label}", "Ranking", "number")
    for way in ("fused", "dense", "lexical")
    for name, label in {
        "ndcg_10": "nDCG@10",
        "mrr_10": "MRR@10",
        "recall_10": "recall@10",
        "recall_100": "recall@100",
    }.items()
}


@dataclass(frozen=True)
class Columns:
    """Examples as arrays, each of shape (questions,)."""

    answerable: np.ndarray
    answered: np.ndarray
    refused: np.ndarray
    support: np.ndarray
    candidate: np.ndarray
    exact: np.ndarray
    f1: np.ndarray
    right: np.ndarray
    right_any: np.ndarray
    right_anywhere: np.ndarray
    quotes: np.ndarray
    intact: np.ndarray
    words: np.ndarray
    words_shown: np.ndarray
    rank: np.ndarray
    turn: np.ndarray

    @classmethod
    def of(cls, examples: Sequence[Asked]) -> Self:
        """The columns of these examples."""
        return cls(
            answerable=np.array([e.answerable for e in examples], dtype=bool),
            answered=np.array([e.answered for e in examples], dtype=bool),
            refused=np.array([e.outcome == "refused" for e in examples], dtype=bool),
            support=np.array([e.support for e in examples]),
            candidate=np.array([bool(e.answer) for e in examples], dtype=bool),
            exact=np.array([e.exact for e in examples]),
            f1=np.array([e.f1 for e in examples]),
            right=np.array([e.right for e in examples], dtype=bool),
            right_any=np.array([e.right_any for e in examples], dtype=bool),
            right_anywhere=np.array([e.right_anywhere for e in examples], dtype=bool),
            # A reply that broke had at least one quote to show.
            quotes=np.array([len(e.quotes) + (e.outcome == "broken") for e in examples]),
            intact=np.array([e.intact for e in examples]),
            words=np.array([e.words for e in examples]),
            words_shown=np.array([e.words_shown for e in examples]),
            rank=np.array([np.nan if e.rank is None else e.rank for e in examples]),
            turn=np.array([len(e.earlier) for e in examples]),
        )

    def take(self, places: np.ndarray) -> Self:
        """The examples at these places."""
        return type(self)(**{field.name: getattr(self, field.name)[places] for field in fields(self)})


def measured(c: Columns) -> dict[str, float]:
    """Every figure of answers and refusals; NaN where undefined.

    Grounded accuracy counts an answerable question that is answered, with a first quote that holds a gold answer and
    comes from where the gold answer stands, and an unanswerable one that is refused. The two figures below it are
    kinder: any quote may hold it, and the words may come from anywhere.
    """
    given, refusal = c.answered & c.answerable, refusals(c.refused, c.answerable)
    best_f1, f1_threshold = best_threshold(c.support, np.where(c.candidate, c.f1, 0.0), c.answerable)
    best_exact, exact_threshold = best_threshold(c.support, c.exact, c.answerable)
    ranks = c.rank[~np.isnan(c.rank)]
    grounded = np.where(c.answerable, c.answered & c.right, c.refused)
    mixed = bool(c.answerable.any()) and not bool(c.answerable.all())
    nan = float("nan")
    return {
        "grounded_accuracy": mean(grounded),
        "grounded_accuracy_any": mean(np.where(c.answerable, c.answered & c.right_any, c.refused)),
        "grounded_accuracy_anywhere": mean(np.where(c.answerable, c.answered & c.right_anywhere, c.refused)),
        "answered": mean(c.answered),
        "wrong_answers": mean(~c.right[c.answered]),
        "quote_correctness": mean(c.right[given]),
        "quote_words": mean(c.words[c.answered]),
        "words_shown": mean(c.words_shown[c.answered]),
        "quote_integrity": float(c.intact.sum() / c.quotes.sum()) if c.quotes.sum() else nan,
        "refusal_precision": refusal.precision if mixed else nan,
        "refusal_recall": refusal.recall if mixed else nan,
        "refusal_f1": refusal.f1 if mixed else nan,
        "false_refusals": refusal.false,
        "f1": mean(np.where(c.answerable, c.f1 * c.answered, c.refused)),
        "exact": mean(np.where(c.answerable, c.exact * c.answered, c.refused)),
        "has_answer_f1": mean((c.f1 * c.answered)[c.answerable]),
        "has_answer_exact": mean((c.exact * c.answered)[c.answerable]),
        "no_answer": mean(c.refused[~c.answerable]),
        "forced_f1": mean(c.f1[c.answerable]),
        "forced_exact": mean(c.exact[c.answerable]),
        "best_f1": best_f1 if mixed else nan,
        "best_f1_threshold": f1_threshold if mixed else nan,
        "best_exact": best_exact if mixed else nan,
        "best_exact_threshold": exact_threshold if mixed else nan,
        "auroc": auroc(c.support, c.answerable),
        "auprc": average_precision(c.support, c.answerable) if mixed else nan,
        "aurc": aurc(c.support, c.right),
        "coverage_95": coverage_at(c.support, c.right, 0.95),
        "coverage_99": coverage_at(c.support, c.right, 0.99),
        "ece": ece(c.support, c.right),
        "recall_1": mean((ranks >= 1) & (ranks <= 1)),
        "recall_5": mean((ranks >= 1) & (ranks <= 5)),
        f"recall_{DEPTH}": mean((ranks >= 1) & (ranks <= DEPTH)),
        f"recall_{RANKED}": mean((ranks >= 1) & (ranks <= RANKED)),
        "mrr_10": mean(np.where((ranks >= 1) & (ranks <= 10), 1 / np.maximum(1, ranks), 0.0)),
        "first_turns": mean(grounded[c.turn == 0]) if c.turn.any() else nan,
        "later_turns": mean(grounded[c.turn > 0]),
    }


def asked_figures(
    examples: Sequence[Asked], progress: Callable[[int, int], None] = lambda _done, _total: None
) -> dict[str, Figure]:
    """The figures of asked questions, those that are defined."""
    columns = Columns.of(examples)
    found = _figures(lambda places: measured(columns.take(places)), [e.group for e in examples], progress)
    if (columns.right == columns.right_anywhere).all():
        # One quote from the one place there is: the kinder figures would only repeat the first.
        del found["grounded_accuracy_any"], found["grounded_accuracy_anywhere"]
    return found


def retrieved_figures(
    examples: Sequence[Retrieved], progress: Callable[[int, int], None] = lambda _done, _total: None
) -> dict[str, Figure]:
    """The figures of each way of ranking."""
    values: dict[str, np.ndarray] = {}
    for way in examples[0].rankings:
        ranked = [([id for id, _ in e.rankings[way]], e.gains) for e in examples]
        values[f"{way}_ndcg_10"] = np.array([ndcg(ids, gains, 10) for ids, gains in ranked])
        values[f"{way}_mrr_10"] = np.array([reciprocal_rank(ids, gains, 10) for ids, gains in ranked])
        values[f"{way}_recall_10"] = np.array([recall(ids, gains, 10) for ids, gains in ranked])
        values[f"{way}_recall_100"] = np.array([recall(ids, gains, 100) for ids, gains in ranked])
    return _figures(
        lambda places: {name: mean(each[places]) for name, each in values.items()},
        [e.group for e in examples],
        progress,
    )


def _figures(
    measure: Callable[[np.ndarray], Mapping[str, float]], groups: Sequence[str], progress: Callable[[int, int], None]
) -> dict[str, Figure]:
    whole = measure(np.arange(len(groups)))
    defined = [name for name in METRICS if not np.isnan(whole.get(name, np.nan))]
    bounds = bootstrap(measure, groups, progress)
    return {name: Figure(whole[name], *bounds[name]) for name in defined}
