"""Whether two runs over the same questions differ by more than chance. Pure and seeded.

Questions are paired: what counts is how many changed and in which direction, not how wide each run's own interval is.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.metrics.catalogue import METRICS
from assistant.evaluation.metrics.measures import Measures

#: Draws of the permutation test: its least p is one of this.
DRAWS = 1_000
#: Below this a difference is marked; one in twenty that are nothing is, too.
CHANCE = 0.05


@dataclass(frozen=True)
class Difference:
    """A figure in two runs.

    Attributes:
        p: the probability of a difference at least so great where the runs are equally good.
        test: "McNemar" or "permutation".
        up, down: questions whose own value rose and fell; both 0 for a figure that only a set has.
    """

    before: float
    now: float
    p: float
    test: str
    up: int = 0
    down: int = 0

    @property
    def is_marked(self) -> bool:
        """Whether chance alone is unlikely to explain it."""
        return self.p < CHANCE


def mcnemar(up: int, down: int) -> float:
    """The exact two-sided p-value of ``up`` and ``down`` changes, if each were as likely for the better as for the worse.

    McNemar 1947, "Note on the Sampling Error of the Difference between Correlated Proportions or Percentages", with
    the binomial in place of its approximation.
    """
    n = up + down
    return min(1.0, 2 * sum(math.comb(n, i) for i in range(min(up, down) + 1)) / (1 << n))


def differences(
    both: Measures, progress: Callable[[int, int], None] = lambda _done, _total: None, *, seed: int = 0
) -> dict[str, Difference]:
    """Every figure that both runs have.

    Rates over the same questions, each standing by itself, are tested exactly by McNemar's test. For all else the
    runs' answers are swapped at random, whole groups at a time, and it is counted how often the difference is as great
    (Noreen 1989, "Computer-Intensive Methods for Testing Hypotheses", approximate randomisation).

    Args:
        both: the questions of the run before, then the same questions, in the same order, of the run now.
    """
    n = len(both.groups) // 2
    first = np.arange(n)
    before, now = both.at(first), both.at(first + n)
    names = [name for name in METRICS if not np.isnan(before.get(name, np.nan)) and not np.isnan(now.get(name, np.nan))]
    alone = len(set(both.groups[:n])) == n
    found, drawn = {}, []
    for name in names:
        up, down = _changes(both, name, n)
        if alone and both.is_rate(name) and _same_questions(both, name, n):
            found[name] = Difference(before[name], now[name], mcnemar(up, down), "McNemar", up, down)
        else:
            found[name] = Difference(before[name], now[name], 1.0, "permutation", up, down)
            if before[name] != now[name]:
                drawn.append(name)
    for name, p in _permuted(both, drawn, before, now, progress, seed).items():
        each = found[name]
        found[name] = Difference(each.before, each.now, p, each.test, each.up, each.down)
    return found


def _permuted(
    both: Measures,
    names: list[str],
    before: dict[str, float],
    now: dict[str, float],
    progress: Callable[[int, int], None],
    seed: int,
) -> dict[str, float]:
    if not names:
        return {}
    n = len(both.groups) // 2
    places = {group: place for place, group in enumerate(dict.fromkeys(both.groups[:n]))}
    member = np.array([places[group] for group in both.groups[:n]])
    random, first = np.random.default_rng(seed), np.arange(n)
    great = dict.fromkeys(names, 0)
    for draw in range(DRAWS):
        swapped = random.integers(2, size=len(places))[member] * n
        one, other = both.at(first + swapped), both.at(first + n - swapped)
        for name in names:
            # A hair less, so that the very same difference counts though it was added up in another order.
            great[name] += not abs(other[name] - one[name]) < abs(now[name] - before[name]) - 1e-12
        progress(draw + 1, DRAWS)
    return {name: (1 + count) / (1 + DRAWS) for name, count in great.items()}


def _changes(both: Measures, name: str, n: int) -> tuple[int, int]:
    if name not in both.values:
        return 0, 0
    change = both.values[name][n:] - both.values[name][:n]
    return int((change > 0).sum()), int((change < 0).sum())


def _same_questions(both: Measures, name: str, n: int) -> bool:
    counted = ~np.isnan(both.values[name])
    return bool((counted[:n] == counted[n:]).all())
