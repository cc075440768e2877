"""The vectors of one generation, put together from parts that never change."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.storage.protocols import Ranked
from index.storage.sqlite.vectors.nearest import FaissIndex, Kind, Selection


@dataclass(frozen=True)
class Part:
    """Vectors that are ready to search, of which a generation has all but some.

    Attributes:
        ids: of all its vectors, int64, ascending. hidden: of those that the generation does not have, likewise.
    """

    index: FaissIndex
    ids: np.ndarray
    hidden: np.ndarray

    @cached_property
    def shown(self) -> Selection | None:
        """What may be found; None for everything."""
        return Selection(self.hidden, admitted=False) if len(self.hidden) else None


@dataclass(frozen=True)
class Generation:
    """All vectors of one generation; each id is in one part. Safe to share between threads."""

    number: int
    parts: tuple[Part, ...]

    def __len__(self) -> int:
        """How many vectors the generation has."""
        return sum(len(part.ids) - len(part.hidden) for part in self.parts)

    @cached_property
    def moved(self) -> int:
        """Vectors that came or went since the first part was made; what there is to gain from a new one."""
        return sum(len(part.ids) for part in self.parts[1:]) + sum(len(part.hidden) for part in self.parts)

    @property
    def kind(self) -> Kind:
        """Clustered where any part is."""
        return "clustered" if any(part.index.kind == "clustered" for part in self.parts) else "exact"

    @property
    def last(self) -> int:
        """The highest id in any part; -1 without one."""
        return max((int(part.ids[-1]) for part in self.parts if len(part.ids)), default=-1)

    def search(self, vector: np.ndarray, k: int, admitted: np.ndarray | None = None) -> list[Ranked]:
        """The ``k`` nearest to ``vector``, shape (dimension,), nearest first, as the parts' kinds see it.

        Args:
            among: ids of this generation to search in, int64, ascending; None for all.
        """
        chosen = None if admitted is None else Selection(admitted)
        found = [each for part in self.parts for each in part.index.search(vector, k, chosen or part.shown)]
        return sorted(found, key=lambda ranked: -ranked[1])[:k]
