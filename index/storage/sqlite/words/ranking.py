"""BM25 over an inverted file, with what one generation counts: to the last bit what FTS5 gives."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.storage.protocols import Ranked
from index.storage.sqlite.words.file import InvertedFile

#: FTS5's own: how soon a word that is repeated tells no more, how much a passage's length counts, and what a word is
#: worth at least that stands in most passages.
_K1, _B, _LEAST = 1.2, 0.75, 1e-6


@dataclass(frozen=True)
class Ranking:
    """The words of one generation. Safe to share between threads.

    Attributes:
        index: of this generation or an earlier one. shown: which of its rows the generation has; None for all.
        passages, words: how many the generation has in all.
        grown: whether passages came since the index.
    """

    generation: int
    index: InvertedFile
    shown: np.ndarray | None
    passages: int
    words: int
    grown: bool

    @cached_property
    def _norms(self) -> np.ndarray:
        """What a word's frequency is held against, for each row."""
        return _K1 * (1 - _B + _B * self.index.lengths / (self.words / self.passages))

    def best(
        self, terms: Sequence[bytes], came: Sequence[int], k: int, admitted: np.ndarray | None = None
    ) -> list[Ranked]:
        """The ``k`` passages of the index that match best, best first; ties go to the lower id.

        Args:
            came: for each term, how many passages have it that came since.
            among: ids to look in, int64, ascending; None for all.

        Raises:
            LibraryDamaged: the file is not what was written.
        """
        scores = np.zeros(len(self.index.ids))
        # In the question's order, as FTS5 adds them up: so equal passages stay equal.
        for term, more in zip(terms, came, strict=True):
            rows, frequencies = self.index.postings(term)
            count = more + (len(rows) if self.shown is None else int(np.count_nonzero(self.shown[rows])))
            weight = max(math.log((self.passages - count + 0.5) / (count + 0.5)), 0.0) or _LEAST
            often = frequencies.astype(np.float64)
            scores[rows] += weight * (often * (_K1 + 1) / (often + self._norms[rows]))
        if self.shown is not None:
            scores *= self.shown
        if admitted is not None:
            scores *= present(self.index.ids, admitted)
        found = np.flatnonzero(scores)
        if len(found) > k:
            values = scores[found]
            found = found[values >= np.partition(values, -k)[-k]]
        first = found[np.argsort(-scores[found], kind="stable")][:k]
        return list(zip(self.index.ids[first].tolist(), scores[first].tolist(), strict=True))


def present(ids: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which of ``ids`` are among ``others``; both ascending."""
    at = np.minimum(np.searchsorted(ids, others), len(ids) - 1)
    found = np.zeros(len(ids), dtype=bool)
    found[at[ids[at] == others]] = True
    return found
