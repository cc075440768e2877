"""The library in the page: listed, added to and taken from; pages drawn; verdicts kept; conversations taken along."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Route, expect

from assistant.assistant import Assistant
from assistant.evaluation.datasets.questions import load_quotes
from index.documents import Content, Document
from index.embedding import Embedder
from index.index import Index
from index.storage import Entry
from tests import documents
from tests.ui.conftest import Tab, serving
from ui.web.page.library import rows
from ui.web.settings import Settings

PAGES = [["Edgar wrote nothing at all."], ["Edmund ate seven pies in York.", "Then Edmund slept."]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def own(folder: Path, tiny_embedder: Embedder, make: Callable[[Index], Assistant]) -> Iterator[str]:
    """A server whose library may be changed, with one PDF in it; its address."""
    (folder / "kings.pdf").write_bytes(documents.pdf(PAGES))
    index = Index.open_or_create(folder / ".quoth", tiny_embedder)
    index.sync([folder / "kings.pdf"])
    with serving(index, Settings(upload=5_000), make, folder / ".quoth") as address:
        yield address


@pytest.fixture
def mine(context: BrowserContext, own: str) -> Iterator[Tab]:
    """The chat over that library."""
    page = context.new_page()
    held = Tab(page, own).open()
    page.locator("#q-library.ready").wait_for()
    yield held
    page.close()
    assert held.errors == []


def test_a_document_is_listed_with_its_place_kind_date_and_size() -> None:
    entry = Entry("a", "rules/house.md", "House rules", "", "", 1_204, 3, {"date": "2025-01-01"})
    assert "rules/house.md · MD · 2025-01-01 · 1,204 characters" in re.sub("<[^>]+>", "", rows([entry], editable=False))


def test_a_library_of_an_earlier_version_is_renewed_by_a_server_that_may_write_it(
    tmp_path: Path, tiny_embedder: Embedder, make: Callable[[Index], Assistant]
) -> None:
    index = Index.open_or_create(tmp_path / ".quoth", tiny_embedder)
    index.add(Document("kings", "kings.txt", "", Content("Alfred was king of Wessex.")))
    with index._store.writing() as writer:
        writer.renew(replace(index.maker, reading=0), index._made)
    index.close()
    with Index.open(tmp_path / ".quoth", tiny_embedder) as index:
        assert index.outdated
        with serving(index, Settings(editable=False), make) as address:
            told = httpx.post(f"{address}/api/v1/ask", json={"question": "Who was king of Wessex?"})
            assert told.status_code == 503
            assert "made by another version" in told.json()["detail"]
        with serving(index, Settings(), make) as address:
            while httpx.get(f"{address}/api/v1/library").json()["work"]:
                pass
            assert httpx.post(f"{address}/api/v1/ask", json={"question": "Who was king of Wessex?"}).json()["quotes"]


@pytest.mark.browser
def test_a_document_is_added_asked_and_removed_again(mine: Tab, folder: Path) -> None:
    page = mine.page
    page.click("#q-library")
    expect(page.locator("#source-title")).to_have_text("Library")
    # Opened twice, by itself and by the click: until then the field is replaced under our hand.
    expect(page.locator("#q-pane")).not_to_have_attribute("aria-busy", "true")
    file = {"name": "../<i>harold.txt", "mimeType": "text/plain", "buffer": b"Harold lost his eye near Hastings."}
    page.set_input_files("#q-files", file)
    expect(page.locator(".adding li")).to_contain_text("Added, 1 passage")
    expect(page.locator("#q-documents .open")).to_have_text(["kings.pdf", "<i>harold.txt"])
    assert [each.name for each in (folder / ".quoth" / "uploads").iterdir()] != []
    assert not list(folder.rglob("*harold*"))
    reply = mine.ask("Who lost his eye near Hastings?")
    expect(reply.locator("blockquote")).to_have_text(["Harold lost his eye near Hastings."])
    # Beside the answer stands its source by now.
    expect(page.locator("#source-title")).to_have_text("<i>harold.txt")
    page.click("#q-library")
    row = page.locator("#q-documents li", has_text="harold")
    row.locator(".remove").click()
    expect(row).to_contain_text("Removed, with its uploaded file.")
    row.locator(".undo").click()
    expect(row.locator(".undo")).to_have_count(0)
    row.locator(".remove").click()
    expect(page.locator("#q-documents .open")).to_have_text(["kings.pdf"])
    assert list((folder / ".quoth" / "uploads").iterdir()) == []
    expect(mine.ask("Who lost his eye near Hastings?")).to_have_class(re.compile("refusal"))


@pytest.mark.browser
def test_what_cannot_be_read_is_told(mine: Tab) -> None:
    mine.page.click("#q-library")
    files = [
        {"name": name, "mimeType": "", "buffer": data}
        for name, data in (("a.exe", b"MZ\0\0"), ("b.pdf", b"%PDF-1.7 broken"))
    ]
    mine.page.set_input_files("#q-files", files)
    told = mine.page.locator(".adding li")
    expect(told.nth(0)).to_contain_text("Not added: a.exe: no reader for .exe")
    expect(told.nth(1)).to_contain_text("b.pdf: damaged")
    told.nth(0).get_by_role("button", name="Try again").click()
    expect(told.nth(0)).to_contain_text("no reader")
    mine.errors.clear()  # the browser tells of every refused request


@pytest.mark.browser
def test_verdicts_are_kept_as_a_labelled_set(mine: Tab, folder: Path) -> None:
    mine.ask("Who ate seven pies in York?").locator(".right").click()
    expect(mine.page.locator(".thumbs form")).to_be_visible()
    mine.page.fill(".thumbs input[name=note]", "just so")
    mine.page.keyboard.press("Enter")
    expect(mine.page.locator(".thumbs").first).to_have_text("Kept, thank you.")
    refusal = mine.ask("Which wizard taught Merlin?")
    refusal.locator(".right").click()
    expect(refusal.locator(".thumbs form")).to_be_visible()
    wrong = mine.ask("What did Edgar write?")
    wrong.locator(".wrong").click()
    expect(wrong.locator(".thumbs form")).to_be_visible()
    file = folder / ".quoth" / "feedback.jsonl"
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(row["verdict"], row["answerable"], row["note"]) for row in rows] == [
        ("right", True, "just so"),
        ("right", False, ""),
        ("wrong", None, ""),
    ]
    wrong.locator("input[name=words]").fill("nothing at all")
    mine.page.keyboard.press("Enter")
    expect(wrong.locator(".thumbs")).to_have_text("Kept, thank you.")
    mine.page.reload()
    expect(mine.page.locator("#conversation .reply .thumbs").last).to_have_text("You called this wrong.")
    found = load_quotes(file)
    assert [(each.text, each.answerable) for each in found] == [
        ("Who ate seven pies in York?", True),
        ("Which wizard taught Merlin?", False),
        ("What did Edgar write?", True),
    ]
    assert found[2].gold == ("nothing at all",)


@pytest.mark.browser
def test_a_conversation_is_taken_along_with_every_citation(mine: Tab) -> None:
    mine.ask("Who ate seven pies in York?")
    mine.ask("Which wizard taught Merlin?")
    with mine.page.expect_download() as waiting:
        mine.page.click("#q-markdown")
    text = Path(waiting.value.path()).read_text()
    assert "> Edmund ate seven pies in York." in text
    assert "kings.pdf, page 2" in text
    assert text.index("## Which wizard") < text.index("not an answer")
    with mine.page.expect_download() as waiting:
        mine.page.click("#q-json")
    rows = json.loads(Path(waiting.value.path()).read_text())
    assert [row["reply"]["outcome"] for row in rows] == ["answered", "refused"]
    assert rows[0]["reply"]["quotes"][0]["page"] == 2


@pytest.mark.browser
def test_a_follow_up_is_made_whole_and_says_so(mine: Tab) -> None:
    mine.ask("Who ate seven pies in York?")
    reply = mine.ask("and in London?")
    expect(reply.locator(".understood")).to_have_text("Understood as: Who ate seven pies in London? Edit")
    expect(reply.locator(".understood button")).to_have_text("Edit")


@pytest.mark.browser
def test_something_shows_at_once_when_a_question_is_asked(mine: Tab) -> None:
    """Before the key's own event is over: no way to the server lies between."""
    mine.page.fill("#question textarea", "Who ate seven pies in York?")
    shown = mine.page.evaluate(
        """() => { const box = document.querySelector("#question textarea");
        box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        return ["#q-asking .question", "#q-asking .pending"].map((each) => document.querySelector(each).textContent); }"""
    )
    assert shown == ["Who ate seven pies in York?", "Reading"]
    expect(mine.page.locator("#conversation .reply")).to_have_class(re.compile("answer"))
    expect(mine.page.locator("#q-asking")).to_have_count(0)


