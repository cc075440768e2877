"""A library under repeated sudden death: ``python -m tests.index.crash ROUNDS SEED [SECONDS]`` prints one JSON line.

A child process writes to the library and kills itself (SIGKILL) at its n-th effect: a statement given
to SQLite, a file renamed, flushed or removed. Before each kill it has told the parent, through a pipe,
what it was about to do and what was done. The parent then opens the library in another fresh process
and checks that it holds exactly what was committed: nothing lost, nothing half, nothing deleted found.
"""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from math import inf
from pathlib import Path
from random import Random

import numpy as np

from index.documents import Content, Document, digest
from index.embedding import ModelIdentity, unit
from index.index import Index
from index.ingest import sync
from index.readers import read as read_here
from index.storage.sqlite import connection as database
from index.storage.sqlite import store
from index.storage.sqlite.doctor import examine


class HashEmbedder:
    """Vectors from the hashes of words: real similarity of words, no model to load in each of hundreds of processes."""

    identity = ModelIdentity("hash", "0" * 64, 16)
    window = 64

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), 16), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % 16] += 1
        return unit(vectors)

    def measure(self, text: str) -> int:
        return len(text.split())


def text(name: str, version: int) -> str:
    return "\n".join(f"Document {name} in version v{version} has word w{name}x{version} in line {n}." for n in range(6))


def work(library: Path, folder: Path, seed: int, report: Callable[[str, str, int], None]) -> None:
    """A random day of a library: documents put, replaced and removed, folders synced."""
    rng = Random(seed)
    sync.read_sandboxed = read_here  # here: a process to read in for each of hundreds that die would take a second each
    index = Index.open_or_create(library, HashEmbedder())
    report("created", "", 0)
    for step in range(6):
        name, version = rng.choice("abcd"), seed * 100 + step
        match rng.randrange(4):
            case 0 | 1:
                report("putting", name, version)
                index.add(Document(name, f"{name}.txt", "", Content(text(name, version))))
                report("put", name, version)
            case 2:
                report("removing", name, 0)
                index.remove([entry.id for entry in index.documents() if entry.id == name])
                report("removed", name, 0)
            case 3:
                file = folder / f"f{name}.txt"
                file.write_text(text("f" + name, version))
                report("putting", f"f{name}", version)
                index.sync([folder])
                report("put", f"f{name}", version)
    index.close()


def dying(at: int) -> Callable[[], None]:
    """Counts effects, and dies at the ``at``-th; wraps every way of having one."""
    count = 0

    def effect(*_: object) -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    connect = database.connect

    def watched(path: Path, mode: str):
        connection = connect(path, mode)
        connection.set_trace_callback(effect)
        return connection

    store.connect = watched
    for name in ("replace", "fsync", "unlink"):
        original = getattr(os, name)

        def wrapped(*arguments: object, _original=original, **options: object) -> object:
            effect()
            result = _original(*arguments, **options)
            effect()
            return result

        setattr(os, name, wrapped)
    return effect


def check(library: Path, folder: Path, states: dict[str, set[int]]) -> None:
    """The library holds, for each name, one of the versions it may hold (0: absent), whole and findable."""
    index = Index.open(library, HashEmbedder())
    entries = {entry.source.removeprefix(f"{folder.name}/").removesuffix(".txt"): entry for entry in index.documents()}
    for name, versions in states.items():
        entry = entries.pop(name, None)
        assert entry or 0 in versions, f"{name} was committed and is missing"
        if entry is None:
            continue
        document = index.document(entry.id)
        held = next(v for v in versions if v and text(name, v) == document.text)
        assert digest(document.text.encode()) == entry.digest
        hits = index.search(f"w{name}x{held}", 50)
        assert any(hit.bm25 > 0 and hit.passage.document.id == entry.id for hit in hits)
        for hit in index.search("document version word line", 200):
            assert hit.passage.text in hit.passage.document.text
        gone = [v for v in range(1, held) if f"x{v} " in document.text]
        assert not gone
    assert not entries, f"{sorted(entries)} were never put, or were removed"
    for name, versions in states.items():
        if versions == {0}:
            assert not any(hit.bm25 > 0 for hit in index.search(f"w{name}", 50))
    found = [line for line in examine(library).problems if "rebuilt at the next opening" not in line]
    assert found == [], found
    index.close()


def forked(run: Callable[[int], None]) -> tuple[int, list[list]]:
    """Runs ``run(pipe)`` in a child; its exit status and the JSON lines it wrote."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        status = 1
        try:
            run(write)
            status = 0
        except BaseException as error:  # noqa: BLE001 - a child tells its parent, whatever it was
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read) as lines:
        events = [json.loads(line) for line in lines]
    return os.waitpid(child, 0)[1], events


def follow(events: list[list], states: dict[str, set[int]]) -> None:
    """What the library may hold after a child told this much and died."""
    for kind, name, version in events:
        match kind:
            case "putting":
                # Until it is told as done, either the old or the new may stand.
                states[name] = states.get(name, {0}) | {version}
            case "removing":
                states[name] = states.get(name, {0}) | {0}
            case "put":
                states[name] = {version}
            case "removed":
                states[name] = {0}


def main(rounds: int, seed: int, seconds: float = inf) -> None:
    """
    Args:
        seconds: after which no further round begins.
    """
    rng, died, most, end = Random(seed), 0, 400, time.monotonic() + seconds
    base = Path(tempfile.mkdtemp(prefix="quoth-crash-"))
    library, folder = base / "library", base / "folder"
    folder.mkdir()
    states: dict[str, set[int]] = {}
    done = 0
    for number in range(1, rounds + 1):
        if time.monotonic() > end:
            break
        done += 1
        at = rng.randint(1, most)

        def live(pipe: int, at: int = at, number: int = number) -> None:
            dying(at)
            work(library, folder, number, lambda *event: os.write(pipe, (json.dumps(event) + "\n").encode()))

        status, events = forked(live)
        died += os.WIFSIGNALED(status)
        assert os.WIFSIGNALED(status) or status == 0, f"round {number} failed by itself"
        follow(events, states)
        if not any(kind == "created" for kind, *_ in events) and not (library / "library.sqlite").exists():
            continue
        status, _ = forked(lambda _, now=dict(states): check(library, folder, now))
        assert status == 0, f"after round {number}, killed at effect {at}, the library was not as it should be"
        if number % 40 == 0:  # so that making a library dies too
            shutil.rmtree(library)
            for file in folder.iterdir():
                file.unlink()
            states = {}
    with contextlib.suppress(OSError):
        shutil.rmtree(base)
    print(json.dumps({"rounds": done, "died": died}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *map(float, sys.argv[3:4]))
