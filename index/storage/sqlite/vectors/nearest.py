"""Nearest vectors by inner product. The only file that knows FAISS."""

import hashlib
import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import faiss
import numpy as np

from index.errors import LibraryDamaged
from index.processors import cores
from index.storage.durable import settle

#: Its type stubs know neither its numpy conveniences nor its keyword arguments.
_faiss: Any = faiss

#: How an index finds what is near. *exact*: every vector is looked at. *clustered*: those of the nearest clusters.
Kind = Literal["exact", "clustered"]

#: Vectors from which on they are clustered, chosen by measurement, see docs/performance.md: with fewer, an exact search
#: takes less time than what else a question needs.
CLUSTERED_FROM = 200_000
#: The share of the clusters a search looks into: with it, .98 of the 100 nearest are found, see docs/performance.md.
PROBED = 1 / 4
#: Vectors a filter may admit for every cluster to be searched, so that it loses nothing: what is exact without one.
SEARCHED_THROUGH = CLUSTERED_FROM

#: Training: rounds of k-means, and vectors to each cluster at most, which is what a centroid needs.
_ROUNDS, _SAMPLED = 8, 64
#: A bitmap of ids may have so many bits for each id in it; a sparser selection is a hash set.
_BITS = 256


def kind_for(count: int) -> Kind:
    """The kind that suits so many vectors."""
    return "exact" if count < CLUSTERED_FROM else "clustered"


def clusters_for(count: int) -> int:
    """How many clusters: the power of two nearest to 4 times the root, so that choosing clusters and looking into
    them grow alike (FAISS's own guidelines say 4 to 16 roots).
    """
    return int(2 ** round(np.log2(max(1.0, 4 * count**0.5))))


def sample_for(count: int) -> int:
    """How many of so many vectors are enough to find the clusters."""
    return min(count, _SAMPLED * clusters_for(count))


class Selection:
    """The vectors a search may find: those under some ids, or all but those."""

    def __init__(self, ids: np.ndarray, admitted: bool = True) -> None:
        """
        Args:
            ids: int64, ascending. admitted: whether they may be found, or all others.
        """
        self.ids, self.admitted = ids, admitted
        if len(ids) and ids[-1] < _BITS * len(ids):
            bits = np.zeros(int(ids[-1]) + 1, dtype=bool)
            bits[ids] = True
            chosen: Any = _faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
        else:
            chosen = _faiss.IDSelectorBatch(ids.astype(np.int64))
        self.selector: Any = chosen if admitted else _faiss.IDSelectorNot(chosen)

    def most(self, count: int) -> int:
        """The most of ``count`` vectors that can be found; those that may not be found are among them."""
        return min(count, len(self.ids)) if self.admitted else count - len(self.ids)


