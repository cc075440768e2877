"""Two rankings of the same passages into one."""

from collections.abc import Sequence

from index.storage import Ranked

#: Weight of the dense ranking; the lexical one has the rest. Chosen by measurement, see docs/quality.md.
DENSE_WEIGHT = 0.6


def fused(dense: Sequence[Ranked], lexical: Sequence[Ranked], weight: float = DENSE_WEIGHT) -> list[Ranked]:
    """Convex combination of min-max normalised scores (Bruch, Gai, Ingber 2023, "An Analysis of Fusion Functions").

    A passage missing from a ranking gets that ranking's lowest score, which is 0 after normalising.

    Returns:
        Every passage of either ranking with its score in [0, 1], best first; ties go to the lower id.
    """
    scores: dict[int, float] = {}
    for ranking, share in ((dense, weight), (lexical, 1 - weight)):
        for passage, score in _normalised(ranking):
            scores[passage] = scores.get(passage, 0.0) + share * score
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _normalised(ranking: Sequence[Ranked]) -> list[Ranked]:
    if not ranking:
        return []
    low, high = min(score for _, score in ranking), max(score for _, score in ranking)
    if high == low:
        return [(passage, 1.0) for passage, _ in ranking]
    return [(passage, (score - low) / (high - low)) for passage, score in ranking]