def test_an_upload_that_is_too_large_is_refused_and_none_is_taken_where_it_is_not_allowed(
    own: str, server: str
) -> None:
    assert httpx.post(f"{own}/api/v1/documents?name=a.txt", content=b"a" * 5_001).status_code == 413
    assert httpx.post(f"{server}/api/v1/documents?name=a.txt", content=b"a").status_code == 403
    assert httpx.delete(f"{server}/api/v1/documents/kings").status_code == 403
    assert httpx.get(f"{server}/api/v1/documents/kings/text").status_code == 200


def test_a_page_that_cannot_be_drawn_says_so_and_its_text_is_shown(own: str, folder: Path) -> None:
    entry = httpx.get(f"{own}/api/v1/documents").json()["documents"][0]
    address = f"{own}/source/{entry['id']}"
    assert httpx.get(f"{address}/page/2").headers["content-type"] == "image/png"
    beyond = httpx.get(f"{address}/page/3")
    assert (beyond.status_code, beyond.text) == (404, "There is no picture of this page: the file has no page 3.")
    data = (folder / "kings.pdf").read_bytes()
    (folder / "kings.pdf").write_bytes(documents.pdf([["Another file."]]))
    try:
        assert httpx.get(f"{address}/page/2").status_code == 404
        shown = httpx.get(f"{address}?start=30&end=40").text
        assert "The page itself cannot be shown: the file is gone, or has changed" in shown
        assert "pies" in shown
    finally:
        (folder / "kings.pdf").write_bytes(data)


