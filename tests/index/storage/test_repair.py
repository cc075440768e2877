"""Whatever of a library is damaged, what can still be read is saved, and the rest is named."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from index.documents import Content, Document
from index.index import Index
from index.storage.sqlite.connection import DATABASE
from index.storage.sqlite.doctor import examine
from index.storage.sqlite.repair import repair
from index.storage.sqlite.store import SQLiteStore
from tests.index.crash import HashEmbedder

ROOT = Path(__file__).parents[3]
PAGE = 4096
COUNT = 24


def document(number: int) -> Document:
    lines = (f"The king number {number} of line {line} lived in a city of many words. " * 6 for line in range(4))
    return Document(f"{number:016x}", f"folder/{number}.txt", "", Content("\n\n".join(lines), title=f"King {number}"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library of some dozens of pages, all of it in the one file."""
    folder = tmp_path_factory.mktemp("sound") / ".quoth"
    index = Index.open_or_create(folder, HashEmbedder())
    index.add(*map(document, range(COUNT)))
    index.note("threshold", "0.42")
    index.close()
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def damaged(library: Path, tmp_path: Path) -> Path:
    return shutil.copytree(library, tmp_path / ".quoth")


def overwritten(folder: Path, page: int) -> None:
    with (folder / DATABASE).open("r+b") as file:
        file.seek(page * PAGE)
        file.write(random.Random(page).randbytes(PAGE))


def kept(folder: Path) -> dict[str, str]:
    """The texts a repaired library holds, by source; it is sound."""
    assert examine(folder).problems == []
    index = Index.open(folder, HashEmbedder())
    found = {entry.source: index.document(entry.id).text for entry in index.documents()}
    if found:
        assert index.search("king of a city", 3)
    index.close()
    return found


def test_every_page_is_garbage_in_turn_and_each_document_is_saved_or_named(library: Path, tmp_path: Path) -> None:
    sources = {document(number).source: document(number).text for number in range(COUNT)}
    saved = []
    for page in range((library / DATABASE).stat().st_size // PAGE):
        folder = shutil.copytree(library, tmp_path / str(page))
        overwritten(folder, page)
        assert not examine(folder).sound or kept(folder) == sources, f"garbage in page {page} went unseen"
        lost = repair(folder).lost
        found = kept(folder)
        assert found.items() <= sources.items()
        assert set(found) | set(lost) == set(sources), f"after garbage in page {page} some documents went unnamed"
        assert not set(found) & set(lost)
        saved.append(len(found))
        shutil.rmtree(folder)
    # A page of text holds a document or two, one of vectors or passages those of many, and a table's first one all.
    assert saved.count(0) <= 4
    assert sum(saved) > 0.8 * COUNT * len(saved)


def test_the_first_page_tells_where_all_is_and_is_made_anew(damaged: Path) -> None:
    overwritten(damaged, 0)
    assert repair(damaged).lost == []
    assert len(kept(damaged)) == COUNT


def test_what_the_library_notes_is_kept(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged / DATABASE, isolation_level=None)) as connection:
        connection.execute("UPDATE document SET digest = 'x' WHERE source = 'folder/5.txt'")
    assert repair(damaged).lost == ["folder/5.txt"]
    index = Index.open(damaged, HashEmbedder())
    assert index.read_note("threshold") == "0.42"
    index.close()


@pytest.mark.parametrize("column", ["title", "source", "metadata", "sections", "seal"])
def test_undecodable_text_is_a_named_loss(damaged: Path, column: str) -> None:
    with closing(sqlite3.connect(damaged / DATABASE, isolation_level=None)) as connection:
        connection.execute(f"UPDATE document SET {column} = CAST(x'ff80fe' AS TEXT) WHERE source = 'folder/5.txt'")
    assert not examine(damaged).sound
    (lost,) = repair(damaged).lost
    assert lost == "folder/5.txt" or column == "source"
    assert len(kept(damaged)) == COUNT - 1


