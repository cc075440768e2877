"""One document never stops another: whatever it raises, it is skipped, named and counted, and the rest goes on."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.documents import Content, Document, Span
from index.errors import ModelError, UnreadableDocument
from index.index import Index
from index.ingest import sync
from index.ingest.splitter import Splitter
from index.ingest.workers import Skipped, Task, prepare
from index.storage.sqlite.writer import SQLiteWriter
from tests.index.crash import HashEmbedder

#: What a library may raise at a file; each is none of ours.
RAISED = [
    AssertionError("no"),
    MemoryError(),
    RecursionError("deep"),
    KeyError("x"),
    OSError(5, "no"),
    ValueError("a\nb"),
]


class Failing(HashEmbedder):
    """Fails at texts that hold a word."""

    def __init__(self, word: str, error: BaseException) -> None:
        super().__init__()
        self.word, self.error = word, error

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        if any(self.word in text for text in texts):
            raise self.error
        return super().embed(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty files, one of them bad."""
    made = tmp_path / "docs"
    made.mkdir()
    for number in range(40):
        (made / f"{number:02}.txt").write_text(f"number {number} of many")
    (made / "17.txt").write_text("this one is bad")
    return made


def opened(tmp_path: Path, embedder: HashEmbedder | None = None) -> Index:
    return Index.open_or_create(tmp_path / ".quoth", embedder or HashEmbedder())


def assert_only_17_is_lost(library: Index, folder: Path, words: str) -> None:
    summary = library.sync([folder])
    assert [each.source.rpartition("/")[2] for each in summary.skipped] == ["17.txt"]
    assert words in summary.skipped[0].reason
    assert "\n" not in summary.skipped[0].reason
    assert len(summary.added) == len(library.documents()) == 39
    again = library.sync([folder])
    assert (again.unchanged, again.touched, len(again.skipped)) == (39, 0, 1)
    library.close()


@pytest.mark.parametrize("error", RAISED, ids=repr)
def test_what_reading_raises(tmp_path: Path, folder: Path, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    read = sync.read_sandboxed

    def failing(name: str, data: bytes) -> Content:
        if b"bad" in data:
            raise error
        return read(name, data)

    monkeypatch.setattr(sync, "read_sandboxed", failing)
    assert_only_17_is_lost(opened(tmp_path), folder, type(error).__name__)


@pytest.mark.parametrize("error", RAISED, ids=repr)
def test_what_splitting_raises(tmp_path: Path, folder: Path, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    split = Splitter.split

    def failing(self: Splitter, document: Document) -> list[Span]:
        if "bad" in document.text:
            raise error
        return split(self, document)

    monkeypatch.setattr(Splitter, "split", failing)
    assert_only_17_is_lost(opened(tmp_path), folder, f"cannot be split: {type(error).__name__}")


@pytest.mark.parametrize("error", RAISED, ids=repr)
def test_what_embedding_raises(tmp_path: Path, folder: Path, error: Exception) -> None:
    words = f"cannot be embedded: {type(error).__name__}"
    assert_only_17_is_lost(opened(tmp_path, Failing("bad", error)), folder, words)


def test_what_the_store_cannot_hold(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = opened(tmp_path)
    put = SQLiteWriter.put

    def failing(self: SQLiteWriter, document: Document, spans: Sequence[Span], vectors: np.ndarray) -> None:
        if "bad" in document.text:
            limit = 2_000  # bytes of a value, in place of a thousand million
            self._connection.setlimit(0, limit)  # SQLITE_LIMIT_LENGTH
            document = Document(document.id, document.source, document.source_digest, Content("bad " * limit))
        put(self, document, spans, vectors)
        self._connection.setlimit(0, 1_000_000_000)

    monkeypatch.setattr(SQLiteWriter, "put", failing)
    assert_only_17_is_lost(library, folder, "has too much in one piece to be stored")


def test_a_changed_file_that_fails_is_not_quoted_any_more(tmp_path: Path, folder: Path) -> None:
    opened(tmp_path).sync([folder])
    (folder / "03.txt").write_text("worse by now")
    library = opened(tmp_path, Failing("worse", AssertionError("no")))
    summary = library.sync([folder])
    assert [source.rpartition("/")[2] for source in summary.removed] == ["03.txt"]
    assert len(summary.skipped) == 1
    assert len(library.documents()) == 39
    library.close()


def test_a_model_that_fails_at_anything_is_an_error_and_removes_nothing(tmp_path: Path, folder: Path) -> None:
    opened(tmp_path).sync([folder])
    (folder / "03.txt").write_text("changed")
    library = opened(tmp_path, Failing("", RuntimeError("broken")))
    with pytest.raises(ModelError, match=r"fails: broken"):
        library.sync([folder])
    assert len(library.documents()) == 40
    library.close()


def test_a_document_that_is_added_by_hand_says_why_it_cannot_be(tmp_path: Path) -> None:
    library = opened(tmp_path, Failing("bad", AssertionError("no")))
    good, bad = (Document(word, word, "", Content(word)) for word in ("good", "bad"))
    with pytest.raises(UnreadableDocument, match="bad cannot be embedded: AssertionError: no"):
        library.add(good, bad)
    assert [entry.id for entry in library.documents()] == ["good"]
    library.close()


def test_a_worker_tells_what_a_document_raised(tmp_path: Path, folder: Path) -> None:
    from index.documents import digest

    path, embedder = folder / "17.txt", Failing("bad", AssertionError("no"))
    task = Task("17", "17.txt", digest(path.read_bytes()), path)
    assert prepare(task, embedder, Splitter(10, embedder.measure)) == Skipped(
        "17.txt", "cannot be embedded: AssertionError: no"
    )


def test_an_interruption_costs_at_most_32_documents(tmp_path: Path, folder: Path) -> None:
    library = opened(tmp_path, Failing("number 35", KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        library.sync([folder])
    assert len(library.documents()) == 32
    library.close()
