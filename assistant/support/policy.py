"""When evidence is enough: a reader's score and the evidence around it to a probability and a threshold."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any

from assistant.reader import CAREFUL, QUICK, WEIGHTS, ReaderIdentity
from assistant.support.evidence import Evidence
from assistant.support.signals import SIGNALS
from index.documents import digest
from index.errors import InvalidThreshold, ModelError
from index.index import Index


class Setting(StrEnum):
    """How much support an answer needs, by what that promises; the measured shares stand in docs/quality.md."""

    STRICT = "strict"
    BALANCED = "balanced"
    GENEROUS = "generous"


@dataclass(frozen=True)
class SupportPolicy:
    """A logistic model over :data:`assistant.support.signals.SIGNALS`, and the support an answer needs.

    Attributes:
        weights: signal name -> weight. bias: the constant term.
        threshold: answers need at least this support, in [0, 1].
        unrelated: below this similarity of the best passage a refusal says that nothing is about the question.
        settings: the thresholds that can be chosen by name; empty where none were measured.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float
    unrelated: float
    settings: Mapping[Setting, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := set(self.weights) - set(SIGNALS):
            raise ModelError(f"the calibration names unknown signals: {', '.join(sorted(unknown))}")
        for threshold in (self.threshold, *self.settings.values()):
            if not 0 <= threshold <= 1:
                raise ModelError(f"a threshold lies in [0, 1], not at {threshold}")

    def support(self, evidence: Evidence) -> float:
        """The probability that the candidate's words answer the question."""
        total = self.bias
        for name, weight in self.weights.items():
            total += weight * SIGNALS[name](evidence)
        # Beyond this the exponential overflows and the probability is 0 or 1 anyway.
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))

    def at(self, threshold: float | Setting | None) -> "SupportPolicy":
        """The same policy with another threshold, or with its own where none is given.

        Raises:
            InvalidThreshold: the setting was not measured for this reader. ModelError: the threshold is none.
        """
        if threshold is None:
            return self
        if isinstance(threshold, Setting):
            if threshold not in self.settings:
                raise InvalidThreshold(
                    f"no threshold {threshold.value!r} is known for this reader; name a number in [0, 1]"
                )
            threshold = self.settings[threshold]
        return replace(self, threshold=threshold)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "SupportPolicy":
        """The policy a calibration wrote, at its balanced setting.

        Raises:
            ModelError: a value is missing or makes no sense.
        """
        try:
            settings = {Setting(name): float(each) for name, each in values["settings"].items()}
            balanced = settings[Setting.BALANCED]
            return cls(dict(values["weights"]), values["bias"], balanced, values["unrelated"], settings)
        except (KeyError, TypeError, ValueError) as cause:
            raise ModelError(f"the calibration lacks {cause}") from cause


def read_threshold(text: str) -> float | Setting:
    """A threshold as people write it: ``strict``, ``balanced``, ``generous`` or a number in [0, 1].

    Raises:
        InvalidThreshold: it is none of these.
    """
    try:
        return Setting(text)
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise InvalidThreshold(f"{text!r} is no threshold; name strict, balanced, generous or a number from 0 to 1")
    return value


#: A library's note with the threshold that was calibrated for it.
THRESHOLD_NOTE = "threshold"


def fitted_policy(reader: ReaderIdentity) -> SupportPolicy:
    """The policy for a reader.

    For other readers than the packaged ones no fit is known: support is then the reader's own odds, until
    ``quoth calibrate`` has chosen a threshold.
    """
    if reader.name in (QUICK, CAREFUL):
        return packaged_policy(reader.name)
    return SupportPolicy({"logit": 1.0}, 0.0, 0.5, 0.0)


def read_policy(index: Index, reader: ReaderIdentity) -> SupportPolicy:
    """The policy for a reader; its threshold is the library's own, if that was calibrated with this reader and fit."""
    policy, note = fitted_policy(reader), index.read_note(THRESHOLD_NOTE)
    kept = json.loads(note) if note else {}
    return policy.at(kept["threshold"]) if kept.get("of") == _pair(reader, policy) else policy


def keep_threshold(index: Index, reader: ReaderIdentity, policy: SupportPolicy, calibration: Mapping[str, Any]) -> None:
    """Keeps a calibrated threshold with the library; :func:`read_policy` finds it.

    Args:
        calibration: holds ``threshold``, and whatever else is known of it.

    Raises:
        LibraryError: the library cannot be written.
    """
    index.note(THRESHOLD_NOTE, json.dumps({**calibration, "of": _pair(reader, policy)}))


def _pair(reader: ReaderIdentity, policy: SupportPolicy) -> list[str]:
    """What a threshold is for: with another reader or another fit the same support means something else."""
    fit = json.dumps([sorted(policy.weights.items()), policy.bias])
    return [reader.digest, digest(fit.encode())]


@cache
def packaged_policy(reader: str) -> SupportPolicy:
    """The policy fitted for a packaged reader; see docs/quality.md for the data and the error."""
    return SupportPolicy.from_json(json.loads((WEIGHTS / reader / "calibration.json").read_text()))
