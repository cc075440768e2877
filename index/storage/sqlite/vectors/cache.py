"""The vectors kept in memory between questions, ready to search."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import numpy as np

from index.errors import LibraryDamaged, QuothError
from index.storage.sqlite.cached import BackgroundTask
from index.storage.sqlite.vectors.file import VectorFile, Vectors, fill, without, worth_a_file
from index.storage.sqlite.vectors.generation import Generation, Part
from index.storage.sqlite.vectors.nearest import ExactIndex

#: A part of what came since the file may grow to so many vectors; it is made anew at each growth.
_GROWN = 5_000

_NONE = np.empty(0, dtype=np.int64)


class VectorCache:
    """The vectors of the generation last asked for. Searches run side by side, on whichever generation each has.

    Ids are never reused and a passage's vector never changes, so the difference in ids between two generations is
    their whole difference. What a search looks into never changes: a new generation hides what went and adds a
    part for what came. When that becomes much, and another process has written a new file, it is read beside.
    """

    def __init__(
        self,
        folder: Path,
        dimension: int,
        present: Callable[[], AbstractContextManager[Vectors]],
        renew: Callable[[], None],
    ) -> None:
        """
        Args:
            present: takes a snapshot of the present generation.
            renew: makes the file anew where there is none, if it can be made.
        """
        self._make = renew
        self._folder, self._dimension, self._present = folder, dimension, present
        self._held: Generation | None = None
        self._file = ""  # from which the first part of what is held was read
        self._unread = ""  # one that was not as it was written
        self._lock, self._renewal = threading.Lock(), BackgroundTask("vectors")

    def at(self, snapshot: Vectors) -> Generation:
        """The vectors of exactly this snapshot."""
        held = self._held
        if held is None or held.number != snapshot.generation:
            held = self._at(snapshot)
        if worth_a_file(held.moved, len(held)):
            self._renew(snapshot)
        return held

    def close(self) -> None:
        """Waits for a file that is still being read."""
        self._renewal.close()

    def _at(self, snapshot: Vectors) -> Generation:
        with self._lock:
            if self._held is None:
                self._held, self._file = self._read()
            if self._held.number == snapshot.generation:
                return self._held
            brought = self._brought(self._held, snapshot)
            if brought.number > self._held.number:
                self._held = brought
            return brought

    def _brought(self, held: Generation, snapshot: Vectors) -> Generation:
        """The snapshot's generation, from any other."""
        came = snapshot.passage_ids(after=held.last)
        parts = held.parts
        # As many as there were and came: then none went, if that generation was an earlier one.
        if not 0 <= held.number < snapshot.generation or snapshot.passage_count() != len(held) + len(came):
            wanted = snapshot.passage_ids()
            parts = tuple(Part(each.index, each.ids, without(each.ids, wanted)) for each in parts)
            came = without(wanted, np.concatenate([_NONE, *(each.ids for each in parts)]))
        if len(came):
            while len(parts) > 1 and len(parts[-1].ids) <= min(2 * len(came), _GROWN):
                *before, small = parts
                parts, came = tuple(before), np.union1d(came, without(small.ids, small.hidden))
            parts = (*parts, Part(fill(ExactIndex(self._dimension), came, snapshot), came, _NONE))
        return Generation(snapshot.generation, parts)

    def _read(self) -> tuple[Generation, str]:
        """What the file holds, of any generation, and its name; nothing where it is not as it was written."""
        with self._present() as snapshot:  # an older one may name a file that is gone by now
            file = VectorFile.of(snapshot)
            if file is not None:
                with suppress(LibraryDamaged):
                    index = file.read(self._folder)
                    return Generation(file.generation, (Part(index, index.ids(), _NONE),)), file.name
                with suppress(OSError):
                    file.forget(self._folder)
                self._renewal.begin(self._make)
        return Generation(-1, ()), ""

    def _renew(self, snapshot: Vectors) -> None:
        """Reads a new file beside the searches, where there is one."""
        file = VectorFile.of(snapshot)
        if file is None or file.name in {self._file, self._unread}:
            return
        with self._lock:
            self._renewal.begin(self._reread)

    def _reread(self) -> None:
        with suppress(QuothError), self._present() as snapshot:
            read, name = self._read()
            if not name:
                file = VectorFile.of(snapshot)
                self._unread = file.name if file else ""
            else:
                brought = self._brought(read, snapshot)
                with self._lock:  # what came meanwhile comes once more, with the next search
                    self._held, self._file = brought, name
