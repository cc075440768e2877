"""The chat in a real browser, over the tiny models."""

import json
import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from assistant.assistant import Assistant
from index.index import Index
from tests.ui.conftest import HOSTILE, Tab, serving
from ui.web.markup import shown
from ui.web.settings import Settings

pytestmark = pytest.mark.browser


def test_an_answer_is_a_quote_with_the_answer_marked_and_its_source_under_it(tab: Tab) -> None:
    reply = tab.ask("What is the Nile?")
    expect(reply).to_have_class(re.compile("answer"))
    expect(reply.locator("blockquote").first).to_contain_text("Nile")
    assert reply.locator("blockquote mark.answer").count() >= 1
    expect(reply.locator(".source .open").first).to_have_text("kings.txt")
    support = reply.locator(".support").first
    expect(support).to_contain_text(re.compile("(strong|good|fair) support"))
    expect(support.locator("p")).to_be_hidden()
    support.locator("summary").click()
    expect(support.locator("p")).to_have_text(re.compile(r"\d+ %, and an answer needs 50 %. Support is how likely"))


def test_a_refusal_looks_unlike_an_answer_and_lists_the_nearest_as_not_an_answer(tab: Tab) -> None:
    reply = tab.ask("Which wizard taught Merlin?")
    expect(reply).to_have_class(re.compile("refusal"))
    expect(reply).to_contain_text("No passage was found that supports an answer.")
    expect(reply.locator(".nearest h3")).to_contain_text("not an answer")
    expect(reply.locator(".missing")).to_have_text("Nowhere in what was searched: wizard, taught, Merlin.")
    expect(reply.locator(".scope")).to_have_text("Searched: all 4 documents.")
    assert reply.locator("mark.answer").count() == 0
    assert reply.locator(".quotes").count() == 0


def test_a_good_answer_does_not_license_the_next_question(tab: Tab) -> None:
    expect(tab.ask("What is the Nile?")).to_have_class(re.compile("answer"))
    expect(tab.ask("Which wizard taught Merlin?")).to_have_class(re.compile("refusal"))


def test_hostile_text_shows_as_text_and_fires_nothing(tab: Tab) -> None:
    for word in ("Mallory", "Oscar's letter", "Trudy", "Peggy's note"):
        reply = tab.ask(f"{word}?")
        expect(reply).to_have_class(re.compile("answer"))
        quoted = reply.locator("blockquote").first.evaluate("node => node.textContent")
        assert "".join(quoted.split()) in "".join(shown(HOSTILE).split())
        assert reply.locator("script, img, iframe, b, blockquote a, code").count() == 0
    tab.page.locator("#conversation .open").first.click()
    expect(tab.page.locator("#source-title")).to_have_text('"><script>window.fired = 5</script>')
    seen = tab.page.locator("#q-source .text").evaluate("node => node.textContent")
    assert "".join(seen.split()) == "".join(shown(HOSTILE).split())
    tab.ask('<img src=x onerror="window.fired=6"> **Nile** ![x](https://evil.example/y.png)?')
    expect(tab.page.locator("#conversation .question").last).to_have_text(
        '<img src=x onerror="window.fired=6"> **Nile** ![x](https://evil.example/y.png)?'
    )
    assert tab.page.evaluate("window.fired") is None


def test_choosing_a_source_opens_it_at_the_quote(tab: Tab) -> None:
    reply = tab.ask("What was the tortoise Zeno wrote about?")
    reply.locator(".open").first.click()
    expect(tab.page.locator("#source-title")).to_be_focused()
    mark = tab.page.locator("#q-source mark.quote").first
    expect(mark).to_have_text("Zeno wrote about the tortoise.")
    expect(mark).to_be_in_viewport()
    expect(mark.locator("mark.answer")).to_have_count(1)


def test_a_long_document_is_shown_by_windows_that_grow_as_one_scrolls(tab: Tab) -> None:
    tab.ask("What was the tortoise Zeno wrote about?").locator(".open").first.click()
    lines = tab.page.locator("#q-source .text p")
    expect(tab.page.locator("#q-source mark.quote")).to_be_in_viewport()
    before = lines.count()
    assert 100 < before < 1_000
    tab.page.locator("#q-pane").evaluate("pane => { pane.scrollTop = pane.scrollHeight; }")
    expect(lines.nth(before + 50)).to_be_attached()
    expect(tab.page.locator("#q-source mark.quote")).to_have_count(1)


def test_a_place_that_cannot_be_shown_says_so(tab: Tab) -> None:
    tab.open("/source/kings?start=5&end=99999999")
    expect(tab.page.locator(".note")).to_contain_text("lies outside the document")
    tab.open("/source/kings?start=5&end=9&digest=0000")
    expect(tab.page.locator(".note")).to_contain_text("has changed")


def test_the_page_of_a_quote_is_named(tab: Tab) -> None:
    reply = tab.ask("Who baked the cakes for the king?")
    expect(reply.locator(".place").first).to_contain_text("page 3, Cakes")
    reply.locator(".open").first.click()
    expect(tab.page.locator("#q-source .head .place")).to_contain_text("page 3")
    assert tab.page.locator("#q-source .page").all_inner_texts() == ["Page 1", "Page 2", "Page 3"]


