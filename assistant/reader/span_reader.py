"""Reads passages by the start and end scores that a model gives their tokens."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
from tokenizers import Tokenizer

from assistant.reader.decoding import best_spans, whole_words
from assistant.reader.protocol import Candidate, ReaderIdentity, Reading
from assistant.reader.windows import Window, windows
from index.documents import Passage, Span, led

#: Tokens in a window and how many of them two neighbouring windows share.
LENGTH, STRIDE = 256, 80
#: Candidates kept for a passage.
_CANDIDATES = 3

#: Windows to their (start, end) logits, float32, each of shape (tokens of the window,).
Scorer = Callable[[Sequence[Window]], list[tuple[np.ndarray, np.ndarray]]]


class SpanReader:
    """Reads with a model whose first token stands for "no answer"; fills :class:`assistant.reader.protocol.Reader`."""

    def __init__(self, tokenizer: Tokenizer, scorer: Scorer, identity: ReaderIdentity) -> None:
        self._tokenizer, self._scorer, self.identity = tokenizer, scorer, identity
        # The tokenizer's truncation is set anew for each question.
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""
        texts = [led(passage.lead, passage.text) for passage in passages]
        with self._lock:
            parts = windows(self._tokenizer, question, texts, length=LENGTH, stride=STRIDE)
        found: list[list[Candidate]] = [[] for _ in passages]
        for window, (starts, ends) in zip(parts, self._scorer(parts), strict=True):
            passage, first = passages[window.passage], texts[window.passage][1]
            null = float(starts[0] + ends[0])
            for begin, end, score in best_spans(starts, ends, window.readable, _CANDIDATES):
                # Offsets count from the lead's beginning; the document's from its own.
                span = Span(int(window.offsets[begin, 0]), int(window.offsets[end, 1])).shifted(-first)
                span = whole_words(passage.text, span).shifted(passage.span.start)
                found[window.passage].append(Candidate(span, score - null))
        return [Reading(passage, _apart(each)) for passage, each in zip(passages, found, strict=True)]


def _apart(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """The best candidates that share no text; overlapping windows find the same answer twice."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.logit):
        if not any(candidate.span.meets(other.span) for other in kept):
            kept.append(candidate)
    return tuple(kept[:_CANDIDATES])
