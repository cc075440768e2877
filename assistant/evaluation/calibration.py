"""The threshold for a stated share of wrong answers, chosen on the user's own labelled set."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.asking import Answerer
from assistant.evaluation.evaluations import evaluate_quotes
from assistant.evaluation.metrics import risk_coverage, upper_bound
from assistant.evaluation.results import Options
from assistant.support import THRESHOLD_NOTE, keep_threshold
from index.errors import QuothError
from index.index import Index


class NoThreshold(QuothError):
    """No threshold keeps the share of wrong answers that was asked for, not even on the labelled set."""


#: A library's note of the threshold before the last calibration.
_BEFORE = "threshold-before"
#: Thresholds that are tried for a promise.
_TRIED = 10


@dataclass(frozen=True)
class Calibration:
    """A chosen threshold and what is known of it.

    Attributes:
        answers, wrong: on the labelled set, at this threshold. questions: all in the set.
        bound: with ``confidence``, at most this share of answers is wrong for questions of the same kind.
        promised: whether that bound keeps what was asked for. enough: answers without a fault that would have
            been needed to promise it.
    """

    threshold: float
    at_most_wrong: float
    confidence: float
    questions: int
    answers: int
    wrong: int
    bound: float
    promised: bool
    enough: int

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON has them."""
        return asdict(self)


def calibrate(
    path: Path | str,
    assistant: Answerer,
    at_most_wrong: float = 0.05,
    confidence: float = 0.95,
    options: Options | None = None,
    *,
    dry_run: bool = False,
) -> Calibration:
    """Chooses the threshold on a set of the ``quotes`` format and stores it in the library.

    Args:
        dry_run: only choose; nothing is stored.

    Raises:
        InvalidData: the set cannot be used.
        NoThreshold: none keeps the wrong answers that few on the set; nothing is stored.
    """
    result = evaluate_quotes(path, assistant, options or Options())
    examples = result.asked
    chosen = choose(
        np.array([e.support for e in examples]), np.array([e.right for e in examples]), at_most_wrong, confidence
    )
    if not dry_run:
        before = assistant.index.read_note(THRESHOLD_NOTE)
        keep_threshold(assistant.index, assistant.reader.identity, assistant.policy, chosen.to_json())
        assistant.index.note(_BEFORE, before or "")
    return chosen


def undo_calibration(index: Index) -> bool:
    """Puts back the threshold that stood before the last calibration, or the fitted one where there was none.

    Returns:
        Whether there was a calibration to undo.
    """
    if not index.read_note(THRESHOLD_NOTE):
        return False
    index.note(THRESHOLD_NOTE, index.read_note(_BEFORE) or "")
    index.note(_BEFORE, "")
    return True


def choose(support: np.ndarray, right: np.ndarray, at_most_wrong: float, confidence: float = 0.95) -> Calibration:
    """The threshold that answers most while few enough answers are wrong.

    First choice is one that can be *promised*: ten thresholds, at even shares of the questions by support, are each
    tested with the exact one-sided bound at a tenth of the allowed doubt, so that picking the best of them keeps
    the stated confidence (Angelopoulos et al. 2021, "Learn then Test", with Bonferroni's correction; the bound is
    :func:`assistant.evaluation.metrics.intervals.upper_bound`). Without one, it is the threshold whose observed share is
    low enough, and the bound tells how little that proves.

    Args:
        support, right: shape (questions,), as in :mod:`assistant.evaluation.metrics.selective`.

    Raises:
        NoThreshold: there is no such threshold. QuothError: what was asked for is no share.
    """
    if not 0 < at_most_wrong < 1 or not 0 < confidence < 1:
        raise QuothError("the share of wrong answers and the confidence lie between 0 and 1")
    n, doubt = len(support), 1 - confidence
    curve = risk_coverage(support, right)
    answers = np.rint(curve.coverage * n).astype(int)
    wrong = np.rint(curve.risk * answers).astype(int)
    # Without a wrong one the bound is 1 - doubt ** (1 / answers).
    enough = math.ceil(math.log(doubt / _TRIED) / math.log1p(-at_most_wrong))

    def calibration(place: int, confident: float, promised: bool) -> Calibration:
        bound = upper_bound(int(wrong[place]), int(answers[place]), confident)
        counts = n, int(answers[place]), int(wrong[place])
        threshold = float(curve.threshold[place])
        return Calibration(threshold, at_most_wrong, confidence, *counts, bound, promised, enough)

    tried = sorted({int(np.searchsorted(answers, n * part // _TRIED)) for part in range(1, _TRIED + 1)})
    for place in reversed(tried):
        found = calibration(place, 1 - doubt / _TRIED, True)
        if found.bound <= at_most_wrong:
            return found
    low = np.flatnonzero(curve.risk <= at_most_wrong + 1e-12)
    if not len(low):
        raise NoThreshold(
            f"at no threshold are at most {at_most_wrong:.0%} of the answers wrong: even the best supported of "
            f"{n} questions has a wrong quote; nothing was stored"
        )
    return calibration(int(low[-1]), confidence, False)