def test_a_question_can_be_asked_and_a_source_opened_and_closed_by_keyboard_alone(
    browser: Browser, server: str
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    tab = Tab(page, server).open()
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type("What is the Nile?")
    page.keyboard.press("Enter")
    page.locator("#conversation .reply").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out of a narrow screen"
    assert page.locator("#q-library").bounding_box()["x"] + page.locator("#q-library").bounding_box()["width"] <= 390
    page.locator("#conversation .open").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source-title")).to_be_focused()
    expect(page.locator("#q-pane")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#q-pane")).to_be_hidden()
    expect(page.locator("#conversation .open").first).to_be_focused()
    assert tab.errors == []
    page.close()


def test_the_state_of_the_library_is_in_sight(tab: Tab) -> None:
    expect(tab.page.locator("#q-library")).to_have_class(re.compile("ready"))
    expect(tab.page.locator("#q-state")).to_have_text(re.compile(r"4 documents, \d+ passages"))
    expect(tab.page.get_by_role("button", name=re.compile("^Library 4 documents"))).to_be_visible()


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("help", "Answers are quotes from your documents, word for word"),
        ("What documents do you have?", "4 documents in the library."),
        ("Thanks!", "You are welcome."),
        ("Summarise this, please", "Nothing is summarised here."),
    ],
)
def test_what_is_no_question_gets_a_reply_of_its_own_kind(tab: Tab, words: str, reply: str) -> None:
    told = tab.ask(words)
    expect(told).to_have_class(re.compile("notice"))
    expect(told).to_contain_text(reply)
    assert told.locator("blockquote").count() == 0


def test_a_refusal_offers_places_to_begin_where_no_question_could_be_made(tab: Tab) -> None:
    begin = tab.ask("Which wizard taught Merlin?").locator(".starts a.open")
    expect(begin.filter(has_text="kings.txt")).to_be_visible()
    begin.filter(has_text="kings.txt").click()
    expect(tab.page.locator("#source-title")).to_have_text("kings.txt")


def test_nothing_moves_when_the_reply_arrives(tab: Tab) -> None:
    tab.page.evaluate(
        "new PerformanceObserver(list => { for (const e of list.getEntries()) window.shift = (window.shift || 0) + e.value; })"
        ".observe({ type: 'layout-shift', buffered: false })"
    )
    tab.ask("What is the Nile?")
    question = tab.page.locator("#conversation .question")
    place = question.bounding_box()
    tab.page.locator("#conversation .reply .source").first.wait_for()
    assert question.bounding_box() == place
    assert (tab.page.evaluate("window.shift") or 0) < 0.1  # what the field calls good


class Crashing:
    """A reader that fails."""

    identity = None

    def read(self, question, passages):
        raise RuntimeError("out of memory <b>")


def test_a_crash_in_the_reader_reads_as_an_error_and_not_as_a_refusal(browser: Browser, library: Index) -> None:
    def broken(index: Index) -> Assistant:
        from tests.ui.conftest import BY_WORDS

        return Assistant(index, Crashing(), BY_WORDS)

    with serving(library, Settings(editable=False), broken) as address:
        page = browser.new_page()
        reply = Tab(page, address).open().ask("What is the Nile?")
        expect(reply).to_have_class(re.compile("failure"))
        expect(reply).to_contain_text("internal error, RuntimeError: out of memory <b>")
        expect(reply).to_contain_text("neither answered nor refused")
        reply.get_by_role("button", name="Ask again").click()
        expect(page.locator("#conversation .reply.failure")).to_have_count(2)
        page.close()


def test_behind_a_token_the_chat_asks_for_it_once(browser: Browser, library: Index, make) -> None:
    with serving(library, Settings(token="a token that is long enough", editable=False), make) as address:
        page = browser.new_page()
        tab = Tab(page, address).open()
        page.fill("#token", "not the token")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("This is not the token.")
        page.fill("#token", "a token that is long enough")
        page.keyboard.press("Enter")
        expect(tab.ask("What is the Nile?")).to_have_class(re.compile("answer"))
        assert tab.page.evaluate("document.cookie") == "", "no script can read the cookie"
        page.set_viewport_size({"width": 360, "height": 700})
        assert page.evaluate("document.querySelector('.q-head').scrollWidth <= innerWidth"), "all of it is on a phone"
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url("**/login")
        assert page.goto(address).status == 401
        page.close()


def test_the_address_that_the_token_was_asked_for_at_is_gone_on_with(browser: Browser, library: Index, make) -> None:
    token = "a token that is long enough"
    with serving(library, Settings(token=token, editable=False), make) as address:
        page = browser.new_page()

        def enter() -> None:
            page.fill("#token", token)
            page.keyboard.press("Enter")

        tab = Tab(page, address).open("/source/kings?start=36&end=82#quote")
        enter()
        expect(page.locator("#quote")).to_be_in_viewport()
        assert page.url == f"{address}/source/kings?start=36&end=82#quote"
        tab.open().ask("What is the Nile?")
        talk = page.url
        assert "#" in talk
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url("**/login")
        page.goto(talk)
        page.fill("#token", "not the token")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("This is not the token.")
        enter()
        expect(page.locator("#conversation .question")).to_have_text("What is the Nile?")
        assert page.url == talk
        page.close()


