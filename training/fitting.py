"""Fits the support of a packaged reader: ``python -m training.fitting --reader careful``.

Support shall be the probability that a quote is right, and mean the same in every library. It is fitted to what
:mod:`training.evidence` gathered on labelled sets of several kinds at once; every figure that is written down comes
from fits to the other kinds. Kinds weigh the same, and in each the answerable and the unanswerable questions.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.metrics import auroc
from assistant.reader import CAREFUL, WEIGHTS
from assistant.support.judging import CLEAR
from assistant.support.policy import Setting
from assistant.support.signals import FAULTS, KINDS, SIGNALS
from training.evidence import MANY_PLACES, OPEN, Record, read_records

#: Questions of one kind and sort that count in full.
_FEW = 30
#: Nats a signal must save on questions of other kinds, or it is left out.
_GAIN = 0.002
#: What the settings promise, measured on kinds that were left out of the fit: the least of the unanswerable questions
#: that STRICT refuses, and BALANCED, under which right answers less wrong ones are the most; the most of the answerable
#: ones that GENEROUS refuses. (A promise on wrong answers could not be kept: many a "wrong" place answers as well as the
#: labelled one, however sure the reader is.)
_STRICTLY, _REFUSED, _FALSELY = 0.97, 0.88, 0.15


@dataclass(frozen=True)
class Case:
    """A question and its candidates.

    Attributes:
        signals: shape (candidates, signals), in the order of ``SIGNALS``.
        right, part: shape (candidates,).
        similarity: of the best passage.
    """

    kind: str
    way: str
    answerable: bool
    signals: np.ndarray
    right: np.ndarray
    part: np.ndarray
    similarity: float


def case(record: Record) -> Case:
    """A record as numbers."""
    found = [(each, each.evidence(record.question)) for each in record.seen]
    return Case(
        record.kind,
        record.way,
        record.answerable,
        np.array([[signal(evidence) for signal in SIGNALS.values()] for _, evidence in found]),
        np.array([each.right or (record.answerable and record.kind in MANY_PLACES) for each, _ in found]),
        np.array([each.part for each, _ in found]),
        max(each.similarity for each, _ in found),
    )


@dataclass(frozen=True)
class Fit:
    """Weights by signal, and the constant term."""

    weights: Mapping[str, float]
    bias: float

    def best(self, case: Case) -> tuple[int, float]:
        """The candidate that comes out best, and its support: later parts are read while none is clear."""
        weights = np.array([self.weights.get(name, 0.0) for name in SIGNALS])
        support = 1 / (1 + np.exp(-np.clip(case.signals @ weights + self.bias, -50, 50)))
        first = np.where(case.part == 0, support, -1.0)
        place = int((first if first.max() >= CLEAR else support).argmax())
        return place, float(support[place])


def balance(data: Sequence[Case]) -> np.ndarray:
    """Weights under which kinds count the same, in each its answerable and unanswerable questions; mean 1.

    A group of fewer than :data:`_FEW` questions counts by as much less: what becomes of ten is mostly chance.
    """
    groups = [(each.kind, each.answerable) for each in data]
    sizes = {group: groups.count(group) for group in set(groups)}
    weights = np.array([1 / max(sizes[group], _FEW) for group in groups])
    return np.asarray(weights / weights.mean())


def fit_signals(data: Sequence[Case], names: Sequence[str]) -> Fit:
    """Logistic regression of "right" on the named signals of each question's best candidate.

    Which candidate is best depends on the weights, and they on it: both are settled in a few rounds.
    """
    from sklearn.linear_model import LogisticRegression

    columns = [list(SIGNALS).index(name) for name in names]
    weight, found = balance(data), Fit({"logit": 1.0}, 0.0)
    for _ in range(5):
        chosen = [(each, found.best(each)[0]) for each in data]
        signals = np.stack([each.signals[place] for each, place in chosen])[:, columns]
        right = np.array([each.right[place] for each, place in chosen])
        model = LogisticRegression(C=10, max_iter=2000).fit(signals, right, weight)
        found = Fit(dict(zip(names, map(float, model.coef_[0]), strict=True)), float(model.intercept_[0]))
    return found


def cross_fit(data: Sequence[Case], names: Sequence[str]) -> np.ndarray:
    """(support, right) of each case's best candidate, by a fit to the other kinds; shape (cases, 2)."""
    out = np.zeros((len(data), 2))
    for kind in {each.kind for each in data}:
        fit = fit_signals([each for each in data if each.kind != kind], names)
        for row, each in enumerate(data):
            if each.kind == kind:
                place, support = fit.best(each)
                out[row] = support, each.right[place]
    return out


def loss(data: Sequence[Case], names: Sequence[str]) -> float:
    """Log loss in nats on kinds left out of the fit, balanced."""
    support, right = cross_fit(data, names).T
    likelihood = np.where(right > 0, support, 1 - support)
    return float(np.average(-np.log(np.clip(likelihood, 1e-6, 1)), weights=balance(data)))


