"""Asking in a real browser: nothing that was asked is lost, and what went wrong says so."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant.assistant import Assistant
from index.index import Index
from tests.ui.conftest import Tab, serving
from ui.web.settings import Settings

pytestmark = pytest.mark.browser

REFUSED = {
    "status": 503,
    "content_type": "application/json",
    "body": json.dumps({"detail": "18 questions are waiting"}),
}


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """The chat in a browser of its own, whose requests a test may break."""
    context = browser.new_context()
    opened = context.new_page()
    Tab(opened, server).open()
    expect(opened.locator("#q-library")).to_have_class(re.compile("ready"))
    yield opened
    context.close()


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")


class Held:
    """Requests to addresses, held until they are let go."""

    def __init__(self, page: Page, addresses: str) -> None:
        self._routes, self._free = list[Route](), False
        page.route(addresses, self._hold)

    def _hold(self, route: Route) -> None:
        if self._free:
            route.continue_()
        else:
            self._routes.append(route)

    def let_go(self) -> None:
        self._free = True
        for each in self._routes:
            each.continue_()


def test_every_one_of_many_quick_questions_is_answered_in_its_order(page: Page) -> None:
    asked = [f"Who was king of Wessex number {n}?" for n in range(12)]
    for question in asked:
        ask(page, question)
    expect(page.locator("#conversation .reply[id]")).to_have_count(len(asked))
    expect(page.locator("#q-asking")).to_have_count(0)
    assert page.locator("#conversation .question").all_inner_texts() == asked


@pytest.mark.parametrize(
    ("fault", "words"), [(REFUSED, "18 questions are waiting"), (None, "The server cannot be reached")]
)
def test_a_question_the_server_does_not_take_is_an_error_and_can_be_asked_again(page: Page, fault, words) -> None:
    page.route("**/run/predict*", lambda route: route.fulfill(**fault) if fault else route.abort())
    ask(page, "What is the Nile?")
    failed = page.locator("#q-asking .reply.failure")
    expect(failed).to_contain_text(words)
    expect(failed).to_contain_text("neither answered nor refused")
    page.unroute("**/run/predict*")
    failed.locator(".again").click()
    expect(page.locator("#conversation .reply[id]")).to_have_class(re.compile("answer"))
    expect(page.locator("#conversation .question")).to_have_count(1)


def test_a_question_is_answered_before_gradio_has_come_and_stays_as_it_is_when_gradio_draws(
    browser: Browser, server: str
) -> None:
    # Over a slow network Gradio's own scripts take three times as long as ours.
    context = browser.new_context()
    page = context.new_page()
    held = Held(page, "**/assets/*")
    Tab(page, server).open()
    for question in ("What is the Nile?", "Which wizard taught Merlin?"):
        ask(page, question)
    early = page.locator("#q-asking .reply[id]")
    expect(early).to_have_count(2)
    expect(early.first.locator("blockquote")).to_have_text("The river Nile is in Africa.")
    expect(page.locator("#q-said")).to_contain_text("No passage was found that supports an answer.")
    early.first.locator(".support summary").click()
    page.focus("#question textarea")  # nothing is drawn anew under anybody's hand
    expect(page.locator("gradio-app .reply")).to_have_count(0)
    held.let_go()
    expect(page.locator("gradio-app .reply[id]")).to_have_count(2)
    expect(page.locator("#q-asking")).to_have_count(0)
    assert page.locator("#conversation .question").all_inner_texts() == [
        "What is the Nile?",
        "Which wizard taught Merlin?",
    ]
    expect(page.locator("gradio-app .reply .support p").first).to_be_visible()
    context.close()


def test_enter_pressed_before_the_page_has_its_script_asks_once_it_has(browser: Browser, server: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    held = Held(page, "**/ui/quoth.js")
    page.goto(server, wait_until="commit")
    page.locator("#question textarea").press_sequentially("What is the Nile?\n")
    held.let_go()
    expect(page.locator("#conversation .reply[id]")).to_have_class(re.compile("answer"))
    expect(page.locator("#question textarea")).to_have_value("")
    context.close()


def test_a_server_that_was_started_anew_is_asked_by_a_page_that_was_open_before(
    browser: Browser, library: Index, make: Callable[[Index], Assistant]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    folder, embedder = library._store._folder, library.embedder  # a server closes its library when it ends
    with serving(Index.open(folder, embedder), Settings(editable=False), make) as address:
        tab = Tab(page, address).open()
        expect(page.locator("#q-library")).to_have_class(re.compile("ready"))
        tab.ask("What is the Nile?")
    ask(page, "Who was king of Wessex?")
    expect(page.locator("#q-asking .reply.failure")).to_contain_text("The server cannot be reached")
    anew = Index.open(folder, embedder)
    with serving(anew, Settings(editable=False), make, port=int(address.rpartition(":")[2])):
        page.locator("#q-asking .again").click()
        expect(page.locator("#conversation .reply[id]").last).to_have_class(re.compile("answer"))
        expect(page.locator("#conversation .question").last).to_have_text("Who was king of Wessex?")
        expect(page.locator("#conversation .reply[id]")).to_have_count(2)
        # What was said before is still there, and kept for whoever comes back to it.
        expect(page.locator("#conversation .question")).to_have_count(2)
        page.reload()
        expect(page.locator("#conversation .question")).to_have_count(2)
        context.close()


def test_a_page_loaded_anew_goes_on_with_its_conversation_until_one_is_begun(page: Page) -> None:
    ask(page, "What is the Nile?")
    expect(page.locator("#conversation .reply[id]")).to_have_count(1)
    page.reload()
    expect(page.locator("#conversation .question")).to_have_text("What is the Nile?")
    page.click("#q-new")
    expect(page.locator("#conversation .welcome")).to_be_visible()
    expect(page.locator("#conversation .question")).to_have_count(0)


def test_two_tabs_hold_two_conversations(page: Page) -> None:
    ask(page, "What is the Nile?")
    expect(page.locator("#conversation .reply[id]")).to_have_count(1)
    other = page.context.new_page()
    other.goto(page.url.partition("#")[0])
    ask(other, "Who was king of Wessex?")
    expect(other.locator("#conversation .reply[id]")).to_have_count(1)
    assert other.locator("#conversation .question").all_inner_texts() == ["Who was king of Wessex?"]
    other.close()


def test_a_question_that_is_none_is_not_asked_and_a_long_one_is_told_its_limit(page: Page) -> None:
    ask(page, " \t")
    ask(page, "𝒲" * 2_001)
    expect(page.locator("#q-note")).to_have_text("A question may have 2,000 characters; this one has 2,001.")
    expect(page.locator("#conversation .question")).to_have_count(0)
    ask(page, "?" * 2_000)
    expect(page.locator("#conversation .reply[id]")).to_have_count(1)
    expect(page.locator("#q-note")).to_be_hidden()


def test_each_turn_comes_once_over_the_network(page: Page) -> None:
    sizes = []
    page.on("response", lambda each: sizes.append(len(each.body())) if "/run/predict" in each.url else None)
    for number in range(6):
        ask(page, f"Who was king of Wessex number {number}?")
        expect(page.locator("#conversation .reply[id]")).to_have_count(number + 1)
    assert max(sizes) < 1.2 * min(sizes)


def test_a_question_is_edited_and_asked_again(page: Page) -> None:
    ask(page, "What is the Nile?")
    expect(page.locator("#conversation .reply[id]")).to_have_count(1)
    box = page.locator("#question textarea")
    box.press("ArrowUp")
    expect(box).to_have_value("What is the Nile?")
    box.fill("")
    page.locator("#conversation .user-row .edit").click()
    expect(box).to_be_focused()
    box.press_sequentially("!")
    box.press("Enter")
    expect(page.locator("#conversation .question").last).to_have_text("What is the Nile?!")


def test_a_question_that_leans_on_the_one_before_shows_it_to_be_edited(page: Page) -> None:
    for number, question in enumerate(("What is the Nile?", "Are they poisonous?")):
        ask(page, question)
        expect(page.locator("#conversation .reply[id]")).to_have_count(number + 1)
    told = page.locator("#conversation .reply.notice")
    expect(told).to_contain_text("It seems to lean on the question before it: “What is the Nile?”.")
    told.locator(".edit").click()
    expect(page.locator("#question textarea")).to_have_value("What is the Nile?")


def test_conversations_are_listed_found_gone_on_with_and_deleted(page: Page) -> None:
    ask(page, "What is the Nile at Memphis?")
    expect(page.locator("#conversation .reply[id]")).to_have_count(1)
    first = page.url
    assert "#" in first
    page.click("#q-new")
    expect(page.locator("#conversation .welcome")).to_be_visible()
    ask(page, "Who was king of Wessex?")
    expect(page.locator("#conversation .reply[id]")).to_have_count(1)
    page.click("#q-past")
    page.fill("#q-recall", "memphis")
    rows = page.locator("#q-conversations .past", has_text="What is the Nile at Memphis?")
    expect(page.locator("#q-conversations .past").first).to_have_text("What is the Nile at Memphis?")
    rows.first.click()
    # The one before is hidden until Gradio has drawn this one: two stand in the page for a moment.
    expect(page.locator("#conversation .question")).to_have_text(["What is the Nile at Memphis?"])
    assert page.url == first
    ask(page, "Who was king of Wessex?")
    expect(page.locator("#conversation .reply[id]")).to_have_count(2)
    page.click("#q-past")
    expect(page.locator("#q-pane")).not_to_have_attribute("aria-busy", "true")
    page.fill("#q-recall", "memphis")
    expect(page.locator("#q-conversations .past").filter(has_not_text="What is the Nile at Memphis?")).to_have_count(0)
    count = rows.count()
    page.locator("#q-conversations li", has_text="What is the Nile at Memphis?").first.locator(".forget").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    page.locator("#q-conversations li", has_text="What is the Nile at Memphis?").first.locator(".forget").click()
    expect(rows).to_have_count(count - 1)


def test_an_address_that_names_no_kept_conversation_says_so(page: Page, server: str) -> None:
    other = page.context.new_page()
    other.goto(f"{server}/#{'0' * 24}")
    expect(other.locator("#q-note")).to_have_text("No conversation is kept under this address.")
    ask(other, "What is the Nile?")
    expect(other.locator("#conversation .reply[id]")).to_have_count(1)
    expect(other.locator("#q-note")).to_be_hidden()


@pytest.mark.parametrize("kept", ["{", "7", "null"])
def test_whatever_else_stands_where_the_browser_keeps_its_conversations_keeps_nobody_from_asking(
    page: Page, kept: str
) -> None:
    page.evaluate("kept => { localStorage.conversations = localStorage.tray = sessionStorage.scope = kept; }", kept)
    page.reload()
    ask(page, "What is the Nile?")
    expect(page.locator("#conversation .reply[id]")).to_have_count(1)
