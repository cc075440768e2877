"""Documents kept in memory between questions."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

from index.documents import Document
from index.storage.protocols import Entry


class DocumentCache:
    """The documents last used, up to a number of code points, and the list of them all. Safe to share between threads."""

    def __init__(self, room: int = 50_000_000) -> None:
        self._room, self._used = room, 0
        self._held: OrderedDict[tuple[str, ...], Document] = OrderedDict()
        self._lock = threading.Lock()
        self._listed: tuple[int, tuple[Entry, ...]] = (-1, ())

    def listed(self, generation: int, read: Callable[[], Sequence[Entry]]) -> list[Entry]:
        """Every document of a generation, read at its first need."""
        known, entries = self._listed
        if known != generation:
            entries = tuple(read())
            self._listed = generation, entries
        return list(entries)

    def get(self, key: tuple[str, ...]) -> Document | None:
        """The document under ``key``, if it is still held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: tuple[str, ...], document: Document) -> None:
        """Holds a document, and lets go of those not used for longest."""
        with self._lock:
            if key not in self._held:
                self._held[key] = document
                self._used += len(document.text)
            while self._used > self._room and len(self._held) > 1:
                _, oldest = self._held.popitem(last=False)
                self._used -= len(oldest.text)
