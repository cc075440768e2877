"""How sure a figure is: bootstrap intervals and bounds on a share. Pure and seeded."""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np

#: Draws of the bootstrap; its percentiles are then good to about a tenth of the interval's width.
DRAWS = 1_000


def bootstrap(
    measure: Callable[[np.ndarray], Mapping[str, float]],
    groups: Sequence[Hashable],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Percentile intervals for every figure of ``measure`` at once.

    Whole groups are drawn with replacement: questions about one paragraph stand or fall together, and drawing them
    one by one would make the intervals too narrow (Efron and Tibshirani 1993, "An Introduction to the Bootstrap",
    ch. 13; Field and Welsh 2007, "Bootstrapping Clustered Data").

    Args:
        measure: figures by name of the questions at these indices, int64, shape (n,); NaN where undefined.
        groups: for each question, its group; those of one group are drawn together.

    Returns:
        (low, high) by name; a draw in which a figure is undefined does not count for it.
    """
    members: dict[Hashable, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    blocks = [np.asarray(places) for places in members.values()]
    random = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for number in range(draws):
        picked = np.concatenate([blocks[i] for i in random.integers(len(blocks), size=len(blocks))])
        for name, value in measure(picked).items():
            drawn.setdefault(name, []).append(value)
        progress(number + 1, draws)
    tail = 50 * (1 - level)
    return {name: _percentiles(np.asarray(values), tail) for name, values in drawn.items()}


def _percentiles(values: np.ndarray, tail: float) -> tuple[float, float]:
    values = values[~np.isnan(values)]
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.percentile(values, (tail, 100 - tail))
    return float(low), float(high)


def upper_bound(wrong: int, n: int, confidence: float = 0.95) -> float:
    """The highest share of wrong ones that ``wrong`` of ``n`` does not rule out, one-sided and exact.

    Clopper and Pearson 1934, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial": the
    share at which so few wrong ones or fewer have the probability ``1 - confidence``.
    """
    if not 0 <= wrong <= n:
        raise ValueError(f"{wrong} of {n} is no count")
    if wrong == n:
        return 1.0
    low, high = wrong / n, 1.0
    # In logarithms, for factorials overflow: the ways to choose i of n, for each i up to wrong.
    counts = np.arange(wrong + 1)
    ways = np.concatenate(([0.0], np.cumsum(np.log(n - counts[1:] + 1) - np.log(counts[1:]))))
    # The probability of so few falls as the share grows; 60 halvings are more than a float can tell apart.
    for _ in range(60):
        middle = (low + high) / 2
        if middle <= 0 or middle >= 1:
            break
        so_few = float(np.exp(ways + counts * math.log(middle) + (n - counts) * math.log1p(-middle)).sum())
        low, high = (middle, high) if so_few > 1 - confidence else (low, middle)
    return high


def share_interval(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact two-sided interval of a share, of independent ones (Clopper and Pearson 1934).

    It has no width of 0, not even at the edges: 12 of 12 is 73.5 to 100 %.
    """
    sure = 1 - (1 - level) / 2
    return 1 - upper_bound(n - k, n, sure), upper_bound(k, n, sure)


def edge_interval(value: float, groups: int, level: float = 0.95) -> tuple[float, float]:
    """The interval of a value in [0, 1] about which the bootstrap says nothing: it was the same in every draw.

    Each group counts as one observation, which is the least that is known, and the value is rounded to the worse
    number of them on either side. One conversation, half of it right, proves nothing: 0 to 100 %.
    """
    below, above = math.floor(value * groups + 1e-9), math.ceil(value * groups - 1e-9)
    return share_interval(below, groups, level)[0], share_interval(above, groups, level)[1]
