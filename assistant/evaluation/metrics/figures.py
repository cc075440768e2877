"""From examples to figures with their intervals. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from assistant.assistant import DEPTH
from assistant.evaluation.examples import RANKED, AskedExample, Example, RetrievedExample
from assistant.evaluation.metrics.catalogue import Figure
from assistant.evaluation.metrics.measures import Drawing, Measures
from assistant.evaluation.metrics.ranking import ndcg, recall, reciprocal_rank
from assistant.evaluation.metrics.selective import (
    aurc,
    auroc,
    average_precision,
    best_threshold,
    coverage_at,
    ece,
    refusals,
)


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
    overlapping: np.ndarray
    quotes: np.ndarray
    intact: np.ndarray
    words: np.ndarray
    words_shown: np.ndarray
    rank: np.ndarray
    turn: np.ndarray

    @classmethod
    def of(cls, examples: Sequence[AskedExample]) -> Self:
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
            overlapping=np.array([e.overlapping for e in examples], dtype=bool),
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


def question_values(c: Columns) -> dict[str, np.ndarray]:
    """The figures that are means over questions: the value of each, NaN where it does not count.

    Grounded accuracy counts an answerable question that is answered, with a first quote that holds a gold answer and
    comes from where the gold answer stands, and an unanswerable one that is refused. The three figures below it are
    kinder: any quote may hold it, the words may come from anywhere, half of the shorter of quote and gold may do.
    """
    everywhere = np.ones(len(c.answerable), dtype=bool)
    ranked = ~np.isnan(c.rank)
    found = np.where(ranked, c.rank, 0)
    grounded = np.where(c.answerable, c.answered & c.right, c.refused)
    turns = everywhere & bool(c.turn.any())
    mixed = everywhere & bool(c.answerable.any() and not c.answerable.all())
    by_figure = {
        "grounded_accuracy": (grounded, everywhere),
        "grounded_accuracy_any": (np.where(c.answerable, c.answered & c.right_any, c.refused), everywhere),
        "grounded_accuracy_anywhere": (np.where(c.answerable, c.answered & c.right_anywhere, c.refused), everywhere),
        "grounded_accuracy_overlap": (np.where(c.answerable, c.answered & c.overlapping, c.refused), everywhere),
        "answered": (c.answered, everywhere),
        "wrong_answers": (~c.right, c.answered),
        "quote_correctness": (c.right, c.answered & c.answerable),
        "quote_words": (c.words, c.answered),
        "words_shown": (c.words_shown, c.answered),
        "refusal_precision": (~c.answerable, c.refused & mixed),
        "refusal_recall": (c.refused, ~c.answerable & mixed),
        "false_refusals": (c.refused, c.answerable),
        "f1": (np.where(c.answerable, c.f1 * c.answered, c.refused), everywhere),
        "exact": (np.where(c.answerable, c.exact * c.answered, c.refused), everywhere),
        "has_answer_f1": (c.f1 * c.answered, c.answerable),
        "has_answer_exact": (c.exact * c.answered, c.answerable),
        "no_answer": (c.refused, ~c.answerable),
        "forced_f1": (c.f1, c.answerable),
        "forced_exact": (c.exact, c.answerable),
        **{f"recall_{k}": ((found >= 1) & (found <= k), ranked) for k in (1, 5, DEPTH, RANKED)},
        "mrr_10": (np.where((found >= 1) & (found <= 10), 1 / np.maximum(1, found), 0.0), ranked),
        "first_turns": (grounded, turns & (c.turn == 0)),
        "later_turns": (grounded, turns & (c.turn > 0)),
    }
    return {name: np.where(counts, value.astype(float), np.nan) for name, (value, counts) in by_figure.items()}


def set_values(c: Columns) -> dict[str, float]:
    """The figures that only a set has; NaN where undefined."""
    refusal = refusals(c.refused, c.answerable)
    best_f1, f1_threshold = best_threshold(c.support, np.where(c.candidate, c.f1, 0.0), c.answerable)
    best_exact, exact_threshold = best_threshold(c.support, c.exact, c.answerable)
    mixed = bool(c.answerable.any()) and not bool(c.answerable.all())
    nan = float("nan")
    return {
        "quote_integrity": float(c.intact.sum() / c.quotes.sum()) if c.quotes.sum() else nan,
        "refusal_f1": refusal.f1 if mixed else nan,
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
    }


def measured(c: Columns) -> dict[str, float]:
    """Every figure of answers and refusals; NaN where undefined."""
    return _measures(c, [str(i) for i in range(len(c.answerable))]).at(np.arange(len(c.answerable)))


def example_measures(examples: Sequence[Example]) -> Measures:
    """What was measured of these examples, all of one evaluation."""
    asked = [each for each in examples if isinstance(each, AskedExample)]
    if asked:
        return _measures(Columns.of(asked), [e.group for e in asked])
    retrieved = [each for each in examples if isinstance(each, RetrievedExample)]
    return Measures([e.group for e in retrieved], _retrieved(retrieved))


def asked_figures(
    examples: Sequence[AskedExample], progress: Drawing = lambda _done, _total: None
) -> dict[str, Figure]:
    """The figures of asked questions, those that are defined."""
    found = example_measures(examples).figures(progress)
    if all(e.right == e.right_anywhere for e in examples):
        # One quote from the one place there is: the kinder figures would only repeat the first.
        del found["grounded_accuracy_any"], found["grounded_accuracy_anywhere"]
    return found


def retrieved_figures(
    examples: Sequence[RetrievedExample], progress: Drawing = lambda _done, _total: None
) -> dict[str, Figure]:
    """The figures of each way of ranking."""
    return example_measures(examples).figures(progress)


def kind_figures(examples: Sequence[AskedExample]) -> dict[str, tuple[int, Figure]]:
    """For each kind of question, the commonest first: how many there are, and their grounded accuracy."""
    kinds: dict[str, list[AskedExample]] = {}
    for example in examples:
        kinds.setdefault(example.kind, []).append(example)
    found = {}
    for kind, members in sorted(kinds.items(), key=lambda each: (-len(each[1]), each[0])):
        columns = Columns.of(members)
        accuracy = question_values(columns)["grounded_accuracy"]
        figures = Measures([e.group for e in members], {"grounded_accuracy": accuracy}).figures()
        found[kind] = len(members), figures["grounded_accuracy"]
    return found


def _measures(c: Columns, groups: Sequence[str]) -> Measures:
    return Measures(groups, question_values(c), lambda places: set_values(c.take(places)))


def _retrieved(examples: Sequence[RetrievedExample]) -> Mapping[str, np.ndarray]:
    values: dict[str, np.ndarray] = {}
    for way in examples[0].rankings:
        ranked = [([id for id, _ in e.rankings[way]], e.gains) for e in examples]
        values[f"{way}_ndcg_10"] = np.array([ndcg(ids, gains, 10) for ids, gains in ranked])
        values[f"{way}_mrr_10"] = np.array([reciprocal_rank(ids, gains, 10) for ids, gains in ranked])
        values[f"{way}_recall_10"] = np.array([recall(ids, gains, 10) for ids, gains in ranked])
        values[f"{way}_recall_100"] = np.array([recall(ids, gains, 100) for ids, gains in ranked])
    return values
