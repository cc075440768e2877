"""What each threshold would cost. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.examples import AskedExample

#: Steps from 0 to 1.
_STEPS = 20


@dataclass(frozen=True)
class Point:
    """A threshold and what it would do to these very questions.

    Attributes:
        answered: share of the questions. wrong: share of the answers; None without one.
        false_refusals: share of the answerable questions, refused: share of the others; None without one.
        grounded_accuracy: as :func:`assistant.evaluation.metrics.figures.question_values` counts it.
    """

    threshold: float
    answered: float
    wrong: float | None
    false_refusals: float | None
    refused: float | None
    grounded_accuracy: float


def threshold_curve(examples: Sequence[AskedExample]) -> list[Point]:
    """The thresholds from 0 to 1 in steps of a twentieth."""
    support = np.array([e.support for e in examples])
    right = np.array([e.right for e in examples], dtype=bool)
    answerable = np.array([e.answerable for e in examples], dtype=bool)
    # A question without a candidate stays refused at any threshold.
    candidate = np.array([bool(e.answer) for e in examples], dtype=bool)
    points = []
    for step in range(_STEPS + 1):
        threshold = step / _STEPS
        answered = candidate & (support >= threshold)
        grounded = np.where(answerable, answered & right, ~answered)
        points.append(
            Point(
                threshold,
                float(answered.mean()),
                _share(~right[answered]),
                _share(~answered[answerable]),
                _share(~answered[~answerable]),
                float(grounded.mean()),
            )
        )
    return points


def _share(values: np.ndarray) -> float | None:
    return float(values.mean()) if len(values) else None
