"""The library changed while people ask."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import LibraryBusy, QuothError, UnreadableDocument
from index.index import Index
from tests.conftest import apart
from tests.ui.web.turns import ANSWERED, a_turn
from ui.web.connections import listen
from ui.web.library_editor import LibraryEditor
from ui.web.verdicts import Feedback


@pytest.fixture
def editor(index: Index, tmp_path: Path) -> LibraryEditor:
    return LibraryEditor(index, tmp_path / ".quoth", lambda: None)


def added(editor: LibraryEditor, name: str, data: bytes) -> str:
    return apart(asyncio.run, editor.add(name, data)).id


def test_an_uploaded_document_is_found_replaced_and_left_alone_by_a_sync(
    editor: LibraryEditor, index: Index, tmp_path: Path
) -> None:
    (tmp_path / "here.txt").write_text("A file that lies here.")
    id = added(editor, "note.txt", b"The first words.")
    assert added(editor, "note.txt", b"Other words.") == id
    index.sync([tmp_path])
    assert [entry.source for entry in index.documents()] == ["here.txt", "upload://note.txt"]
    document = index.document(id)
    assert document.text == "Other words."
    assert editor.original(document) == b"Other words."
    (tmp_path / ".quoth" / "uploads" / id).write_bytes(b"Tampered with.")
    assert editor.original(document) is None
    apart(asyncio.run, editor.remove(id))
    assert [entry.source for entry in index.documents()] == ["here.txt"]
    assert list((tmp_path / ".quoth" / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "..\\..\\boot.txt", "/etc/x.txt", "a\0b.txt", "-rf.txt", "x\n.txt"]
)
def test_no_name_leads_out_of_the_folder(editor: LibraryEditor, index: Index, tmp_path: Path, name: str) -> None:
    before = set(tmp_path.rglob("*"))
    id = added(editor, name, b"Words.")
    made = set(tmp_path.rglob("*")) - before
    assert {path.relative_to(tmp_path / ".quoth").parts[0] for path in made} <= {"uploads"} | {
        path.name for path in (tmp_path / ".quoth").iterdir()
    }
    assert [path.name for path in (tmp_path / ".quoth" / "uploads").iterdir()] == [id]
    assert "/" not in index.document(id).source.removeprefix("upload://")


@pytest.mark.parametrize(
    ("name", "data"), [("", b"a"), ("..", b"a"), ("a" * 200 + ".txt", b"a"), ("a.pdf", b"no"), ("a.txt", b"")]
)
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(
    editor: LibraryEditor, index: Index, tmp_path: Path, name: str, data: bytes
) -> None:
    with pytest.raises(UnreadableDocument):
        added(editor, name, data)
    assert index.documents() == []
    assert editor.work is None
    assert not (tmp_path / ".quoth" / "uploads").exists()


def test_a_failed_upload_leaves_the_one_before_it_and_nothing_else(
    editor: LibraryEditor, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = added(editor, "note.txt", b"The first words.")

    def busy(*_: object, **__: object) -> None:
        raise LibraryBusy("another process is writing")

    monkeypatch.setattr(index, "add", busy)
    for name in ("note.txt", "new.txt"):
        with pytest.raises(LibraryBusy):
            added(editor, name, b"Other words.")
    assert [path.name for path in (tmp_path / ".quoth" / "uploads").iterdir()] == [id]
    assert editor.original(index.document(id)) == b"The first words."


def test_a_library_in_a_database_needs_no_folder_beside_it(index: Index, tmp_path: Path) -> None:
    editor = LibraryEditor(index, tmp_path / "not" / "there", lambda: None)
    id = added(editor, "note.txt", b"The words.")
    assert editor.original(index.document(id)) == b"The words."
    feedback = Feedback(tmp_path / "nor" / "here" / "feedback.jsonl")
    feedback.keep(a_turn("a-1", ANSWERED), right=True)
    assert feedback.file.exists()


def test_what_could_not_be_read_is_told_after_a_restart_to_whoever_may_see_it_until_it_can_be(
    index: Index, tmp_path: Path
) -> None:
    for source in ("papers/a.exe", "papers/b.txt", "notes/c.bin"):
        (tmp_path / source).parent.mkdir(exist_ok=True)
        (tmp_path / source).write_bytes(b"words" if source.endswith(".txt") else b"MZ\0\0")

    def told(holds: Callable[[str], bool] = lambda _: True) -> list[str]:
        with Index.open(tmp_path / ".quoth", index.embedder) as again:
            editor = LibraryEditor(again, tmp_path / ".quoth", lambda: None).over(again, holds)
            assert all("no reader for" in each.reason for each in editor.skipped)
            return [each.source for each in editor.skipped]

    index.sync([tmp_path / "papers"])
    index.sync([tmp_path / "notes"])
    assert told() == ["papers/a.exe", "notes/c.bin"]
    assert told(lambda source: source.startswith("notes/")) == ["notes/c.bin"]
    (tmp_path / "papers" / "a.exe").unlink()
    index.sync([tmp_path / "papers"])
    assert told() == ["notes/c.bin"]


def test_bringing_a_library_in_step_tells_how_far_it_is(index: Index, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Document {number}.")
    seen = []
    editor = LibraryEditor(index, tmp_path / ".quoth", lambda: seen.append(("changed", editor.work)))
    told = editor._tell
    editor._tell = lambda progress, name: (
        told(progress, name),
        seen.append(("at", editor.work.documents, editor.work.total)),
    )
    assert len(editor.sync([tmp_path]).result().added) == 3
    assert ("at", 3, 3) in seen
    assert seen[-1] == ("changed", None)


def test_a_library_that_is_brought_up_to_date_is_named_and_nothing_is_said_of_it(
    index: Index, editor: LibraryEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(index, "renew", lambda: seen.append(editor.work))
    editor.renew().result()
    assert [each.name for each in seen] == [".quoth"]


def test_a_port_in_use_is_told_with_the_mend() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(QuothError, match=r"cannot listen on 127.0.0.1:\d+: Address already in use; .*--port"):
            listen("127.0.0.1", taken.getsockname()[1])