def test_questions_go_to_the_chosen_documents_only(tab: Tab) -> None:
    page = tab.page
    page.fill("#q-in", "cakes")
    page.get_by_role("option", name="On cakes").click()
    expect(page.locator("#q-chosen")).to_contain_text("On cakes")
    refusal = tab.ask("What is the Nile?")
    expect(refusal).to_have_class(re.compile("refusal"))
    expect(refusal.locator(".scope")).to_contain_text("Searched: On cakes, 1 of 4 documents.")
    expect(tab.ask("Who baked the cakes for the king?")).to_have_class(re.compile("answer"))
    refusal.locator(".everywhere").click()
    expect(page.locator("#conversation .reply[id]").nth(2)).to_have_class(re.compile("answer"))
    expect(page.locator("#conversation .question").last).to_have_text("What is the Nile?")
    expect(page.locator("#q-chosen")).to_be_hidden()


def test_what_a_quote_copies_is_its_citation(tab: Tab) -> None:
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reply = tab.ask("Who baked the cakes for the king?")

    quote = reply.locator("li").first

    def copied(name: str) -> str:
        link = quote.get_by_role("link", name=name, exact=True)
        link.click()
        expect(link).to_have_class(re.compile("done"))
        expect(tab.page.locator("#q-said")).to_have_text("Copied")
        return str(tab.page.evaluate("navigator.clipboard.readText()"))

    assert copied("Copy") == "“Nobody knew who baked the cakes for the king.” – On cakes, p. 3"
    place = copied("Copy link")
    quote.get_by_text("More").click()
    assert "> Nobody knew who baked the cakes for the king." in copied("Markdown")
    annotation = json.loads(copied("Annotation"))
    quoted, placed = annotation["target"]["selector"]
    assert quoted["exact"] == "Nobody knew who baked the cakes for the king."
    assert placed["end"] - placed["start"] == len(quoted["exact"])
    assert copied("BibTeX").startswith("@misc{quoth-cakes,")
    assert (
        copied("Link to the words")
        == "https://example.org/cakes#:~:text=Nobody%20knew%20who%20baked%20the%20cakes%20for%20the%20king."
    )
    # The address of the place, in a browser without scripts: it comes to its mark by itself.
    tab.page.goto(place)
    expect(tab.page.locator("#quote")).to_be_in_viewport()
    expect(tab.page).to_have_title("On cakes - Quoth")


def test_a_passage_that_answers_after_all_is_kept_as_the_answer(tab: Tab, library: Index) -> None:
    reply = tab.ask("Where is the ruined tower of Cnut?")
    expect(reply).to_have_class(re.compile("refusal"))
    reply.locator(".answers").first.click()
    expect(reply.locator(".kept")).to_have_text("Kept as the answer.")
    tab.page.reload()
    expect(tab.page.locator("#conversation .reply .thumbs")).to_have_text("You kept a passage as the answer.")
    expect(reply).to_have_class(re.compile("refusal"))
    lines = (library._store._folder / "feedback.jsonl").read_text().splitlines()
    row = json.loads(lines[-1])
    assert (row["question"], row["answerable"]) == ("Where is the ruined tower of Cnut?", True)
    assert row["gold"] == [reply.locator("blockquote").first.inner_text()]


def test_the_welcome_is_in_the_page_before_any_script(server: str) -> None:
    assert "<h2>Ask your documents</h2>" in httpx.get(server).text


def test_the_page_comes_compressed_to_whoever_takes_it_so_and_names_all_its_scripts_at_once(server: str) -> None:
    page = httpx.get(server).text
    for name in re.findall(r'<link rel="modulepreload" href="(ui/[a-z]+[.]js)">', page):
        packed = httpx.get(f"{server}/{name}", headers={"accept-encoding": "gzip"})
        plain = httpx.get(f"{server}/{name}", headers={"accept-encoding": "identity"})
        assert (packed.headers["content-encoding"], packed.text) == ("gzip", plain.text)
        assert "content-encoding" not in plain.headers
        for imported in re.findall(r'from "[.]/([a-z]+[.]js)"', plain.text):
            assert f'href="ui/{imported}"' in page


@pytest.mark.parametrize("name", [None, "", "one", "../one"])
def test_who_asks_without_a_name_that_cannot_be_guessed_is_given_a_conversation_of_his_own(
    server: str, name: str | None
) -> None:
    """Straight to the chat's function, as no page does."""
    with httpx.Client(base_url=server, timeout=60) as client:
        functions = client.get("/config").json()["dependencies"]
        asking = next(each["id"] for each in functions if each["api_name"] == "ask")
        for _ in range(2):
            call = {"data": ["Who was king of Wessex?", "", name, ""], "fn_index": asking, "session_hash": "one"}
            (shown,) = client.post("/gradio_api/run/predict", json=call).raise_for_status().json()["data"]
            assert [message["role"] for message in shown] == ["user", "assistant"]
