"""Files written so that they survive a power cut once they are reported as written."""

import os
from contextlib import suppress
from pathlib import Path


def settle(draft: Path, path: Path) -> None:
    """Puts a finished file in the place of ``path``: after a crash there is either the old one or all of the new.

    Raises:
        OSError: it cannot be written.
    """
    _flush(draft, os.O_RDWR)
    os.replace(draft, path)
    flush_names(path.parent)


def flush_names(folder: Path) -> None:
    """Flushes a folder's list of names to disk. Windows cannot open folders, and does so by itself."""
    with suppress(PermissionError):
        _flush(folder, os.O_RDONLY)


def _flush(path: Path, mode: int) -> None:
    opened = os.open(path, mode)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
