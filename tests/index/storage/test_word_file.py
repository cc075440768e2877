"""What a library finds by words with a file of them beside it, through every change, against FTS5's own ranking."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.documents import Content, Document, Section, Span
from index.embedding import ModelIdentity
from index.storage.protocols import Maker, Ranked
from index.storage.sqlite.doctor import examine
from index.storage.sqlite.repair import repair
from index.storage.sqlite.snapshot import SQLiteSnapshot
from index.storage.sqlite.store import SQLiteStore
from index.storage.sqlite.words import file as wordfile
from index.words import match_expression

MAKER = Maker(ModelIdentity("none", "0" * 64, 2), 100)
WORDS = ["mill", "mills", "Milling", "king", "naïve", "naive", "Zürich", "IT", "the", "水车", "E-4021", "2024"]

LINES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), max_size=8)
#: Puts a document with so many passages, or removes it.
CHANGES = st.lists(st.tuples(st.sampled_from("abcd"), LINES), min_size=1, max_size=6)
QUESTIONS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), min_size=1, max_size=4)


@contextmanager
def small_limits(filed_from: int = 1, worth: float = 0.5) -> Iterator[None]:
    with patch.object(wordfile, "FILED_FROM", filed_from), patch.object(wordfile, "_WORTH", worth):
        yield


def put(store: SQLiteStore, id: str, lines: list[str]) -> None:
    with store.writing() as writer:
        if not lines:
            writer.remove(id)
            return
        spans, at = [], 0
        for line in lines:
            spans.append(Span(at, at + len(line)))
            at += len(line) + 2
        content = Content("\n\n".join(lines), title=f"{id} {lines[0]}")
        writer.put(Document(id, id, "", content), spans, np.full((len(lines), 2), 0.5**0.5, dtype=np.float32))


def filed(snapshot: SQLiteSnapshot, question: str, k: int, documents: list[str] | None = None) -> list[Ranked] | None:
    """What the file itself gives; None where it leaves a question to the full text."""
    assert snapshot._words is not None
    return snapshot._words.search(snapshot, question, k, documents, lambda: snapshot._admitted_ids(documents))


def assert_same(found: list[Ranked] | None, wanted: list[Ranked]) -> None:
    assert found is not None
    assert [id for id, _ in found] == [id for id, _ in wanted]
    assert [score for _, score in found] == pytest.approx([score for _, score in wanted], rel=1e-12)


def assert_as_full_text(snapshot: SQLiteSnapshot, question: str) -> None:
    for documents in (None, ["a", "c"], []):
        for k in (2, 100):
            wanted = snapshot.full_text.search(match_expression(question), k, documents)
            assert_same(snapshot.lexical(question, k, documents), wanted)


@given(CHANGES, QUESTIONS, st.sampled_from([1, 6]))
@example([("a", ["a mill"]), ("a", [])], ["mill"], 1)
@settings(max_examples=25)
def test_a_library_finds_and_scores_what_fts5_does(
    changes: list[tuple[str, list[str]]], questions: list[str], filed_from: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, small_limits(filed_from), ExitStack() as opened:
        writer = opened.enter_context(closing(SQLiteStore.create(Path(folder), MAKER)))
        reader = opened.enter_context(closing(SQLiteStore(Path(folder))))
        for id, lines in changes:
            with reader.snapshot() as before:
                assert_as_full_text(before, questions[0])
                put(writer, id, lines)
                with reader.snapshot() as after:
                    for question in questions:
                        assert_as_full_text(after, question)
                        assert_as_full_text(before, question)


def test_the_file_itself_answers_what_came_and_went_since(tmp_path: Path) -> None:
    with small_limits(worth=0.9), closing(SQLiteStore.create(tmp_path, MAKER)) as store:
        put(store, "a", ["the mill", "a mill and a king", "naïve"])
        put(store, "b", ["king king", "mills of 2024"])
        (file,) = tmp_path.glob("words-*")
        put(store, "c", ["milling kings"])
        put(store, "b", [])
        assert list(tmp_path.glob("words-*")) == [file], "the changes were to be too few for a new file"
        with store.snapshot() as snapshot:
            for question in ("king mill", "who was naive in 2024?", "kings"):
                assert_same(filed(snapshot, question, 10), snapshot.full_text.search(match_expression(question), 10))
            assert filed(snapshot, "The IT of a king", 10) is None, "words that stop elsewhere are not in it"
            assert_as_full_text(snapshot, "The IT of a king")


@pytest.mark.parametrize("damage", ["missing", "garbage", "directory", "postings", "note"])
def test_a_file_that_is_not_as_it_was_written_is_named_never_used_and_made_anew(tmp_path: Path, damage: str) -> None:
    with small_limits():
        with closing(SQLiteStore.create(tmp_path, MAKER)) as store:
            put(store, "a", ["a mill", "king of the mill", "kings"])
            assert examine(tmp_path).words_bytes > 0
            with store.snapshot() as snapshot:
                noted = wordfile.WordFile.of(snapshot)
        assert noted is not None
        path, data = tmp_path / noted.name, bytearray((tmp_path / noted.name).read_bytes())
        if damage == "missing":
            path.unlink()
        elif damage == "note":
            with closing(SQLiteStore(tmp_path)) as store, store.writing() as writer:
                writer._connection.execute("UPDATE meta SET value = 'x' WHERE key = 'words'")
                path.unlink()
        else:
            data[-1 if damage == "directory" else 0] ^= 4
            path.write_bytes(b"garbage" if damage == "garbage" else data)
        assert examine(tmp_path).problems or damage == "note"
        with closing(SQLiteStore(tmp_path)) as again, again.snapshot() as snapshot:
            for question in ("king", "mill king"):
                assert_as_full_text(snapshot, question)
        assert examine(tmp_path).problems == []
        with closing(SQLiteStore(tmp_path)) as again, again.snapshot() as snapshot:
            assert_same(filed(snapshot, "king", 10), snapshot.full_text.search('"king"', 10))


def test_a_small_library_has_no_file_and_a_repaired_one_a_new_one(tmp_path: Path) -> None:
    with closing(SQLiteStore.create(tmp_path, MAKER)) as store:
        put(store, "a", ["a mill"])
        assert not list(tmp_path.glob("words-*"))
        with small_limits():
            put(store, "b", ["a king"])
    assert list(tmp_path.glob("words-*"))
    assert repair(tmp_path).problems == []
    assert not list(tmp_path.glob("words-*"))


def test_searches_side_by_side_find_the_same(tmp_path: Path) -> None:
    with small_limits(), closing(SQLiteStore.create(tmp_path, MAKER)) as store:
        put(store, "a", [f"{word} {other}" for word in WORDS for other in WORDS])

        def search(question: str) -> tuple[list[Ranked] | None, list[Ranked]]:
            with store.snapshot() as snapshot:
                return filed(snapshot, question, 20), snapshot.full_text.search(match_expression(question), 20)

        with ThreadPoolExecutor(4) as pool:
            for found, wanted in pool.map(search, ["mill king", "2024", "naive mills", "水车"] * 10):
                assert_same(found, wanted)


def test_a_headings_words_count_as_the_database_counts_them(tmp_path: Path) -> None:
    text = "Mill\n\nThe king of the mill."
    section = Section(Span(0, len(text)), ("Mill",))
    with small_limits(), closing(SQLiteStore.create(tmp_path, MAKER)) as store:
        with store.writing() as writer:
            document = Document("a", "a", "", Content(text, (section,), "Mills and kings"))
            writer.put(document, [Span(0, 4), Span(6, len(text))], np.full((2, 2), 0.5**0.5, dtype=np.float32))
        with store.snapshot() as snapshot:
            assert_same(filed(snapshot, "mill king", 20), snapshot.full_text.search('"mill" OR "king"', 20))
