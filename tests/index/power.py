"""A library whose power fails: ``python -m tests.index.power STATES SEED`` prints one JSON line.

A day of a library is recorded by strace, call by call. A disk's state after a power cut is then made of it: what was
flushed is there; of what was written to a file since its last flush, any 512 bytes are there or not, in any order; of
names made, changed and removed since their folder's last flush, only the first few. Each state is opened by a fresh process
and must hold what had been told as done.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.conftest import ROOT
from tests.index.crash import check, follow, forked, work

_CALLS = "openat,open,creat,lseek,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,link,linkat"
_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PATH = re.compile(r"^(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2}|[^>])*)>")
_SECTOR = 512
#: A write to it tells what was done; it is no file of the library.
_EVENTS = "told.jsonl"


@dataclass
class Inode:
    """A file: what a power cut leaves for sure, and what was done since."""

    kept: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)
    size: int = 0

    def flush(self) -> None:
        self.kept, self.since = self.cut(None), []

    def cut(self, rng: Random | None) -> bytearray:
        """What is there after a cut; without ``rng`` all that was done."""
        held = bytearray(self.kept)
        for at, data in self.since:
            if data is None:
                if rng is None or rng.random() < 0.5:
                    del held[at:]
                    held.extend(bytes(at - len(held)))
                continue
            for start in range(0, len(data), _SECTOR):
                if rng is None or rng.random() < 0.5:
                    part = data[start : start + _SECTOR]
                    held.extend(bytes(max(0, at + start + len(part) - len(held))))
                    held[at + start : at + start + len(part)] = part
        return held


class Disk:
    """Files by name, as a program sees them and as a power cut would leave them."""

    def __init__(self) -> None:
        self.names: dict[str, Inode] = {}
        self.kept: dict[str, Inode] = {}
        self.since: list[tuple[str, Inode | None]] = []
        self.events: list[list] = []

    def name(self, path: str, inode: Inode | None) -> None:
        self.since.append((path, inode))
        _named(self.names, path, inode)

    def flush_names(self) -> None:
        self.kept, self.since = dict(self.names), []

    def cut(self, rng: Random) -> dict[str, bytes]:
        names = dict(self.kept)
        for path, inode in self.since[: rng.randint(0, len(self.since))]:
            _named(names, path, inode)
        return {path: bytes(inode.cut(rng)) for path, inode in names.items()}


def _named(names: dict[str, Inode], path: str, inode: Inode | None) -> None:
    if inode is None:
        names.pop(path, None)
    else:
        names[path] = inode


def replayed(lines: list[str], folder: Path) -> Iterator[Disk]:
    """The disk after each call that did something below ``folder``."""
    disk, places, open_files = Disk(), dict[str, tuple[int, bool]](), dict[str, Inode]()
    for line in lines:
        found = _CALL.match(line)
        if found is None or int(found[3]) < 0:
            continue
        call, arguments, result = found[1], found[2], int(found[3])
        texts = [_bytes(each) for each in _TEXT.findall(arguments)]
        handle = _PATH.match(arguments)
        fd = handle[1] if handle else ""
        if call in {"open", "openat", "creat"}:
            path = texts[0].decode()
            open_files.pop(str(result), None)
            if not _below(path, folder):
                continue
            inode = disk.names.get(path)
            if "O_DIRECTORY" in arguments:
                continue
            if inode is None and "O_CREAT" in arguments:
                inode = Inode()
                disk.name(path, inode)
            if inode is None:
                continue
            if "O_TRUNC" in arguments and inode.size:
                inode.since.append((0, None))
                inode.size = 0
            open_files[str(result)] = inode
            places[str(result)] = (0, "O_APPEND" in arguments)
        elif call.startswith(("rename", "link")):
            old, new = (each.decode() for each in texts[:2])
            if old in disk.names and _below(new, folder):
                inode = disk.names[old]
                disk.name(new, inode)
                if call.startswith("rename"):
                    disk.name(old, None)
        elif call.startswith("unlink"):
            if (path := texts[0].decode()) in disk.names:
                disk.name(path, None)
        elif call in {"fsync", "fdatasync"} and fd not in open_files:
            if handle and _below(_unescaped(handle[2]), folder):
                disk.flush_names()
        elif fd not in open_files:
            continue
        elif call in {"fsync", "fdatasync"}:
            open_files[fd].flush()
        elif call == "lseek":
            places[fd] = (result, places[fd][1])
        elif call == "ftruncate":
            size = int(arguments.rsplit(", ", 1)[1])
            open_files[fd].since.append((size, None))
            open_files[fd].size = size
        elif call in {"write", "pwrite64"}:
            inode, (at, appends) = open_files[fd], places[fd]
            if disk.names.get(str(folder / _EVENTS)) is inode:
                disk.events.append(json.loads(texts[0]))
            if call == "pwrite64":
                at = int(arguments.rsplit(", ", 1)[1])
            elif appends:
                at = inode.size
            data = texts[0][:result]
            assert len(data) == result, "strace did not show all of it"
            inode.since.append((at, data))
            inode.size = max(inode.size, at + result)
            if call == "write":
                places[fd] = (at + result, appends)
        yield disk


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _unescaped(path: str) -> str:
    return _bytes(path).decode() if path.startswith("\\x") else path


def _below(path: str, folder: Path) -> bool:
    return Path(path).is_relative_to(folder)


def recorded(base: Path, seed: int) -> list[str]:
    """The calls of a day of a library below ``base``."""
    trace = base / "trace"
    run = [sys.executable, "-m", "tests.index.power", "work", str(base), str(seed)]
    options = ["-f", "-y", "-xx", "-s", "100000000", "-e", f"trace={_CALLS}", "-o", str(trace)]
    subprocess.run(["strace", *options, *run], cwd=ROOT, check=True)
    lines = trace.read_text().splitlines()
    trace.unlink()
    return lines


def live(base: Path, seed: int) -> None:
    (base / "files").mkdir()
    with (base / _EVENTS).open("ab", buffering=0) as events:
        work(base / "library", base / "files", seed, lambda *event: events.write(json.dumps(event).encode()) and None)


def main(states: int, seed: int, *, honest: bool = True) -> None:
    """
    Args:
        honest: whether the disk flushes when it is told to; where it does not, something must be found lost.
    """
    rng, cuts, calls = Random(seed), 0, 0
    while cuts < states:
        base = Path(tempfile.mkdtemp(prefix="quoth-power-"))
        lines = recorded(base, rng.randrange(1_000))
        if not honest:
            lines = [line for line in lines if "sync(" not in line]
        moments = sum(1 for _ in replayed(lines, base))
        calls += moments
        # As many cuts of a day as there is room for, each at a moment of its own.
        chosen = set(rng.sample(range(moments), min(moments, 40, states - cuts)))
        for number, disk in enumerate(replayed(lines, base)):
            if number in chosen:
                cuts += 1
                opened(base, disk, rng, f"seed {seed}, after call {number} of {moments}")
        shutil.rmtree(base)
    print(json.dumps({"states": cuts, "calls": calls}))


def opened(base: Path, disk: Disk, rng: Random, moment: str) -> None:
    """Opens what a cut leaves, and checks that nothing is lost that was told as done."""
    place = base / "after"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for path, data in disk.cut(rng).items():
        inside = Path(path).relative_to(base)
        if inside.parts[0] == "library" and not path.endswith("-shm"):  # which is memory, and is made anew
            (place / inside).parent.mkdir(parents=True, exist_ok=True)
            (place / inside).write_bytes(data)
    states: dict[str, set[int]] = {}
    follow(disk.events, states)
    created = any(kind == "created" for kind, *_ in disk.events)
    if not created and not (place / "library" / "library.sqlite").exists():
        return
    status, _ = forked(lambda _: check(place / "library", base / "files", states))
    assert status == 0, f"power cut at {moment}: the library is not as it should be; see {_kept(place)}"


def _kept(place: Path) -> Path:
    kept = Path(tempfile.mkdtemp(prefix="quoth-lost-"))
    shutil.copytree(place, kept, dirs_exist_ok=True)
    return kept


if __name__ == "__main__":
    if sys.argv[1] == "work":
        live(Path(sys.argv[2]), int(sys.argv[3]))
        os._exit(0)  # what ends at leisure is no part of the day
    main(int(sys.argv[1]), int(sys.argv[2]), honest="lying" not in sys.argv)