class FaissIndex(ABC):
    """Vectors under ids of the caller's choosing. Searches may run side by side; a change must be alone.

    A removal never moves another vector's id.
    """

    kind: Kind

    def __init__(self, index: Any, held: np.ndarray | None = None) -> None:
        """
        Args:
            index: FAISS's own.
            held: the bytes it looks into, where it has none of its own; such an index cannot be changed.
        """
        self._index, self._held = index, held

    def __len__(self) -> int:
        """How many vectors."""
        return int(self._index.ntotal)

    @abstractmethod
    def ids(self) -> np.ndarray:
        """Every id, int64, ascending."""

    def add(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Adds unit float32 ``vectors``, shape (n, dimension), under int64 ``ids``, shape (n,)."""
        if len(ids):
            with _threads(cores()):
                self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids.astype(np.int64))

    def remove(self, ids: np.ndarray) -> None:
        """Takes out int64 ``ids``; unknown ones are passed over."""
        if len(ids):
            self._index.remove_ids(Selection(np.sort(ids)).selector)

    def search(self, vector: np.ndarray, k: int, selection: Selection | None = None) -> list[tuple[int, float]]:
        """The ``k`` nearest to ``vector``, shape (dimension,), nearest first, as (id, inner product).

        Args:
            selection: what may be found; None for all.
        """
        k = min(k, len(self) if selection is None else selection.most(len(self)))
        if k <= 0:
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32)[None]
        with _threads(1):  # more only wait for each other over one question; questions have threads of their own
            scores, ids = self._index.search(query, k, params=self._parameters(selection))
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]

    @abstractmethod
    def _parameters(self, selection: Selection | None) -> Any: ...

    def save(self, path: Path) -> str:
        """Writes the index so that a crash leaves either nothing or all of it under ``path``; returns its SHA-256."""
        hashed, draft = hashlib.sha256(), path.with_suffix(".tmp")
        with draft.open("wb") as file:

            def write(data: bytes) -> None:
                hashed.update(data)
                file.write(data)

            _faiss.write_index(self._index, _faiss.PyCallbackIOWriter(write))
        settle(draft, path)
        return hashed.hexdigest()

    @staticmethod
    def load(path: Path, expected: str) -> "FaissIndex":
        """Reads what :meth:`save` wrote, to be searched; :meth:`changeable` gives one that can be changed.

        FAISS's reader is not safe against hostile files, so nothing is parsed before its digest is known, and what
        is parsed are the very bytes that were hashed. They are not copied: the index looks into them.

        Raises:
            LibraryDamaged: the file is missing or not the one that was written.
        """
        try:
            data = np.fromfile(path, dtype=np.uint8)
        except OSError as cause:
            raise LibraryDamaged(f"{path} cannot be read") from cause
        if hashlib.sha256(data.data).hexdigest() != expected:
            raise LibraryDamaged(f"{path} is not what was written there")
        return _of(_faiss.read_index(_faiss.ZeroCopyIOReader(_faiss.swig_ptr(data), len(data))), data)

    def changeable(self) -> "FaissIndex":
        """An index of its own with the same vectors."""
        data = _faiss.serialize_index(self._index) if self._held is None else self._held
        return _of(_faiss.deserialize_index(data))


class ExactIndex(FaissIndex):
    """Every vector is looked at.

    Vectors are kept in float16: half the memory and two thirds of the time, and of the 100 nearest among 100,000
    random ones .9996 are the same.
    """

    kind: Kind = "exact"

    def __init__(self, dimension: int) -> None:
        flat = _faiss.IndexScalarQuantizer(dimension, _faiss.ScalarQuantizer.QT_fp16, _faiss.METRIC_INNER_PRODUCT)
        super().__init__(_faiss.IndexIDMap2(flat))

    def ids(self) -> np.ndarray:
        """Every id, int64, ascending."""
        return np.sort(_faiss.vector_to_array(self._index.id_map))

    def _parameters(self, selection: Selection | None) -> Any:
        return None if selection is None else _faiss.SearchParameters(sel=selection.selector)


class ClusteredIndex(FaissIndex):
    """Vectors in clusters (an inverted file), of which a search looks into the nearest.

    A number is kept in 8 bits: a quarter of the memory of float32. So similarities are near, not exact, and who
    needs the ``k`` nearest asks for some more and compares those by their stored vectors.
    """

    kind: Kind = "clustered"

    def __init__(self, sample: np.ndarray, clusters: int) -> None:
        """An empty index; to find the clusters may take a minute.

        Args:
            sample: unit float32, shape (n, dimension): some of the vectors to come.
        """
        dimension, metric = sample.shape[1], _faiss.METRIC_INNER_PRODUCT
        centroids = _faiss.IndexFlatIP(dimension)
        index = _faiss.IndexIVFScalarQuantizer(
            centroids, dimension, min(clusters, len(sample)), _faiss.ScalarQuantizer.QT_8bit, metric, False
        )
        index.cp.niter, index.cp.max_points_per_centroid, index.cp.min_points_per_centroid = _ROUNDS, _SAMPLED, 1
        with _threads(cores()):
            index.train(np.ascontiguousarray(sample, dtype=np.float32))
        super().__init__(index)

    @property
    def clusters(self) -> int:
        """How many clusters there are."""
        return int(self._index.nlist)

    def ids(self) -> np.ndarray:
        """Every id, int64, ascending."""
        lists = self._index.invlists
        sizes = [(number, lists.list_size(number)) for number in range(self.clusters)]
        parts = [_faiss.rev_swig_ptr(lists.get_ids(number), size).copy() for number, size in sizes if size]
        return np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)

    def _parameters(self, selection: Selection | None) -> Any:
        if selection is None:
            return _faiss.SearchParametersIVF(nprobe=math.ceil(self.clusters * PROBED))
        # Few that are admitted lie anywhere, and no cluster is passed over; of many, as many are looked at as there
        # would be without a filter.
        found = max(1, selection.most(len(self)))
        few = selection.admitted and found <= SEARCHED_THROUGH
        probed = self.clusters if few else math.ceil(self.clusters * PROBED * len(self) / found)
        return _faiss.SearchParametersIVF(sel=selection.selector, nprobe=min(self.clusters, probed))


def _of(index: Any, held: np.ndarray | None = None) -> FaissIndex:
    """The kind that FAISS has read."""
    kind = ClusteredIndex if isinstance(index, _faiss.IndexIVF) else ExactIndex
    made: FaissIndex = kind.__new__(kind)
    FaissIndex.__init__(made, index, held)
    return made


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """FAISS works with so many threads meanwhile; the setting is the calling thread's own."""
    before = _faiss.omp_get_max_threads()
    _faiss.omp_set_num_threads(count)
    try:
        yield
    finally:
        _faiss.omp_set_num_threads(before)
