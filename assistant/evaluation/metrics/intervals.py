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
        groups: for each question, what it stands or falls with.

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
    # The probability falls as the share grows; 60 halvings are more than a float can tell apart.
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, n, middle) > 1 - confidence else (low, middle)
    return high


def _at_most(k: int, n: int, p: float) -> float:
    """The binomial probability of at most ``k`` in ``n``, summed in logarithms: factorials overflow."""
    if p <= 0:
        return 1.0
    return sum(
        math.exp(
            math.lgamma(n + 1)
            - math.lgamma(i + 1)
            - math.lgamma(n - i + 1)
            + i * math.log(p)
            + (n - i) * math.log1p(-p)
        )
        for i in range(k + 1)
    )
