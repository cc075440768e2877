"""When evidence is enough: a reader's score and the evidence around it to a probability and a threshold."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.signals import SIGNALS, Evidence
from index.errors import ModelError


@dataclass(frozen=True)
class SupportPolicy:
    """A logistic model over :data:`assistant.signals.SIGNALS`, and the support an answer needs.

    Attributes:
        weights: signal name -> weight. bias: the constant term.
        threshold: answers need at least this support, in [0, 1].
        unrelated: below this similarity of the best passage a refusal says that nothing is about the question.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float
    unrelated: float

    def __post_init__(self) -> None:
        if unknown := set(self.weights) - set(SIGNALS):
            raise ModelError(f"the calibration names unknown signals: {', '.join(sorted(unknown))}")
        if not 0 <= self.threshold <= 1:
            raise ModelError(f"a threshold lies in [0, 1], not at {self.threshold}")

    def support(self, evidence: Evidence) -> float:
        """The probability that the candidate's words answer the question."""
        total = self.bias
        for name, weight in self.weights.items():
            total += weight * SIGNALS[name](evidence)
        # Beyond this the exponential overflows and the probability is 0 or 1 anyway.
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))

    def at(self, threshold: float) -> "SupportPolicy":
        """The same policy with another threshold."""
        return replace(self, threshold=threshold)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "SupportPolicy":
        """The policy a calibration wrote.

        Raises:
            ModelError: a value is missing or makes no sense.
        """
        try:
            return cls(dict(values["weights"]), values["bias"], values["threshold"], values["unrelated"])
        except (KeyError, TypeError) as cause:
            raise ModelError(f"the calibration lacks {cause}") from cause


@cache
def packaged_policy() -> SupportPolicy:
    """The policy fitted for the packaged reader; see docs/quality.md for the data and the error."""
    return SupportPolicy.from_json(
        json.loads(files("assistant.reader").joinpath("weights/calibration.json").read_text())
    )
