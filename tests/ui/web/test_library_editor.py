"""The library kept while people ask; verdicts, conversations and citations as data."""

import asyncio
import json
import os
import re
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.datasets.questions import load_quotes
from assistant.quotes import Quote
from index.documents import Content, Document, Section, Span
from index.errors import LibraryBusy, LibraryError, QuothError, UnreadableDocument
from index.index import Index
from tests.conftest import apart
from tests.texts import texts
from ui.citations import annotation, bibtex, csl, link, markdown, plain, rich, ris
from ui.web.connections import listen
from ui.web.conversations import Conversations, Turn
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


# Verdicts

ANSWERED = {"outcome": "answered", "quotes": [{"answer": {"text": "gold"}, "source": "a.txt"}]}
REFUSED = {"outcome": "refused", "quotes": []}


def a_turn(id: str, reply: dict | None, question: str = "Who?") -> Turn:
    return Turn(id, question, question, reply, "", "", datetime.now(UTC))


@pytest.mark.parametrize(
    ("reply", "right", "words", "label"),
    [
        (ANSWERED, True, "", (True, ["gold"])),
        (ANSWERED, False, "", (None, [])),
        (ANSWERED, False, "silver", (True, ["silver"])),
        (REFUSED, True, "", (False, [])),
        (REFUSED, False, "", (None, [])),
        (REFUSED, False, "silver", (True, ["silver"])),
        (None, False, "", (None, [])),
    ],
)
def test_a_verdict_labels_its_question_only_where_it_tells_the_right_reply(
    tmp_path: Path, reply, right, words, label
) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    feedback.keep(a_turn("a-1", reply), right=right, words=words)
    feedback.keep(a_turn("a-2", REFUSED), right=True)
    first, _ = map(json.loads, feedback.file.read_text().splitlines())
    assert (first["answerable"], first["gold"]) == label
    assert [each.id for each in load_quotes(feedback.file)] == (["a-2"] if label[0] is None else ["a-1", "a-2"])


