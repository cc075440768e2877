import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest

from index.documents import Content, Document
from index.errors import LibraryBusy, LibraryError
from index.index import Index
from index.storage.sqlite.store import SQLiteStore
from tests.conftest import ROOT
from tests.index.crash import HashEmbedder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Index]:
    opened = Index.open_or_create(tmp_path / ".quoth", HashEmbedder())
    yield opened
    opened.close()


def document(id: str, text: str) -> Document:
    return Document(id, f"{id}.txt", "", Content(text))


def run(code: str, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, **options
    )


def test_readers_see_whole_generations_while_a_writer_writes(library: Index) -> None:
    """Two documents change together in meaning but one after the other in time: at most one step apart, never torn."""
    count, done, wrong = 40, threading.Event(), []
    library.add(document("a", "version 0 of both"), document("b", "version 0 of both"))

    def write() -> None:
        for version in range(1, count + 1):
            for id in "ab":
                library.add(document(id, f"version {version} of both"))
        done.set()

    def read() -> None:
        last = 0
        while not done.is_set():
            with library.view() as view:
                hits = view.search("version of both", 10)
                texts = {hit.passage.document.id: hit.passage.text for hit in hits}
                stored = {id: view.document(id) for id in "ab"}
            versions = {id: int(text.split()[1]) for id, text in texts.items()}
            if set(versions) != {"a", "b"} or not 0 <= versions["a"] - versions["b"] <= 1 or versions["a"] < last:
                wrong.append(versions)
            if any(stored[id].text != text for id, text in texts.items()):
                wrong.append((texts, "is not what the same view stores"))
            last = versions.get("a", last)

    threads = [threading.Thread(target=target) for target in (write, read, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert library.search("version", 5)[0].passage.text == f"version {count} of both"


def test_another_process_sees_what_was_committed_and_nothing_else(library: Index, tmp_path: Path) -> None:
    library.add(document("a", "the first text"))
    code = """
import json, sys
from pathlib import Path
from index.index import Index
from tests.index.crash import HashEmbedder
index = Index.open(Path(sys.argv[1]), HashEmbedder())
for line in sys.stdin:
    print(json.dumps([hit.passage.text for hit in index.search("text", 9)]), flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / ".quoth")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:

        def seen() -> set[str]:
            other.stdin.write("\n")
            other.stdin.flush()
            return set(json.loads(other.stdout.readline()))

        assert seen() == {"the first text"}
        library.add(document("b", "the second text"))
        assert seen() == {"the first text", "the second text"}
        library.remove(["a"])
        assert seen() == {"the second text"}
        other.stdin.close()


def test_a_second_writer_waits_or_says_who_holds_the_lock(library: Index, tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / ".quoth")
    code = """
import sys
from pathlib import Path
from index.storage.sqlite.store import SQLiteStore
with SQLiteStore(Path(sys.argv[1])).writing():
    print("writing", flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / ".quoth")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "writing\n"
        with pytest.raises(LibraryBusy, match=f"process {other.pid} on"), store.writing(patience=0.05):
            pass
        other.stdin.close()
        other.wait()
    library.add(document("a", "free again"))
    assert len(library.documents()) == 1


def test_a_writer_that_died_blocks_nobody(library: Index, tmp_path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from index.storage.sqlite.store import SQLiteStore
with SQLiteStore(Path(sys.argv[1])).writing():
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run(code, str(tmp_path / ".quoth")).returncode == -9
    library.add(document("a", "still here"))
    assert len(library.documents()) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_is_one_clear_error_and_loses_nothing(small_disk: Path) -> None:
    library = Index.open_or_create(small_disk / ".quoth", HashEmbedder())
    kept: list[str] = []

    def fill() -> None:
        for number in range(1000):
            library.add(document(str(number), f"number {number} " + "some words to fill a disk with " * 300))
            kept.append(str(number))

    with pytest.raises(LibraryError, match="no space left"):
        fill()
    library.close()
    assert len(kept) > 3
    again = Index.open(small_disk / ".quoth", HashEmbedder())
    assert sorted(entry.id for entry in again.documents()) == sorted(kept)
    hits = again.search("number words disk", 500)
    assert {hit.passage.document.id for hit in hits} <= set(kept)
    assert all(hit.passage.text in again.document(hit.passage.document.id).text for hit in hits)
    again.close()


def test_a_read_only_library_can_be_asked_but_not_written(library: Index, tmp_path: Path) -> None:
    library.add(document("a", "written before"))
    library.close()
    code = """
import os, sys
from pathlib import Path
from index.documents import Content, Document
from index.errors import LibraryError
from index.index import Index
from tests.index.crash import HashEmbedder
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
index = Index.open(Path(sys.argv[1]), HashEmbedder())
print(index.search("written")[0].passage.text)
try:
    index.add(Document("b", "b", "", Content("never")))
except LibraryError as error:
    print(error)
"""
    folder = tmp_path / ".quoth"
    for each in (folder, *folder.iterdir()):
        each.chmod(0o555 if each.is_dir() else 0o444)
    for parent in folder.parents:
        if parent.is_relative_to(gettempdir()) and parent != Path(gettempdir()):
            parent.chmod(0o755)
    try:
        found = run(code, str(folder))
    finally:
        folder.chmod(0o755)
    assert found.stdout.splitlines()[0] == "written before", found.stderr
    assert "cannot be written to" in found.stdout.splitlines()[1]


def test_an_interruption_between_documents_leaves_a_good_library(library: Index, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"document {number} " * 4000)

    def interrupt(progress) -> None:
        if progress.documents == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.sync([folder], interrupt)
    summary = library.sync([folder])
    assert len(summary.added) + summary.unchanged == 5
    assert summary.unchanged >= 1
    assert len(library.documents()) == 5
