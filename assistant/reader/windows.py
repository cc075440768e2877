"""Question and passage as token windows, with the way back to characters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

#: A longer question is cut to this many tokens: the passage must keep most of the window.
QUESTION_TOKENS = 64


@dataclass(frozen=True)
class Window:
    """One stretch of a passage beside its question, as the model reads it.

    Attributes:
        passage: which of the passages given to :func:`windows` it shows.
        ids, type_ids: int64, shape (tokens,).
        offsets: int64, shape (tokens, 2); code-point span of each token in its own text.
        readable: bool, shape (tokens,); true where a token may begin or end an answer.
    """

    passage: int
    ids: np.ndarray
    type_ids: np.ndarray
    offsets: np.ndarray
    readable: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)


def windows(
    tokenizer: Tokenizer,
    question: str,
    passages: Sequence[tuple[str, int]],
    *,
    length: int,
    stride: int,
) -> list[Window]:
    """Cuts each passage into windows of at most ``length`` tokens that overlap by ``stride``.

    Args:
        tokenizer: a fast tokenizer that knows how to pair two texts; its truncation is changed.
        passages: (text, first) pairs: answers may not start before code point ``first``, where the
            headings that lead the passage end.

    Returns:
        At least one window for each passage, in order of passages.
    """
    question = shortened(tokenizer, question)
    tokenizer.enable_truncation(length, stride=stride, strategy="only_second")
    found: list[Window] = []
    for number, encoding in enumerate(tokenizer.encode_batch([(question, text) for text, _ in passages])):
        first = passages[number][1]
        for part in (encoding, *encoding.overflowing):
            offsets = np.asarray(part.offsets, dtype=np.int64).reshape(-1, 2)
            second = np.fromiter((s == 1 for s in part.sequence_ids), dtype=bool, count=len(part.ids))
            readable = second & (offsets[:, 0] >= first) & (offsets[:, 0] < offsets[:, 1])
            found.append(
                Window(
                    number,
                    np.asarray(part.ids, dtype=np.int64),
                    np.asarray(part.type_ids, dtype=np.int64),
                    offsets,
                    readable,
                )
            )
    return found


def shortened(tokenizer: Tokenizer, question: str) -> str:
    """The question cut after its first :data:`QUESTION_TOKENS` tokens."""
    # A tokenizer file may say how to pad and cut; then a short question would look long.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    offsets = tokenizer.encode(question, add_special_tokens=False).offsets
    return question if len(offsets) <= QUESTION_TOKENS else question[: offsets[QUESTION_TOKENS - 1][1]]