def test_who_judges_again_changes_the_line(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    for id, right in (("a-1", True), ("a-12", True), ("a-1", False)):
        feedback.keep(a_turn(id, ANSWERED), right=right)
    rows = [json.loads(line) for line in feedback.file.read_text().splitlines()]
    assert [(row["id"], row["verdict"]) for row in rows] == [("a-12", "right"), ("a-1", "wrong")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_verdict_that_cannot_be_kept_is_an_error_of_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LibraryError, match="cannot be written"):
        Feedback(tmp_path / "feedback.jsonl").keep(a_turn("a-1", ANSWERED), right=True)


# Conversations


NAMES = [letter * 24 for letter in "abc"]


def test_conversations_are_read_again_by_another_server_and_deleted_for_good(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "conversations")
    turns = [replace(a_turn(f"{NAMES[0]}-{number}", ANSWERED, "Who\u2028\n?"), among="a/") for number in range(60)]
    for turn in turns:
        kept.add(NAMES[0], turn)
    kept.judge(turns[3].id, "right")
    again = Conversations(tmp_path / "conversations")
    assert list(again.turns(NAMES[0])) == [replace(each, verdict="right" * (each == turns[3])) for each in turns]
    assert again.turn(turns[7].id) == turns[7]
    again.delete(NAMES[0])
    assert again.turns(NAMES[0]) == ()
    assert Conversations(tmp_path / "conversations").find(None) == []


def test_a_line_cut_short_costs_no_other(tmp_path: Path) -> None:
    kept = Conversations(tmp_path)
    kept.add(NAMES[0], a_turn("1", None))
    file = tmp_path / f"{NAMES[0]}.jsonl"
    file.write_text(file.read_text() + '{"id": "2", "que\n{"id": "3"}\n')
    assert [turn.id for turn in Conversations(tmp_path).turns(NAMES[0])] == ["1"]


def test_who_does_not_keep_conversations_has_the_latest_in_memory_alone(tmp_path: Path) -> None:
    kept = Conversations(held=2)
    for name in NAMES:
        for number in range(100):
            kept.add(name, a_turn(f"{name}-{number}", None))
    assert len(kept.turns(NAMES[2])) == 100
    assert kept.turns(NAMES[0]) == ()
    assert kept.turn(f"{NAMES[1]}-98").id == f"{NAMES[1]}-98"
    assert kept.turn(f"{NAMES[1]}-100") is kept.turn(f"{NAMES[0]}-99") is kept.turn("nobody") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../a", "", "a" * 23, "A" * 24, "a" * 24 + "\n"])
def test_nothing_is_kept_under_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    kept = Conversations(tmp_path / "conversations")
    kept.add(name, a_turn("x", None))
    assert not (tmp_path / "conversations").exists()


def test_conversations_are_listed_by_their_first_question_and_found_by_their_words(tmp_path: Path) -> None:
    kept = Conversations(tmp_path)
    for day, (name, question) in enumerate(zip(NAMES, ("Who baked?", "Who ate?", "Who slept?"), strict=True), 1):
        kept.add(name, replace(a_turn(name, None, question), markdown=question, at=datetime(2024, 1, day, tzinfo=UTC)))
    assert [each.title for each in kept.find(None)] == ["Who slept?", "Who ate?", "Who baked?"]
    assert [each.title for each in kept.find(NAMES[:2])] == ["Who ate?", "Who baked?"]
    assert [each.title for each in kept.find(None, "WHO ate")] == ["Who ate?"]
    assert kept.find(["nobody", "f" * 24]) == []


# Citations

words = texts.filter(lambda text: text.strip())


@given(words, st.data())
def test_an_annotation_points_at_the_words_by_place_and_by_context(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quote(Document("d", "a b.txt", "", Content(text)), Span(start, end), Span(start, end), 1.0)
    made = annotation(quote)
    by_words, by_place = made["target"]["selector"]
    assert text[by_place["start"] : by_place["end"]] == by_words["exact"]
    assert text.startswith(by_words["prefix"] + by_words["exact"] + by_words["suffix"], start - len(by_words["prefix"]))
    assert made["target"]["source"] == "a%20b.txt"
    assert link(quote) is None
    # Markdown knows no line separators but this one; Python would split at others, too.
    assert all(line.startswith(">") for line in markdown(quote).rstrip("\n").split("\n"))


def a_paper() -> Quote:
    text = "Half of 100 % & more_{x} is\n<i>less</i>."
    content = Content(
        text, (Section(Span(0, len(text)), (), 10),), "On Halves", {"author": "Ann B", "date": "2024-02-29"}
    )
    return Quote(Document("ab12", "papers/halves.pdf", "", content), Span(0, len(text)), Span(0, 4), 0.9)


@given(st.text(), st.text())
def test_nothing_that_a_document_says_of_itself_is_a_field_of_its_own(author: str, date: str) -> None:
    paper = a_paper()
    content = replace(paper.document.content, metadata={"author": author, "date": date})
    lines = ris(replace(paper, document=replace(paper.document, content=content))).splitlines()
    names = [line[:6] for line in lines]
    assert all(re.fullmatch(r"[A-Z][A-Z\d]  - ", name) for name in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("ending", ["pptx", "odp", "xlsx", "ods", "ODS"])
def test_a_slide_or_a_sheet_is_no_page(ending: str) -> None:
    paper = a_paper()
    quote = replace(paper, document=replace(paper.document, source=f"papers/halves.{ending}"))
    assert plain(quote).endswith("– On Halves")
    assert "SP  -" not in ris(quote)


def test_a_quote_is_copied_with_its_title_and_page() -> None:
    assert plain(a_paper()) == "“Half of 100 % & more_{x} is <i>less</i>.” – On Halves, p. 10"
    assert rich(a_paper()) == (
        "<p>“Half of 100 % &amp; more_{x} is &lt;i&gt;less&lt;/i&gt;.” – <cite>On Halves, p. 10</cite></p>"
    )


def test_bibliographies_are_told_what_the_document_says_of_itself() -> None:
    made = bibtex(a_paper())
    assert made.startswith("@misc{quoth-ab12,\n  title = {On Halves},\n  author = {Ann B},\n  date = {2024-02-29}")
    assert r"note = {Half of 100 \% \& more\_\{x\} is <i>less</i>.}" in made
    assert "TI  - On Halves\nAU  - Ann B\nDA  - 2024-02-29\nSP  - 10\n" in ris(a_paper())
    assert ris(a_paper()).endswith("ER  - \n")
    assert csl(a_paper()) == {
        "id": "quoth-ab12",
        "type": "document",
        "title": "On Halves",
        "note": "Half of 100 % & more_{x} is <i>less</i>.",
        "author": [{"literal": "Ann B"}],
        "issued": {"raw": "2024-02-29"},
        "page": "10",
    }


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Plain words. With stops, (brackets) - and so on!", "Plain words. With stops, (brackets) - and so on!"),
        ("1. first", r"1\. first"),
        ("- item", r"\- item"),
        ("# head", r"\# head"),
        ("a_b *c* [d](e) <f> `g`", r"a\_b \*c\* \[d\](e) \<f\> \`g\`"),
        ("R&D &amp; more", r"R&D \&amp; more"),
        ("1.5 and 2) too", "1.5 and 2) too"),
    ],
)
def test_only_what_markdown_would_read_is_escaped(words: str, shown: str) -> None:
    quote = Quote(Document("d", "a.txt", "", Content(words)), Span(0, len(words)), Span(0, 1), 1.0)
    assert markdown(quote).split("\n")[0] == f"> {shown}"


def test_a_link_names_the_quotes_ends_and_escapes_what_means_something_there() -> None:
    text = "Well-known, so to speak, were the kings - and the queens & the rest of them all"
    quote = Quote(Document("d", "https://e.org/a?b#c", "", Content(text)), Span(0, len(text)), Span(0, 4), 1.0)
    made = link(quote)
    address, _, directive = made.partition("#:~:text=")
    assert address == "https://e.org/a?b"
    assert [unquote(part) for part in directive.split(",")] == ["Well-known, so to speak, were", "the rest of them all"]
    assert "-" not in directive
    assert "&" not in directive


def test_a_port_in_use_is_told_with_the_mend() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(QuothError, match=r"cannot listen on 127.0.0.1:\d+: Address already in use; .*--port"):
            listen("127.0.0.1", taken.getsockname()[1])
