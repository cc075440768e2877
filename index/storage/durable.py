"""Files put in their places for good: what is told as done is there when the power fails the next moment."""

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
    """Has the disk keep which names there are in a folder. Windows opens no folders, and keeps names by itself."""
    with suppress(PermissionError):
        _flush(folder, os.O_RDONLY)


def _flush(path: Path, mode: int) -> None:
    opened = os.open(path, mode)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
