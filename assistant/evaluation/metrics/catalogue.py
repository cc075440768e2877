"""Every figure by name: what it is called, where it is shown, and which way is better. Pure."""

from dataclasses import dataclass

from assistant.assistant import DEPTH
from assistant.evaluation.examples import RANKED


@dataclass(frozen=True)
class Figure:
    """A measured value and its 95 % interval; None where nothing can be said of one."""

    value: float
    low: float | None
    high: float | None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends")


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

    @property
    def bounded(self) -> bool:
        """Whether it lies in [0, 1] and measures something; a threshold does only the first."""
        return self.unit != "words" and (self.unit == "share" or self.better != 0)


_QUOTES, _CITATIONS = "Quotes", "Citations and claims"
_ANSWERS, _WORDS, _SUPPORT, _PASSAGES = "Answers and refusals", "Answer words (SQuAD)", "Support", "Passages"

#: Every figure by name, in the order in which they are shown.
METRICS: dict[str, Metric] = {
    "grounded_accuracy": Metric("grounded accuracy", _ANSWERS),
    "grounded_accuracy_any": Metric("... with any of its quotes", _ANSWERS),
    "grounded_accuracy_anywhere": Metric("... and the words from anywhere", _ANSWERS),
    "grounded_accuracy_overlap": Metric("... with half of quote or gold", _ANSWERS),
    "sound_answers": Metric("answers without a fault", _ANSWERS),
    "gold_held": Metric("hold an accepted answer", _ANSWERS),
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
    "quotes_faithful": Metric("faithful: exact, same or abridged", _QUOTES),
    "quotes_exact": Metric("exact", _QUOTES),
    "quotes_same": Metric("same but for spacing and signs", _QUOTES, better=0),
    "quotes_abridged": Metric("abridged", _QUOTES, better=0),
    "quotes_altered": Metric("altered", _QUOTES, better=-1),
    "quotes_absent": Metric("absent", _QUOTES, better=-1),
    "source_right": Metric("held by the cited source", _QUOTES),
    "place_right": Metric("on the cited page or span", _QUOTES),
    "citation_recall": Metric("citation recall", _CITATIONS),
    "citation_precision": Metric("citation precision", _CITATIONS),
    "supported_sentences": Metric("sentences the contexts support", _CITATIONS),
    "uncited_sentences": Metric("sentences without a citation", _CITATIONS, better=-1),
    "facts_nowhere": Metric("answers with a fact not in the cited text", _CITATIONS, better=-1),
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
