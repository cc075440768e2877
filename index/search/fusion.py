"""Two rankings of the same passages into one."""

from collections.abc import Sequence

from index.storage import Ranked

#: Weight of the dense ranking; the lexical one has the rest. Chosen by measurement, see docs/quality.md.
DENSE_WEIGHT = 0.5


def fused(dense: Sequence[Ranked], lexical: Sequence[Ranked], weight: float = DENSE_WEIGHT) -> list[Ranked]:
    """Convex combination of normalised scores (Bruch, Gai, Ingber 2023, "An Analysis of Fusion Functions").

    Similarities are normalised by their least and their greatest; word matches, which begin at 0, by their
    greatest. A passage missing from a ranking has 0 there.

    Args:
        lexical: scores of at least 0.

    Returns:
        Every passage of either ranking with its score in [0, 1], best first; ties go to the lower id.
    """
    scores: dict[int, float] = {}
    floor = min((score for _, score in dense), default=0.0)
    for ranking, share, low in ((dense, weight, floor), (lexical, 1 - weight, 0.0)):
        high = max((score for _, score in ranking), default=low)
        for passage, score in ranking:
            scores[passage] = scores.get(passage, 0.0) + share * ((score - low) / (high - low) if high > low else 1.0)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
