"""Examples as padded arrays of like length."""

from collections import defaultdict
from dataclasses import dataclass
from random import Random

import numpy as np
from tokenizers import Tokenizer

from assistant.reader.windows import Window, windows
from training.reader.examples import Example

#: Lengths are padded up to a multiple of this: each new shape costs a compilation in oneDNN.
MULTIPLE = 16


@dataclass(frozen=True)
class Labelled:
    """A window and the tokens its answer begins and ends with; (0, 0), the first token, is no answer."""

    window: Window
    start: int
    end: int


@dataclass(frozen=True)
class Batch:
    """Arrays of shape (examples, tokens), but ``starts`` and ``ends``: (examples,); all int64 or bool."""

    ids: np.ndarray
    type_ids: np.ndarray
    mask: np.ndarray
    allowed: np.ndarray
    starts: np.ndarray
    ends: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)


def _with_lead(lead: str, text: str) -> tuple[str, int]:
    """A text behind its lead, as :mod:`index.reading.text` writes one, and where it begins there."""
    before = f"{lead}: " if lead else ""
    return before + text, len(before)


def label(tokenizer: Tokenizer, example: Example, length: int, rng: Random) -> Labelled | None:
    """One window of the example with its answer; None where tokens cannot say the answer."""
    text, first = _with_lead(example.lead or "", example.context)
    parts = windows(tokenizer, example.question, [(text, first)], length=length, stride=length // 3)
    if not example.answers:
        return Labelled(rng.choice(parts), 0, 0)
    begin, end = (offset + first for offset in rng.choice(example.answers))
    for window in parts:
        inside = window.readable & (window.offsets[:, 1] > begin) & (window.offsets[:, 0] < end)
        tokens = np.flatnonzero(inside)
        if len(tokens) and window.offsets[tokens[0], 0] <= begin and window.offsets[tokens[-1], 1] >= end:
            return Labelled(window, int(tokens[0]), int(tokens[-1]))
    return None


def batches(examples: list[Example], tokenizer: Tokenizer, length: int, tokens: int, seed: str) -> list[list[Labelled]]:
    """Groups of windows of one padded length with ``tokens`` padded tokens each, in random order.

    Every group of a length has the same size, and what fills no group is left out: a CPU pays
    for each new shape with a compilation.
    """
    rng = Random(seed)
    by_width: dict[int, list[Labelled]] = defaultdict(list)
    for example in examples:
        found = label(tokenizer, example, length, rng)
        if found is not None:
            by_width[padded(len(found.window))].append(found)
    groups: list[list[Labelled]] = []
    for width, alike in by_width.items():
        size = max(1, tokens // width)
        groups += [alike[i : i + size] for i in range(0, len(alike) - size + 1, size)]
    rng.shuffle(groups)
    return groups


def padded(length: int) -> int:
    """``length`` rounded up to a multiple of :data:`MULTIPLE`."""
    return -(-length // MULTIPLE) * MULTIPLE


def collate(group: list[Labelled]) -> Batch:
    """Pads a group to one width; padding is masked out and never allowed as an answer."""
    shape = (len(group), padded(max(len(item.window) for item in group)))
    ids, type_ids = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    mask, allowed = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    for row, item in enumerate(group):
        window, n = item.window, len(item.window)
        ids[row, :n], type_ids[row, :n], mask[row, :n] = window.ids, window.type_ids, 1
        allowed[row, :n] = window.readable
        allowed[row, 0] = True
    starts = np.array([item.start for item in group], dtype=np.int64)
    ends = np.array([item.end for item in group], dtype=np.int64)
    return Batch(ids, type_ids, mask, allowed, starts, ends)