@pytest.mark.browser
def test_files_are_dropped_anywhere_and_each_says_what_became_of_it(mine: Tab) -> None:
    page = mine.page
    drop = """(names) => { const data = new DataTransfer();
        for (const name of names) data.items.add(new File([name.includes("big") ? "a".repeat(6000) : "Offa built a dyke."], name));
        document.querySelector("#conversation").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })); }"""
    expect(page.locator("#q-library")).to_have_class(re.compile("ready"))
    page.evaluate(drop, ["offa.txt", "big.txt"])
    rows = page.locator(".adding li")
    expect(rows.nth(0)).to_contain_text("Added, 1 passage")
    expect(rows.nth(1)).to_contain_text("Not added: it has 6 kB, and a document may have 5 kB")
    expect(page.locator("#q-documents .open", has_text="offa.txt")).to_be_visible()
    # What stands beside the conversation may change; the rows are there when one comes back.
    page.locator("#q-documents .open", has_text="kings.pdf").click()
    expect(page.locator("#source-title")).to_have_text("kings.pdf")
    page.click("#q-library")
    expect(rows).to_have_count(2)
    page.locator("#q-documents li", has_text="offa").locator(".remove").click()
    expect(page.locator("#q-documents .open", has_text="offa.txt")).to_have_count(0)


@pytest.mark.browser
def test_files_are_pasted_and_one_that_is_cancelled_or_failed_is_tried_again(mine: Tab) -> None:
    page, held = mine.page, list[Route]()
    page.locator("#q-documents").wait_for()
    paste = """(names) => { const data = new DataTransfer();
        for (const name of names) data.items.add(new File([`${name} tells of Offa.`], name));
        document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""
    page.route(re.compile(r"documents[?]name=one\.txt"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    page.route(re.compile(r"documents[?]name=three\.txt"), lambda route: route.abort())
    with page.expect_request(re.compile(r"documents[?]name=one\.txt")):
        page.evaluate(paste, ["one.txt", "two.txt", "three.txt"])
    rows = page.locator(".adding li")
    expect(rows).to_have_count(3)
    one, two, three = (rows.nth(number) for number in range(3))
    two.get_by_role("button", name="Cancel: two.txt").click()
    expect(two.locator(".path")).to_have_text("Cancelled")
    one.get_by_role("button", name="Cancel: one.txt").click()
    expect(one.locator(".path")).to_have_text("Cancelled")
    expect(three).to_contain_text("Not added: The server cannot be reached.")
    page.unroute_all(behavior="ignoreErrors")
    for row in (one, two, three):
        row.get_by_role("button", name=re.compile("^Try again")).click()
        expect(row).to_contain_text("Added, 1 passage")
    names = [page.locator("#q-documents li", has_text=f"{name}.txt") for name in ("one", "two", "three")]
    for each in names:
        each.locator(".remove").click()
    for each in names:
        expect(each).to_have_count(0)
    mine.errors.clear()  # the browser tells of every request that fails


@pytest.mark.browser
def test_an_empty_library_is_a_place_to_drop_files(
    context: BrowserContext, tmp_path: Path, tiny_embedder, make
) -> None:
    index = Index.open_or_create(tmp_path / ".quoth", tiny_embedder)
    with serving(index, Settings(), make, tmp_path / ".quoth") as address:
        page = context.new_page()
        tab = Tab(page, address).open()
        expect(page.locator(".add.first")).to_contain_text("drop or paste them anywhere: PDF, Word")
        page.set_input_files("#q-files", {"name": "offa.txt", "mimeType": "", "buffer": b"Offa built a dyke."})
        expect(page.locator("#q-documents .open")).to_have_text(["offa.txt"])
        expect(page.locator(".add.first")).to_have_count(0)
        expect(tab.ask("Who built a dyke?")).to_have_class(re.compile("answer"))
        page.close()
