"""The file beside the database that holds the vectors ready to search."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, Self
from uuid import uuid4

import numpy as np

from index.errors import LibraryDamaged
from index.storage.sqlite.vectors.nearest import (
    CLUSTERED_FROM,
    ClusteredIndex,
    ExactIndex,
    FaissIndex,
    Kind,
    clusters_for,
    kind_for,
    sample_for,
)

#: Vectors read from the database at a time.
_BLOCK = 10_000
#: Passages that came or went since the file are worth a new one when they are more than this share of all. The others
#: are read from the database at an opening, and looked at one by one in a search.
_WORTH = 1 / 50
#: Below so many passages, any change is.
_SMALL = 10_000


class Vectors(Protocol):
    """What is needed of a snapshot."""

    generation: int

    def meta(self, key: str) -> str | None:
        """A value of the library's own notes."""
        ...

    def passage_ids(self, after: int = -1) -> np.ndarray:
        """Every passage's id above ``after``, int64, ascending."""
        ...

    def passage_count(self) -> int:
        """How many passages there are."""
        ...

    def vectors(self, ids: np.ndarray) -> np.ndarray:
        """Their vectors, float32, shape (len(ids), dimension), in ascending order of id."""
        ...


@dataclass(frozen=True)
class VectorFile:
    """What the library notes of its vector file; what does not match it is not read.

    Attributes:
        digest: SHA-256 of its bytes. generation: whose vectors it has.
        count, last: how many vectors, and the highest id among them.
        trained: the highest id there was when the clusters were found; -1 without clusters.
    """

    name: str
    digest: str
    generation: int
    kind: Kind
    count: int
    last: int
    trained: int

    @classmethod
    def of(cls, snapshot: Vectors) -> Self | None:
        """What the snapshot's library notes; None where it notes nothing that this program understands."""
        with suppress(ValueError, TypeError):
            return cls(**json.loads(snapshot.meta("vectors") or ""))
        return None

    def record(self) -> str:
        """As it is noted."""
        return json.dumps(asdict(self))

    def read(self, folder: Path) -> FaissIndex:
        """The vectors, to be searched.

        Raises:
            LibraryDamaged: the file is missing or not the one that was written.
        """
        return FaissIndex.load(folder / Path(self.name).name, self.digest)

    def forget(self, folder: Path) -> None:
        """Removes the file, which is not as it was written, so that it is made anew.

        Raises:
            OSError: it cannot be removed.
        """
        (folder / Path(self.name).name).unlink(missing_ok=True)


def write_file(folder: Path, dimension: int, snapshot: Vectors) -> VectorFile | None:
    """Writes a file of the snapshot's generation; None where the present one is as good.

    Nothing is embedded. Finding clusters may take a minute; searches go on with what they have.

    Raises:
        OSError: it cannot be written. LibraryDamaged: a passage has lost its vector.
    """
    old, count = VectorFile.of(snapshot), snapshot.passage_count()
    kind = _kind(old, count)
    if old is not None and old.kind == kind and (folder / Path(old.name).name).exists():
        came = len(snapshot.passage_ids(after=old.last))
        if not worth_a_file(came + old.count - (count - came), count):
            return None
    ids = snapshot.passage_ids()
    index, trained = _made(kind, folder, dimension, snapshot, ids, old)
    name = f"vectors-{snapshot.generation}-{uuid4().hex[:8]}.faiss"
    last = int(ids[-1]) if len(ids) else -1
    return VectorFile(name, index.save(folder / name), snapshot.generation, kind, len(ids), last, trained)


def _kind(old: VectorFile | None, count: int) -> Kind:
    """A library that shrinks keeps its clusters for a while, or it would change its kind at every turn."""
    stays = old is not None and old.kind == "clustered" and 2 * count >= CLUSTERED_FROM
    return "clustered" if stays else kind_for(count)


def _made(
    kind: Kind, folder: Path, dimension: int, snapshot: Vectors, ids: np.ndarray, old: VectorFile | None
) -> tuple[FaissIndex, int]:
    """The vectors under ``ids``, and the highest id there was when their clusters were found."""
    # Clusters that most vectors came after are found anew: they tell of others, or are too few by now.
    if old is not None and old.kind == kind and (kind == "exact" or 2 * np.sum(ids > old.trained) <= len(ids)):
        with suppress(LibraryDamaged):
            index = old.read(folder).changeable()
            have = index.ids()
            index.remove(without(have, ids))
            return fill(index, without(ids, have), snapshot), old.trained
    if kind == "exact":
        return fill(ExactIndex(dimension), ids, snapshot), -1
    chosen = np.sort(np.random.default_rng(0).choice(ids, sample_for(len(ids)), replace=False))
    sample = np.concatenate([snapshot.vectors(block) for block in _blocks(chosen)])
    return fill(ClusteredIndex(sample, clusters_for(len(ids))), ids, snapshot), int(ids[-1])


def worth_a_file(moved: int, count: int) -> bool:
    """Whether so many passages that came or went, of ``count``, are worth a new file."""
    return moved > (0 if count < _SMALL else count * _WORTH)


def without(ids: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Those of ``ids`` that are not among ``others``, ascending; each array has an id once."""
    return np.setdiff1d(ids, others, assume_unique=True)


def fill(index: FaissIndex, ids: np.ndarray, snapshot: Vectors) -> FaissIndex:
    """The index with the vectors under ``ids``, int64, ascending, added."""
    for block in _blocks(ids):
        index.add(block, snapshot.vectors(block))
    return index


def _blocks(ids: np.ndarray) -> Iterator[np.ndarray]:
    return (ids[begin : begin + _BLOCK] for begin in range(0, len(ids), _BLOCK))