def select_signals(data: Sequence[Case]) -> dict[str, float]:
    """The signals that help on kinds they were not fitted to, with the loss each leaves; greedily, best first.

    One that helps the other way round than its sense says tells how the questions were written, and is left out:
    SQuAD's unanswerable ones were made to share the paragraph's words.
    """
    chosen = {"logit": loss(data, ["logit"])}
    while True:
        names = [[*chosen, name] for name in SIGNALS if name not in chosen]
        losses = {each[-1]: loss(data, each) for each in names if sense(fit_signals(data, each))}
        best = min(losses, key=losses.__getitem__, default="")
        if not best or losses[best] > list(chosen.values())[-1] - _GAIN:
            return chosen
        chosen[best] = losses[best]


def sense(fit: Fit) -> bool:
    """Whether each signal speaks the way it should: for an answer, or, the faults, against it."""
    return all(name in KINDS or (value < 0) == (name in FAULTS) for name, value in fit.weights.items())


def settings(data: Sequence[Case], found: np.ndarray) -> dict[Setting, float]:
    """The thresholds that keep what the settings promise, on kinds left out of the fit.

    Args:
        found: as :func:`crossed` gives it.
    """
    (support, right), weight = found.T, balance(data)
    answerable, tried = np.array([each.answerable for each in data]), np.linspace(0.02, 0.98, 193)

    def share(what: np.ndarray, mask: np.ndarray) -> float:
        return float(np.average(what, weights=weight * mask)) if (weight * mask).sum() else 0.0

    refused = np.array([share(support < at, ~answerable) for at in tried])
    falsely = np.array([share(support < at, answerable) for at in tried])
    gain = np.array([np.average(np.where(support >= at, 2 * right - 1, 0), weights=weight) for at in tried])
    kept = np.where(refused >= _REFUSED, gain, -np.inf)
    # What refuses least of all that does as well, within noise: a peak by itself would be chance.
    balanced = tried[kept >= kept.max() - 0.002].min()
    strict = tried[refused >= _STRICTLY].min(initial=0.98)
    generous = tried[falsely <= _FALSELY].max(initial=0.02)
    return {
        Setting.STRICT: round(float(max(strict, balanced)), 3),
        Setting.BALANCED: round(float(balanced), 3),
        Setting.GENEROUS: round(float(min(generous, balanced)), 3),
    }


def figures(data: Sequence[Case], found: np.ndarray, at: float) -> dict[str, float]:
    """What a threshold does to these questions."""
    support, right = found.T
    answerable = np.array([each.answerable for each in data])
    answered = support >= at
    shares = {
        "grounded accuracy": np.where(answered, right > 0, ~answerable),
        "wrong among answers": (right == 0)[answered],
        "false refusals": ~answered[answerable],
        "refusal recall": ~answered[~answerable],
    }
    shown = {name: round(float(np.mean(each)), 3) for name, each in shares.items() if len(each)}
    ranked = {"AUROC": round(auroc(support, answerable), 3)} if 0 < answerable.sum() < len(data) else {}
    return shown | ranked | {"calibration error": round(calibration_error(support, right), 3)}


def calibration_error(support: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins (Naeini et al. 2015)."""
    place = np.minimum((support * bins).astype(int), bins - 1)
    gaps = [abs(support[place == b].sum() - right[place == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(support))


def calibration(data: Sequence[Case], names: Sequence[str] = ()) -> dict[str, Any]:
    """What the package carries: the policy and how it was come by; of these signals, where some are named."""
    chosen = {name: loss(data, names[: n + 1]) for n, name in enumerate(names)} or select_signals(data)
    fit, found = fit_signals(data, list(chosen)), cross_fit(data, list(chosen))
    thresholds = settings(data, found)
    nearest = [each.similarity for each in data if each.way == OPEN and each.answerable]
    kinds = sorted({(each.kind, each.way) for each in data})
    return {
        "weights": {name: round(value, 4) for name, value in fit.weights.items()},
        "bias": round(fit.bias, 4),
        "settings": thresholds,
        # Below this hardly any question that the documents answer has its nearest passage.
        "unrelated": round(float(np.quantile(nearest, 0.005)), 3),
        "fitted": {
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            "log loss with each signal in turn": {name: round(value, 4) for name, value in chosen.items()},
            "questions": {f"{kind}, {way}": sum((c.kind, c.way) == (kind, way) for c in data) for kind, way in kinds},
            "each kind by a fit to the others": {
                setting.value: {
                    f"{kind}, {way}": figures([data[i] for i in rows], found[rows], at)
                    for kind, way in kinds
                    for rows in [[i for i, c in enumerate(data) if (c.kind, c.way) == (kind, way)]]
                }
                for setting, at in thresholds.items()
            },
        },
    }


def main() -> None:
    """Fits, and writes the calibration."""
    parser = argparse.ArgumentParser(prog="python -m training.fitting", description=__doc__)
    parser.add_argument("--reader", default=CAREFUL, help="quick or careful")
    parser.add_argument("--records", type=Path, help="what was gathered (default: build/evidence-READER.jsonl)")
    parser.add_argument("--signals", nargs="+", default=(), help="fit these (default: those that help other kinds)")
    parser.add_argument("--out", type=Path, help="default: the package's own")
    given = parser.parse_args()
    records = read_records(given.records or Path(f"build/evidence-{given.reader}.jsonl"))
    made = calibration([case(each) for each in records if each.seen], given.signals)
    out = given.out or WEIGHTS / given.reader / "calibration.json"
    out.write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