def test_a_library_without_its_maker_is_saved_by_what_stands_beside_it(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged / DATABASE, isolation_level=None)) as connection:
        connection.execute("DELETE FROM meta")
    assert repair(damaged).lost == []
    assert len(kept(damaged)) == COUNT


@pytest.mark.parametrize("at", range(8))
def test_a_repair_that_dies_leaves_a_library(damaged: Path, at: int) -> None:
    code = """
import os, signal, sys
from pathlib import Path
count = 0
for name in ("replace", "unlink", "link"):
    def wrapped(*arguments, _do=getattr(os, name), **options):
        global count
        if "library.sqlite" in str(arguments[0]):
            if count == int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1
        return _do(*arguments, **options)
    setattr(os, name, wrapped)
from index.storage.sqlite.repair import repair
repair(Path(sys.argv[1]))
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(damaged), str(at)], check=False, env=environment)
    assert len(kept(damaged)) == COUNT
    assert repair(damaged).lost == []
    assert len(kept(damaged)) == COUNT


def test_two_who_make_a_library_at_once_make_one(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from index.index import Index
from index.storage.sqlite import store
from tests.index.crash import HashEmbedder
if sys.argv[1] == "late":  # made, but for its last step, when the other one begins
    made = store.create_database
    def waiting(*arguments):
        made(*arguments)
        print("making", flush=True)
        sys.stdin.readline()
    store.create_database = waiting
else:
    print("begun", flush=True)
index = Index.open_or_create(Path(".quoth"), HashEmbedder())
if sys.argv[1] == "late":
    sys.stdin.readline()
summary = index.sync([Path(sys.argv[1])])
print(len(summary.added))
"""
    for name in ("late", "early"):
        (tmp_path / name).mkdir()
        for number in range(12):
            (tmp_path / name / f"{number}.txt").write_text(f"{name} number {number}")

    def begun(name: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", code, name],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    with begun("late") as late:
        assert late.stdout.readline() == "making\n"
        with begun("early") as early:
            assert early.stdout.readline() == "begun\n"
            late.stdin.write("\n")
            late.stdin.flush()
            assert early.stdout.read() == "12\n"
        late.stdin.close()
        assert late.stdout.read() == "12\n"
    index = Index.open(tmp_path / ".quoth", HashEmbedder())
    assert len(index.documents()) == 24
    index.close()


@pytest.mark.parametrize("damage", ["missing", "garbage"])
def test_a_vector_file_that_is_lost_is_made_anew_at_the_next_opening(damaged: Path, damage: str) -> None:
    (file,) = damaged.glob("vectors-*")
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(b"garbage")
    assert not examine(damaged).sound
    index = Index.open(damaged, HashEmbedder())
    assert index.search("king", 3)
    index.close()
    assert examine(damaged).problems == []


def test_a_sound_library_that_may_only_be_read_is_sound(damaged: Path) -> None:
    code = """
import json, os, sys
from pathlib import Path
from index.storage.sqlite.doctor import examine
examine(Path(sys.argv[1]))  # imports what it needs: Python's own files may be root's alone
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
print(json.dumps(examine(Path(sys.argv[1])).problems))
"""
    for each in (damaged, *damaged.iterdir()):
        each.chmod(0o555 if each.is_dir() else 0o444)
    for parent in damaged.parents:
        if parent.name.startswith(("pytest-", "popen-", "test_")):
            parent.chmod(0o755)
    try:
        found = subprocess.run(
            [sys.executable, "-c", code, str(damaged)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    finally:
        damaged.chmod(0o755)
    assert json.loads(found.stdout) == [], found.stderr


def test_what_a_library_was_made_with_is_written_beside_an_older_one(damaged: Path) -> None:
    (damaged / "maker.json").unlink()
    store = SQLiteStore(damaged)
    with store.writing():
        pass
    store.close()
    assert (damaged / "maker.json").exists()
