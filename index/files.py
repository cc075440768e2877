"""Which files a folder offers, and their bytes."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import QuothError, UnreadableDocument


@dataclass(frozen=True)
class Skipped:
    """A file that was passed over, and why."""

    source: str
    reason: str


def files(paths: list[Path]) -> Iterator[Path]:
    """Every file below ``paths``, sorted within each folder; hidden files and folders are left alone.

    Raises:
        QuothError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise QuothError(f"there is no file or folder {printable(str(path))}")
        if not path.is_dir():
            yield path
            continue
        # Symbolic links to folders are not followed: they could lead out of the folder, or in a circle.
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def contents(path: Path, roots: list[Path]) -> bytes:
    """The bytes of a file, all from one moment.

    Raises:
        UnreadableDocument: it cannot be read, changes while it is read, or lies outside ``roots``.
    """
    try:
        if path.is_symlink():
            target = path.resolve(strict=True)
            if not any(target.is_relative_to(root.resolve()) for root in roots):
                raise UnreadableDocument("a symbolic link out of the folder")
        if not path.is_file():
            raise UnreadableDocument("not a regular file")
        for _ in range(3):
            before = path.stat()
            data = path.read_bytes()
            after = path.stat()
            if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size) and len(
                data
            ) == after.st_size:
                return data
    except (OSError, RuntimeError) as cause:
        raise UnreadableDocument(f"cannot be read: {getattr(cause, 'strerror', None) or cause}") from cause
    raise UnreadableDocument("changes while it is read")


def printable(name: str) -> str:
    """A name fit for one line of a terminal: control characters escaped, undecodable bytes marked."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
