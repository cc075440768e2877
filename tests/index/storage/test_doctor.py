import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.documents import Content, Document
from index.embedding import Embedder
from index.errors import LibraryDamaged, LibraryError, QuothError
from index.index import Index
from index.storage.sqlite.doctor import examine
from index.storage.sqlite.repair import repair
from tests.conftest import SEEDS


@pytest.fixture
def folder(tmp_path: Path, index: Index) -> Path:
    """A closed library of a few documents, all of it in the one file."""
    index.sync([SEEDS])
    index.add(*(Document(str(n), f"{n}.txt", "", Content(f"The king number {n} lived in a city.")) for n in range(20)))
    index.remove(["3", "7"])
    index.close()
    with closing(sqlite3.connect(tmp_path / ".quoth" / "library.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return tmp_path / ".quoth"


def answers(folder: Path, embedder: Embedder) -> object:
    """Everything a user can see of a library."""
    index = Index.open(folder, embedder)
    try:
        entries = index.documents()
        hits = [index.search(question, 30) for question in ("the king of a city", "drones", "Kursk region")]
        return entries, [index.document(entry.id) for entry in entries], hits
    finally:
        index.close()


def test_a_sound_library_has_no_problems_and_is_counted(folder: Path) -> None:
    found = examine(folder)
    assert found.problems == []
    assert found.sound
    assert (found.documents, found.passages > 20) == (19, True)
    assert found.database_bytes > 0 < found.vectors_bytes


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_bit_is_found_or_changes_nothing(folder: Path, tiny_embedder: Embedder, seed: int) -> None:
    before = answers(folder, tiny_embedder)
    path, rng = folder / "library.sqlite", random.Random(seed)
    data = bytearray(path.read_bytes())
    at = rng.randrange(len(data))
    data[at] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    found = examine(folder)
    if found.sound:
        assert answers(folder, tiny_embedder) == before, f"a flip at byte {at} went unseen"


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("UPDATE document SET text = CAST('The king lied.' AS BLOB) WHERE id = '5'", "5.txt is not what was indexed"),
        ("UPDATE document SET source = 'x.txt' WHERE id = '5'", "x.txt is not what was indexed"),
        ("UPDATE passage SET start = start + 1 WHERE document = '5'", "5.txt is not what was indexed"),
        ("UPDATE vector SET value = zeroblob(128) WHERE passage = 9", "is not what was indexed"),
        ("DELETE FROM vector WHERE passage = 9", "1 passages without a vector"),
        ("DELETE FROM passage WHERE id = 9", "vectors without a passage"),
        ("INSERT INTO word(rowid, title, headings, body) VALUES (999, '', '', 'secret')", "full-text"),
        ("UPDATE sqlite_sequence SET seq = 1", "could be given again"),
        ("UPDATE meta SET value = 'x' WHERE key = 'maker'", "does not say what it was made with"),
    ],
)
def test_each_kind_of_damage_is_named(folder: Path, damage: str, problem: str) -> None:
    with closing(sqlite3.connect(folder / "library.sqlite", isolation_level=None)) as connection:
        connection.execute(damage)
    assert any(problem in line for line in examine(folder).problems), examine(folder).problems


def test_repair_keeps_every_sound_document_and_names_the_lost(folder: Path, tiny_embedder: Embedder) -> None:
    entries, documents, _ = answers(folder, tiny_embedder)
    with closing(sqlite3.connect(folder / "library.sqlite", isolation_level=None)) as connection:
        connection.execute("UPDATE document SET text = CAST('The king lied.' AS BLOB) WHERE id = '5'")
        connection.execute("INSERT INTO word(rowid, title, headings, body) VALUES (999, '', '', 'secret')")
        highest = connection.execute("SELECT max(id) FROM passage").fetchone()[0]
    assert repair(folder).lost == ["5.txt"]
    assert examine(folder).problems == []
    kept, texts, _ = answers(folder, tiny_embedder)
    assert kept == [entry for entry in entries if entry.id != "5"]
    assert texts == [document for document in documents if document.id != "5"]
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        assert connection.execute("SELECT min(id) FROM passage").fetchone()[0] > highest, "ids are never reused"
    again = Index.open(folder, tiny_embedder)
    again.add(Document("5", "5.txt", "", Content("The king is back.")))
    assert len(again.documents()) == len(entries)


def test_a_flipped_bit_in_the_vector_file_is_found_and_mended_by_itself(folder: Path, tiny_embedder: Embedder) -> None:
    before = answers(folder, tiny_embedder)
    (path,) = folder.glob("vectors-*.faiss")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    assert any("is not as it was written" in line for line in examine(folder).problems)
    assert answers(folder, tiny_embedder) == before
    path.write_bytes(b"garbage that FAISS must never parse")
    assert answers(folder, tiny_embedder) == before
    path.unlink()
    assert answers(folder, tiny_embedder) == before


def test_damaged_text_is_an_error_and_never_a_hit(folder: Path, tiny_embedder: Embedder) -> None:
    with closing(sqlite3.connect(folder / "library.sqlite", isolation_level=None)) as connection:
        connection.execute("UPDATE document SET text = CAST('The king lied, no city.  ' AS BLOB) WHERE id = '5'")
    with pytest.raises(LibraryDamaged, match="not what was indexed"):
        Index.open(folder, tiny_embedder).search("the king of a city", 30)


def test_a_file_that_is_no_database_is_one_clear_error(folder: Path, tiny_embedder: Embedder) -> None:
    (folder / "library.sqlite").write_bytes(b"not a database " * 100)
    with pytest.raises(LibraryError, match="quoth doctor"):
        Index.open(folder, tiny_embedder)
    assert not examine(folder).sound
    with pytest.raises(QuothError, match="index the documents anew"):
        repair(folder)


def test_another_format_is_named_with_what_mends_it(folder: Path, tiny_embedder: Embedder) -> None:
    with closing(sqlite3.connect(folder / "library.sqlite", isolation_level=None)) as connection:
        maker = json.loads(connection.execute("SELECT value FROM meta WHERE key = 'maker'").fetchone()[0])
        changed = json.dumps(maker | {"format": 99})
        connection.execute("UPDATE meta SET value = ? WHERE key = 'maker'", (changed,))
    with pytest.raises(LibraryError, match=r"format 99.*quoth index"):
        Index.open(folder, tiny_embedder)
