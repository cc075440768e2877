"""A log of questions and replies that nothing can be taken out of unseen: each entry holds the digest of the one before."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from index.documents import digest
from index.errors import QuothError
from index.storage import flush_names

#: What stands in place of a digest before the first entry.
_BEGINNING = "0" * 64
_HASH, _TORN = "hash", "torn"
#: How every line begins: its names are sorted.
_OPENING = b'{"' + _HASH.encode() + b'":"'
#: Bytes read at once when the last entry is looked for, and those that one entry may have.
_BLOCK, _LONGEST = 65_536, 16_000_000


class BrokenLog(QuothError):
    """A log that is not as it was written; the message names the first entry that is wrong."""


@dataclass(frozen=True)
class Seal:
    """How a sound log ends.

    Attributes:
        head: the last entry's digest. Kept elsewhere, it proves later that nothing was cut off the end.
        torn: lines that were not written to their ends; the entry after such a line holds its digest.
    """

    entries: int
    head: str
    torn: tuple[int, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """A log that replies are added to. Safe to share between threads and processes.

    Attributes:
        question: whether it holds the questions, too.
    """

    path: Path
    question: bool = True

    def check(self) -> None:
        """Makes sure that the next reply can be added; raises what :func:`append` raises."""
        with _opened(self.path) as file:
            _end(self.path, file)

    def add(self, reply: Mapping[str, Any]) -> None:
        """Adds a reply, as ``quoth ask --json`` prints it; raises what :func:`append` raises."""
        append(self.path, record(reply, question=self.question))


def record(reply: Mapping[str, Any], *, question: bool = True) -> dict[str, Any]:
    """What a log holds of a reply: places and digests, no words of any document.

    Args:
        reply: as ``quoth ask --json`` prints it. question: whether the question is held, too.
    """
    places = [
        {key: each[key] for key in ("document", "digest", "source", "start", "end", "support")}
        for each in reply["quotes"] or reply.get("nearest", ())
    ]
    return {
        "question": reply["question"] if question else None,
        "outcome": reply["outcome"],
        "support": reply["support"],
        "threshold": reply["threshold"],
        "places": places,
    }


def append(path: Path, entry: Mapping[str, Any]) -> Seal:
    """Adds an entry, with its number, the time and the digest of the one before it; once told, it is on the disk.

    What was torn while it was written stays, and the new entry holds its digest, so that it cannot be taken out either.

    Raises:
        QuothError: the file cannot be written. BrokenLog: its last line is no entry.
    """
    with _opened(path) as file:
        end = _end(path, file)
        made = {
            "number": end.number + 1,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            **entry,
            "previous": end.head,
            **({_TORN: digest(end.torn + end.gap)} if end.torn else {}),
        }
        made[_HASH] = _digest(made)
        file.write(end.gap + _line(made) + b"\n")
        file.flush()
        os.fsync(file.fileno())
        if end.number == 0:
            flush_names(path.parent)
    return Seal(end.number + 1, made[_HASH])


def examine(path: Path) -> Seal:
    """Reads a log from its beginning.

    Raises:
        QuothError: it cannot be read. BrokenLog: an entry was changed, taken out, put in or moved, or the last is torn.
    """
    previous, entries, torn = _BEGINNING, 0, list[int]()
    pending = b""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST), b""), start=1):
                entry = _entry(line)
                if entry is None:
                    if not _is_torn(line) or len(pending) > _LONGEST:
                        raise BrokenLog(f"line {number} of {path} is no entry of a log")
                    pending, torn = pending + line, [*torn, number]
                    continue
                entries += 1
                torn_before = digest(pending) if pending else None
                if (entry.get("number"), entry.get("previous"), entry.get(_TORN)) != (entries, previous, torn_before):
                    raise BrokenLog(
                        f"entry {entries} of {path} does not follow the one before it: one was taken out, or put in"
                    )
                if entry.get(_HASH) != _digest(entry):
                    raise BrokenLog(f"entry {entries} of {path} was changed after it was written")
                previous, pending = entry[_HASH], b""
    except OSError as cause:
        raise QuothError(f"{path} cannot be read: {cause.strerror}") from cause
    if pending:
        raise BrokenLog(
            f"line {torn[-1]}, the last of {path}, is torn: it was cut, or not written to its end; "
            "what is logged next is written behind it"
        )
    return Seal(entries, previous, tuple(torn))


class _End(NamedTuple):
    """Where the next entry goes: the last one's number and digest, what was torn behind it, and what must stand between."""

    number: int
    head: str
    torn: bytes
    gap: bytes


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A log to be added to, by nobody else meanwhile: two that write at once would both follow the same entry."""
    try:
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
    except OSError as cause:
        raise QuothError(f"{path} cannot be written: {cause.strerror}") from cause


def _end(path: Path, file: BinaryIO) -> _End:
    data, at = b"", file.seek(0, os.SEEK_END)
    while True:
        # The first piece may lack its beginning, unless the file begins with it.
        first, *lines = BytesIO(data).readlines() or [b""]
        lines = [first, *lines] if at == 0 else lines
        torn: list[bytes] = []
        for line in reversed(lines):
            if (entry := _entry(line)) is not None:
                return _after(path, entry, b"".join(torn), data)
            if line and not _is_torn(line):
                raise BrokenLog(f"the last line of {path} is no entry of a log; begin another file")
            torn.insert(0, line)
        if at == 0:
            return _after(path, {"number": 0, _HASH: _BEGINNING}, b"".join(torn), data)
        if len(data) > _LONGEST:
            raise BrokenLog(f"the last line of {path} is too long for an entry of a log; begin another file")
        step = min(max(_BLOCK, len(data)), at)
        at = file.seek(at - step)
        data = file.read(step) + data


def _after(path: Path, entry: Mapping[str, Any], torn: bytes, data: bytes) -> _End:
    number, head = entry.get("number"), entry.get(_HASH)
    if not isinstance(number, int) or not isinstance(head, str):
        raise BrokenLog(f"the last line of {path} is no entry of a log; begin another file")
    return _End(number, head, torn, b"" if not data or data.endswith(b"\n") else b"\n")


def _is_torn(line: bytes) -> bool:
    """Whether a line is the beginning of an entry, or what a disk has where it did not come to writing: zeros."""
    begun = line.strip(b"\n\0")
    return begun.startswith(_OPENING) or _OPENING.startswith(begun)


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _digest(entry: Mapping[str, Any]) -> str:
    return digest(_line({key: value for key, value in entry.items() if key != _HASH}))


def _line(entry: Mapping[str, Any]) -> bytes:
    # Half of a surrogate pair has no UTF-8; its escape means the same in JSON.
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")
