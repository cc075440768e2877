"""Start and end scores to answer spans."""

import numpy as np

from index.documents import Span

#: Tokens an answer may have.
LONGEST_ANSWER = 100


def best_spans(
    starts: np.ndarray, ends: np.ndarray, stretches: np.ndarray, count: int, longest: int = LONGEST_ANSWER
) -> list[tuple[int, int, float]]:
    """The best valid token spans of one window, decoded jointly.

    A span is valid where start <= end < start + ``longest`` and both tokens are of one stretch. Its score is
    the sum of the two logits (Devlin et al. 2019, sec. 4.3).

    Args:
        starts, ends: float, shape (tokens,). stretches: int, shape (tokens,); -1 where no answer begins or ends.

    Returns:
        At most ``count`` spans (first token, last token, score) that share no token, best first.
    """
    tokens = np.flatnonzero(stretches >= 0)
    if len(tokens) == 0:
        return []
    scores = starts[tokens][:, None] + ends[tokens][None, :]
    width = tokens[None, :] - tokens[:, None]
    within = stretches[tokens][:, None] == stretches[tokens][None, :]
    scores = np.where((width >= 0) & (width < longest) & within, scores, -np.inf)
    found: list[tuple[int, int, float]] = []
    while len(found) < count:
        first, last = np.unravel_index(int(np.argmax(scores)), scores.shape)
        score = float(scores[first, last])
        if score == -np.inf:
            break
        found.append((int(tokens[first]), int(tokens[last]), score))
        # A span shares a token with the found one unless it ends before it or begins after it.
        scores[: last + 1, first:] = -np.inf
    return found


def whole_words(text: str, span: Span) -> Span:
    """The span widened to the words it cuts into: word pieces may begin or end inside one."""
    start, end = span.start, span.end
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return Span(start, end)
