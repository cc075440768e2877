"""Reads passages by the start and end scores that a model gives their tokens."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
from tokenizers import Tokenizer

from assistant.reader.decoding import best_spans, whole_words
from assistant.reader.protocol import Candidate, ReaderIdentity, Reading
from assistant.reader.rows import unmet
from assistant.reader.windows import Window, windows
from index.documents import Passage, Span
from index.reading import ReadingText, readings, respelled

#: Tokens in a window and how many of them two neighbouring windows share.
LENGTH, STRIDE = 256, 80
#: Candidates kept for a passage.
_CANDIDATES = 3

#: What a row's score loses for each name of the question that it does not have: nothing else tells it from its twins.
_MISSED = 9.0

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
        numbered = [(number, text) for number, passage in enumerate(passages) for text in readings(passage)]
        texts = [text for _, text in numbered]
        with self._lock:
            pairs = [(each.text, len(each.text) - len(each.body)) for each in texts]
            parts = windows(self._tokenizer, respelled(question), pairs, length=LENGTH, stride=STRIDE)
        missing = _missing(question, texts)
        found: list[list[Candidate]] = [[] for _ in passages]
        for window, (starts, ends) in zip(parts, self._scorer(parts), strict=True):
            read = texts[window.passage]
            null = float(starts[0] + ends[0])
            for begin, end, score in best_spans(starts, ends, _stretches(window, read), _CANDIDATES):
                span = whole_words(read.text, Span(int(window.offsets[begin, 0]), int(window.offsets[end, 1])))
                if place := read.found(span.start, span.end):
                    found[numbered[window.passage][0]].append(
                        Candidate(place, score - null - _MISSED * missing[window.passage])
                    )
        return [Reading(passage, _disjoint(each)) for passage, each in zip(passages, found, strict=True)]


def _missing(question: str, texts: Sequence[ReadingText]) -> list[int]:
    """For each row, how many of the question's names it lacks, at most two; 0 for prose, which may say "he" instead."""
    rows = [number for number, text in enumerate(texts) if text.row]
    found = [0] * len(texts)
    for number, lacks in zip(rows, unmet(question, [texts[number].text for number in rows]), strict=True):
        found[number] = min(2, lacks)
    return found


def _stretches(window: Window, read: ReadingText) -> np.ndarray:
    """For each token the number of the stretch that an answer may begin or end in there; -1 where it may not."""
    found = np.full(len(window), -1)
    found[window.readable] = np.asarray(read.answering)[window.offsets[window.readable, 0]]
    return found


def _disjoint(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """The best candidates that share no text; overlapping windows find the same answer twice."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.logit):
        if not any(candidate.span.meets(other.span) for other in kept):
            kept.append(candidate)
    return tuple(kept[:_CANDIDATES])
