"""The right to write to a library: one process at a time, and the others learn which."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryBusy


@contextmanager
def hold_lock(folder: Path, patience: float = 10.0) -> Iterator[None]:
    """Holds the library's lock; the system releases it, should the process die.

    Args:
        patience: seconds to wait for another writer.

    Raises:
        LibraryBusy: another process is still writing.
    """
    owner = folder / "writer.json"
    try:
        lock = FileLock(folder / "write.lock").acquire(timeout=patience)
    except Timeout as cause:
        raise LibraryBusy(f"{read_holder(folder)} is writing to {folder}; wait for it or stop it") from cause
    with lock:
        owner.write_text(json.dumps({"pid": os.getpid(), "host": os.uname().nodename}))
        try:
            yield
        finally:
            with suppress(OSError):
                owner.unlink()


def read_holder(folder: Path) -> str:
    """Who holds the right to write, in words."""
    try:
        held = json.loads((folder / "writer.json").read_text())
        return f"process {held['pid']} on {held['host']}"
    except (OSError, ValueError, KeyError):
        return "another process"
