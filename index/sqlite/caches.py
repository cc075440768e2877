"""The vectors kept in memory between questions, ready to search."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import numpy as np

from index.errors import LibraryDamaged
from index.vectors import FaissIndex

#: Vectors read from the database at a time.
_BLOCK = 10_000


class Vectors(Protocol):
    """What the cache needs of a snapshot."""

    generation: int

    def meta(self, key: str) -> str | None:
        """A value of the library's own notes."""
        ...

    def passage_ids(self) -> np.ndarray:
        """Every passage's id, int64, ascending."""
        ...

    def vectors(self, ids: np.ndarray) -> np.ndarray:
        """Their vectors, float32, shape (len(ids), dimension), in ascending order of id."""
        ...


class VectorCache:
    """The vectors of one generation at a time, brought to whichever is asked for.

    Ids are never reused and a passage's vector never changes, so the difference in ids between two
    generations is their whole difference, whichever is the older.
    """

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder, self._dimension = folder, dimension
        self._index: FaissIndex | None = None
        self._generation = -1
        self._lock = threading.Lock()

    @contextmanager
    def of(self, snapshot: Vectors) -> Iterator[FaissIndex]:
        """The vectors of exactly this snapshot, until the context ends."""
        with self._lock:
            if self._index is None:
                self._index = self._loaded(snapshot.meta("vectors"))
            if self._generation != snapshot.generation:
                self._bring(self._index, snapshot)
                self._generation = snapshot.generation
            yield self._index

    @staticmethod
    def _bring(index: FaissIndex, snapshot: Vectors) -> None:
        wanted, have = snapshot.passage_ids(), index.ids()
        index.remove(np.setdiff1d(have, wanted, assume_unique=True))
        missing = np.setdiff1d(wanted, have, assume_unique=True)
        for begin in range(0, len(missing), _BLOCK):
            block = missing[begin : begin + _BLOCK]
            index.add(block, snapshot.vectors(block))

    def _loaded(self, record: str | None) -> FaissIndex:
        """The file's vectors, of whatever generation; none where it is not as it was written."""
        if record:
            saved = json.loads(record)
            with suppress(LibraryDamaged):
                return FaissIndex.load(self._folder / Path(saved["file"]).name, saved["digest"])
        return FaissIndex(self._dimension)

    def save(self, snapshot: Vectors) -> str | None:
        """Writes the file of the snapshot's generation; returns the record that lets it be trusted.

        None when there is such a file already. Raises OSError where it cannot be written.
        """
        path = self._folder / f"vectors-{snapshot.generation}.faiss"
        if path.exists() and snapshot.meta("vectors"):
            return None
        with self.of(snapshot) as index:
            return json.dumps({"file": path.name, "digest": index.save(path)})

    def forget_others(self, record: str) -> None:
        """Deletes the files of other generations."""
        for old in self._folder.glob("vectors-*"):
            if old.name != json.loads(record)["file"]:
                with suppress(OSError):
                    old.unlink()
