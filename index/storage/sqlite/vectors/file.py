"""The file beside the database that holds the vectors ready to search."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol
from uuid import uuid4

import numpy as np

from index.errors import LibraryDamaged
from index.storage.sqlite.cached import CacheFile, Passages
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


class Vectors(Passages, Protocol):
    """What is needed of a snapshot."""

    def vectors(self, ids: np.ndarray) -> np.ndarray:
        """Their vectors, float32, shape (len(ids), dimension), in ascending order of id."""
        ...


@dataclass(frozen=True)
class VectorFile(CacheFile):
    """What the library notes of its vector file.

    Attributes:
        trained: the highest id there was when the clusters were found; -1 without clusters.
    """

    key: ClassVar[str] = "vectors"

    kind: Kind
    trained: int

    def read(self, folder: Path) -> FaissIndex:
        """The vectors, to be searched.

        Raises:
            LibraryDamaged: the file is missing or not the one that was written.
        """
        return FaissIndex.load(self.within(folder), self.digest)


def write_vectors(folder: Path, dimension: int, snapshot: Vectors) -> VectorFile | None:
    """Writes a file of the snapshot's generation; None where the present one is as good.

    Nothing is embedded. Finding clusters may take a minute; searches go on with what they have.

    Raises:
        OSError: it cannot be written. LibraryDamaged: a passage has lost its vector.
    """
    old, count = VectorFile.of(snapshot), snapshot.passage_count()
    kind = _kind(old, count)
    present = old is not None and old.kind == kind and old.within(folder).exists()
    if old is not None and present and not worth_a_file(old.moved(snapshot), count):
        return None
    ids = snapshot.passage_ids()
    index, trained = _made(kind, folder, dimension, snapshot, ids, old)
    name = f"{VectorFile.key}-{snapshot.generation}-{uuid4().hex[:8]}.faiss"
    last = int(ids[-1]) if len(ids) else -1
    return VectorFile(name, index.save(folder / name), snapshot.generation, len(ids), last, kind, trained)


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
