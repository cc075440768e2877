"""Which files a folder offers, and their bytes."""

import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import QuothError, UnreadableDocument
from index.ingest.ignoring import Rules

#: Bytes a file may have. It is held in memory as a whole, and what a reader makes of it besides.
LARGEST = 256 << 20


@dataclass(frozen=True)
class Skipped:
    """A file that was passed over, and why."""

    source: str
    reason: str


def find_files(paths: list[Path], complain: Callable[[Skipped], None] = lambda _: None) -> Iterator[Path]:
    """Every file below ``paths``, sorted within each folder.

    Hidden files and folders are passed over, and so is what a ``.quothignore`` excludes; ``paths`` themselves never are.
    A folder that cannot be listed, or is a symbolic link, is given as if it were a file: reading it says why not.

    Args:
        complain: called with each line of a ``.quothignore`` that cannot be understood; it is passed over.

    Raises:
        QuothError: a path does not exist, or a ``.quothignore`` cannot be read.
    """
    for path in paths:
        if not path.exists():
            raise QuothError(f"there is no file or folder {printable(str(path))}")
        if path.is_dir():
            yield from _below(path, complain)
        else:
            yield path


def _below(root: Path, complain: Callable[[Skipped], None]) -> Iterator[Path]:
    failed: list[Path] = []
    rules = {root: Rules()}
    for name, folders, names in os.walk(root, onerror=lambda error: failed.append(Path(error.filename))):
        folder = Path(name)
        here = rules.pop(folder).within(folder, lambda *said: complain(Skipped(*map(printable, said))))
        shown = sorted(name for name in folders if not name.startswith("."))
        shown = [name for name in shown if not here.ignore(folder / name, folder=True)]
        # Symbolic links to folders are not followed: they could lead out of the folder, or in a circle.
        folders[:] = [name for name in shown if not (folder / name).is_symlink()]
        rules |= {folder / name: here for name in folders}
        visible = sorted(name for name in names if not name.startswith("."))
        yield from (folder / name for name in visible if not here.ignore(folder / name))
        yield from (folder / name for name in shown if name not in folders)
    yield from failed


def read_bytes(path: Path, roots: list[Path]) -> bytes:
    """The bytes of a file, all from one moment.

    Raises:
        UnreadableDocument: it is too large, cannot be read, changes while it is read, or lies outside ``roots``.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError as cause:
        raise UnreadableDocument("its name is no valid text: rename it") from cause
    try:
        if path.is_symlink():
            target = path.resolve(strict=True)
            if not any(target.is_relative_to(root.resolve()) for root in roots):
                raise UnreadableDocument("a symbolic link out of the folder")
            if target.is_dir():
                raise UnreadableDocument("a symbolic link to a folder: not followed")
        if path.is_dir():
            next(path.iterdir(), None)  # raises what kept it from being listed
        if not path.is_file():
            raise UnreadableDocument("not a regular file")
        for _ in range(3):
            with path.open("rb") as file:
                before = os.fstat(file.fileno())
                if before.st_size > LARGEST:
                    raise UnreadableDocument(f"has {before.st_size:,} bytes; files of up to {LARGEST:,} are read")
                data = file.read(LARGEST + 1)
            if _state(before) == _state(path.stat()) and len(data) == before.st_size:
                return data
    except (OSError, RuntimeError) as cause:
        raise UnreadableDocument(f"cannot be read: {getattr(cause, 'strerror', None) or cause}") from cause
    raise UnreadableDocument("changes while it is read")


def _state(stat: os.stat_result) -> tuple[int, ...]:
    """What differs once a file was written to or replaced."""
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def printable(name: str) -> str:
    """A name fit for one line of a terminal: control characters escaped, undecodable bytes marked."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if _shows(c) else c.encode("unicode_escape").decode() for c in name)


def _shows(c: str) -> bool:
    # To Python no blank but the common one is printable.
    return c.isprintable() or unicodedata.category(c) == "Zs"
