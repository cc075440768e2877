"""What was measured of each question, and the figures of a set with their intervals. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.evaluation.metrics.catalogue import METRICS, Figure
from assistant.evaluation.metrics.intervals import bootstrap, edge_interval, share_interval

#: Called with how many draws are done, of how many.
Drawing = Callable[[int, int], None]


def _none(_places: np.ndarray) -> Mapping[str, float]:
    return {}


@dataclass(frozen=True)
class Measures:
    """Figures of a set of questions, so that those of any draw from it can be had.

    Attributes:
        groups: for each question, its group: the bootstrap draws a group's questions together.
        values: by figure, its value for each question, shape (questions,), NaN where the question does not count for
            it; the figure is their mean.
        whole: the figures that only a set has, of the questions at these places; NaN where undefined.
    """

    groups: Sequence[str]
    values: Mapping[str, np.ndarray]
    whole: Callable[[np.ndarray], Mapping[str, float]] = field(default=_none)

    def at(self, places: np.ndarray) -> dict[str, float]:
        """Every figure of the questions at these places; NaN where undefined."""
        return {name: mean_of(each[places]) for name, each in self.values.items()} | dict(self.whole(places))

    def is_rate(self, name: str) -> bool:
        """Whether a figure is a share of questions: each counts whole or not at all."""
        found = self.values.get(name)
        return found is not None and bool(np.isin(found[~np.isnan(found)], (0.0, 1.0)).all())

    def figures(self, progress: Drawing = lambda _done, _total: None) -> dict[str, Figure]:
        """The figures that are defined, in the order in which they are shown, with their intervals.

        A share of questions that stand by themselves has the exact one of Clopper and Pearson; everything else that
        of the bootstrap, which draws whole groups.
        """
        found = self.at(np.arange(len(self.groups)))
        defined = {name: found[name] for name in METRICS if not np.isnan(found.get(name, np.nan))}
        alone = len(set(self.groups)) == len(self.groups)
        exact = {name for name in defined if alone and self.is_rate(name)}
        drawn = {}
        if set(defined) - exact:
            drawn = bootstrap(self.at, self.groups, progress)
        return {
            name: Figure(value, *(self._exact(name) if name in exact else self._drawn(name, value, drawn[name])))
            for name, value in defined.items()
        }

    def _exact(self, name: str) -> tuple[float, float]:
        counted = self.values[name][~np.isnan(self.values[name])]
        return share_interval(round(float(counted.sum())), len(counted))

    def _drawn(self, name: str, value: float, bounds: tuple[float, float]) -> tuple[float | None, float | None]:
        counted = (
            {g for g, v in zip(self.groups, self.values[name], strict=True) if not np.isnan(v)}
            if (name in self.values)
            else set(self.groups)
        )
        low, high = bounds
        if low < high and len(counted) > 1:
            return low, high
        if METRICS[name].bounded and 0 <= value <= 1:
            return edge_interval(value, len(counted))
        return (low, high) if len(counted) > 1 else (None, None)


def mean_of(values: np.ndarray) -> float:
    """The mean of those that are no NaN; NaN of none."""
    counted = values[~np.isnan(values)]
    return float(counted.mean()) if len(counted) else float("nan")
