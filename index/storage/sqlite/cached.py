"""A file beside the database that repeats what the database holds, ready to search: a cache of one generation."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar, Protocol, Self

import numpy as np


class Passages(Protocol):
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


@dataclass(frozen=True)
class CacheFile:
    """What the library notes of such a file; what does not match it is not read.

    Attributes:
        key: under which it is noted, and with which its name begins.
        digest: SHA-256 of its bytes. generation: whose passages it has.
        count, last: how many passages, and the highest id among them.
    """

    key: ClassVar[str]

    name: str
    digest: str
    generation: int
    count: int
    last: int

    @classmethod
    def of(cls, snapshot: Passages) -> Self | None:
        """What the snapshot's library notes; None where it notes nothing that this program understands."""
        with suppress(ValueError, TypeError):
            return cls(**json.loads(snapshot.meta(cls.key) or ""))
        return None

    def record(self) -> str:
        """As it is noted."""
        return json.dumps(asdict(self))

    def within(self, folder: Path) -> Path:
        """Where it lies."""
        return folder / Path(self.name).name

    def moved(self, snapshot: Passages) -> int:
        """Passages that came or went from its generation to the snapshot's, a later one."""
        came = len(snapshot.passage_ids(after=self.last))
        return came + self.count - (snapshot.passage_count() - came)

    def forget(self, folder: Path) -> None:
        """Removes the file, which is not as it was written, so that it is made anew.

        Raises:
            OSError: it cannot be removed.
        """
        self.within(folder).unlink(missing_ok=True)


class BackgroundTask:
    """A thread that works beside the searches, one piece of work at a time."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._working: threading.Thread | None = None

    def begin(self, work: Callable[[], None]) -> None:
        """Starts the work, unless some is still running."""
        if self._working is None or not self._working.is_alive():
            self._working = threading.Thread(target=work, name=self._name)
            self._working.start()

    def close(self) -> None:
        """Waits for what is still running."""
        if self._working:
            self._working.join()
