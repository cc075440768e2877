"""A log of questions and replies that nothing can be taken out of unseen: each entry holds the digest of the one before."""

import fcntl
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from index.documents import digest
from index.errors import QuothError

#: What stands in place of a digest before the first entry.
_BEGINNING = "0" * 64
_HASH = "hash"
#: Bytes read at once when the last line is looked for.
_BLOCK = 65_536


class BrokenLog(QuothError):
    """A log that is not as it was written; the message names the first entry that is wrong."""


@dataclass(frozen=True)
class Seal:
    """How a sound log ends.

    Attributes:
        head: the last entry's digest. Kept elsewhere, it proves later that nothing was cut off the end.
    """

    entries: int
    head: str


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
    """Adds an entry, with its number, the time and the digest of the one before it.

    Raises:
        QuothError: the file cannot be written. BrokenLog: its last line is no entry.
    """
    try:
        with path.open("a+b") as file:
            # Two that write at once would both name the same entry as the one before.
            fcntl.flock(file, fcntl.LOCK_EX)
            last = _last(file)
            try:
                before: dict[str, Any] = json.loads(last) if last else {"number": 0, _HASH: _BEGINNING}
                number, previous = before["number"] + 1, before[_HASH]
            except (ValueError, KeyError, TypeError) as cause:
                raise BrokenLog(f"the last line of {path} is no entry of a log; begin another file") from cause
            made = {
                "number": number,
                "time": datetime.now(UTC).isoformat(timespec="seconds"),
                **entry,
                "previous": previous,
            }
            made[_HASH] = _digest(made)
            file.write(_line(made) + b"\n")
    except OSError as cause:
        raise QuothError(f"{path} cannot be written: {cause.strerror}") from cause
    return Seal(number, made[_HASH])


def examine(path: Path) -> Seal:
    """Reads a log from its beginning.

    Raises:
        QuothError: it cannot be read. BrokenLog: an entry was changed, taken out, put in or moved.
    """
    previous, number = _BEGINNING, 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                entry = _entry(line)
                if entry is None or not line.endswith(b"\n"):
                    raise BrokenLog(f"line {number} of {path} is no entry of a log")
                if (entry.get("number"), entry.get("previous")) != (number, previous):
                    raise BrokenLog(
                        f"entry {number} of {path} does not follow the one before it: one was taken out, or put in"
                    )
                if entry.get(_HASH) != _digest(entry):
                    raise BrokenLog(f"entry {number} of {path} was changed after it was written")
                previous = entry[_HASH]
    except OSError as cause:
        raise QuothError(f"{path} cannot be read: {cause.strerror}") from cause
    return Seal(number, previous)


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _digest(entry: Mapping[str, Any]) -> str:
    return digest(_line({key: value for key, value in entry.items() if key != _HASH}))


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _last(file: BinaryIO) -> bytes:
    """The last line, without reading the whole file."""
    end = file.seek(0, 2)
    data, at = b"", end
    while at > 0 and data.rstrip(b"\n").count(b"\n") == 0:
        step = min(_BLOCK, at)
        at = file.seek(at - step)
        data = file.read(step) + data
    return data.rstrip(b"\n").rpartition(b"\n")[2]
