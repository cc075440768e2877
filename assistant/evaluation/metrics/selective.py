"""How well support tells right from wrong: rankings, curves, refusals, calibration. Pure.

Arrays are of shape (questions,). ``support`` is the support of the best candidate, answered or refused. ``right``
is whether that candidate would be a right answer; it never is for an unanswerable question. Equal supports are
kept or refused together, so that no figure depends on the order of the questions. What is not defined (a share of
nothing, one class only) is NaN.
"""

from dataclasses import dataclass

import numpy as np


def auroc(support: np.ndarray, positive: np.ndarray) -> float:
    """The probability that a positive has more support than a negative, ties counting half.

    Area under the ROC curve (Hanley and McNeil 1982, "The Meaning and Use of the Area under a ROC Curve").
    """
    high, low = support[positive], np.sort(support[~positive])
    if not len(high) or not len(low):
        return float("nan")
    below = np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")
    return float(below.mean() / 2 / len(low))


def average_precision(support: np.ndarray, positive: np.ndarray) -> float:
    """Precision at each threshold, weighted by the recall it adds: the area under the precision-recall curve.

    Without interpolation (Davis and Goadrich 2006, "The Relationship Between Precision-Recall and ROC Curves", show
    why straight lines would be too kind).
    """
    found, kept = _cumulated(support, positive)
    if not len(found) or not found[-1]:
        return float("nan")
    return float(np.sum(np.diff(found, prepend=0) / found[-1] * found / kept))


@dataclass(frozen=True)
class Curve:
    """Share answered and share wrong among the answers, for falling thresholds; arrays of one shape (thresholds,)."""

    threshold: np.ndarray
    coverage: np.ndarray
    risk: np.ndarray


def risk_coverage(support: np.ndarray, right: np.ndarray) -> Curve:
    """The risk-coverage curve (El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective Classification").

    Coverage counts all questions, the unanswerable included.
    """
    correct, kept = _cumulated(support, right)
    thresholds = np.unique(support)[::-1]
    return Curve(thresholds, kept / max(1, len(support)), 1 - correct / np.maximum(1, kept))


def aurc(support: np.ndarray, right: np.ndarray) -> float:
    """Mean risk over the coverages 1/n, 2/n ... 1 (Geifman, Uziel and El-Yaniv 2019, "Bias-Reduced Uncertainty
    Estimation for Deep Neural Classifiers", sec. 2); questions of equal support count as their mean. Less is better.
    """
    if not len(support):
        return float("nan")
    correct, kept = _cumulated(support, right)
    sizes = np.diff(kept, prepend=0)
    each = np.repeat(np.diff(correct, prepend=0) / sizes, sizes)
    return float(np.mean(1 - np.cumsum(each) / np.arange(1, len(each) + 1)))


def coverage_at(support: np.ndarray, right: np.ndarray, correct: float) -> float:
    """The most questions that can be answered, of all, with at least this share of the answers right.

    Selective classification with guaranteed risk as a figure (Geifman and El-Yaniv 2017, "Selective Classification
    for Deep Neural Networks"), on the set itself: no promise for others, see :mod:`assistant.evaluation.calibration`.
    """
    if not len(support):
        return float("nan")
    curve = risk_coverage(support, right)
    # A share that is met exactly must not fail by a rounding of the division.
    met = curve.coverage[curve.risk <= 1 - correct + 1e-12]
    return float(met[-1]) if len(met) else 0.0


def best_threshold(support: np.ndarray, score: np.ndarray, answerable: np.ndarray) -> tuple[float, float]:
    """The best mean score any threshold gives, and that threshold.

    SQuAD 2.0's "best" figures (Rajpurkar, Jia and Liang 2018): refusing earns 1 on unanswerable questions and 0 on
    the others. It is chosen on the very questions it is measured on, so it flatters.

    Args:
        score: exact match or F1 of the best candidate.

    Returns:
        Mean score and the lowest support that is answered; more than 1 where refusing everything is best.
    """
    if not len(support):
        return float("nan"), float("nan")
    # Each answer given adds its score on an answerable question, and loses the refusal's 1 on another.
    gains, _ = _cumulated(support, np.where(answerable, score, -1.0))
    best = int(np.argmax(gains))
    refused = float(np.mean(~answerable))
    if gains[best] <= 0:
        return refused, 1.01
    return refused + float(gains[best]) / len(support), float(np.unique(support)[::-1][best])


@dataclass(frozen=True)
class Bin:
    """Questions of like support: their number, their mean support and the share of them that is right."""

    count: int
    support: float
    right: float


def reliability(support: np.ndarray, right: np.ndarray, bins: int = 15) -> list[Bin]:
    """The filled bins of a reliability diagram, by support, of equal width over [0, 1]."""
    place = np.minimum((support * bins).astype(int), bins - 1)
    counts = np.bincount(place, minlength=bins)
    supports, rights = np.bincount(place, support, bins), np.bincount(place, right.astype(float), bins)
    return [Bin(int(n), float(s / n), float(r / n)) for n, s, r in zip(counts, supports, rights, strict=True) if n > 0]


def ece(support: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error: the mean gap between support and the share that is right, bin by bin.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", eq. 3, with their 15 bins.
    """
    if not len(support):
        return float("nan")
    return sum(b.count * abs(b.support - b.right) for b in reliability(support, right, bins)) / len(support)


@dataclass(frozen=True)
class Refusals:
    """Refusing as a retrieval of unanswerable questions (the classical precision, recall and F1).

    Attributes:
        false: share of the answerable questions that were refused.
    """

    precision: float
    recall: float
    f1: float
    false: float


def refusals(refused: np.ndarray, answerable: np.ndarray) -> Refusals:
    """Precision and recall of refusals against "unanswerable" (van Rijsbergen 1979, "Information Retrieval", ch. 7)."""
    precision, recall = mean(~answerable[refused]), mean(refused[~answerable])
    both = int(np.sum(refused)) + int(np.sum(~answerable))
    harmonic = 2 * int(np.sum(refused & ~answerable)) / both if both else float("nan")
    return Refusals(precision, recall, harmonic, mean(refused[answerable]))


def mean(values: np.ndarray) -> float:
    """The mean, NaN of nothing."""
    return float(values.mean()) if len(values) else float("nan")


def _cumulated(support: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each distinct support, highest first: the sum of ``values`` at or above it, and how many there are."""
    order = np.argsort(-support, kind="stable")
    falling = support[order]
    ends = np.flatnonzero(np.append(falling[1:] != falling[:-1], True)) if len(falling) else np.empty(0, dtype=int)
    return np.cumsum(values[order].astype(float))[ends], ends + 1
