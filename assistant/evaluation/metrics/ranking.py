"""How well a ranking finds what is relevant. Pure; every figure is for one question and in [0, 1].

``ranking`` holds ids, best first. ``gains`` holds the judged ids; a gain above 0 is relevant.
"""

import math
from collections.abc import Mapping, Sequence


def ndcg(ranking: Sequence[str], gains: Mapping[str, int], k: int = 10) -> float:
    """Normalised discounted cumulative gain at ``k`` with linear gains, as trec_eval and BEIR have it.

    Järvelin and Kekäläinen 2002, "Cumulated Gain-Based Evaluation of IR Techniques"; the discount is log2(rank + 1).
    """
    ideal = sorted((gain for gain in gains.values() if gain > 0), reverse=True)
    best = _discounted(ideal[:k])
    return _discounted([max(0, gains.get(id, 0)) for id in ranking[:k]]) / best if best else 0.0


def recall(ranking: Sequence[str], gains: Mapping[str, int], k: int) -> float:
    """The share of what is relevant among the first ``k`` (van Rijsbergen 1979, "Information Retrieval", ch. 7)."""
    relevant = {id for id, gain in gains.items() if gain > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], gains: Mapping[str, int], k: int = 10) -> float:
    """1 / the rank of the first relevant among the first ``k``, else 0; its mean is MRR (Voorhees 1999, "The TREC-8
    Question Answering Track Report").
    """
    return next((1 / rank for rank, id in enumerate(ranking[:k], start=1) if gains.get(id, 0) > 0), 0.0)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
