"""The page held to WCAG 2.2 A and AA by axe, in every state, colour scheme and width."""

import re
from collections.abc import Iterator, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import Tab, serving
from tests.ui.web.page.test_chat import Crashing
from ui.web.settings import Settings

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
WIDTHS = (390, 820, 1440)


@pytest.fixture(params=["light", "dark"])
def page(request, browser: Browser, server: str) -> Iterator[Page]:
    opened = browser.new_page(color_scheme=request.param)
    Tab(opened, server).open()
    expect(opened.locator("#q-library")).to_have_class(re.compile("ready"))
    expect(opened).to_have_title("Quoth")
    expect(opened.locator("#question textarea")).to_be_visible()
    # Nothing is judged while it fades in.
    opened.add_style_tag(content="* { transition: none !important; animation: none !important; }")
    yield opened
    opened.close()


def faults(page: Page, widths: Sequence[int] = WIDTHS) -> list[str]:
    """What axe finds at any width: rule, element, reason."""
    # Gradio's own word for a part that it still fetches.
    expect(page.locator("p.loading")).to_have_count(0)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        # At its end nothing lies half under the box for questions, which would make a target smaller than it is.
        page.evaluate("document.getElementById('conversation')?.scrollTo(0, 1e6)")
        for rule in Axe().run(page, options=RULES).response["violations"]:
            found += [
                f"{width}: {rule['id']}: {node['html'][:200]}: {node['failureSummary']}" for node in rule["nodes"]
            ]
    return found


def test_no_state_of_the_page_keeps_anyone_out(page: Page) -> None:
    assert faults(page) == [], "the empty page"
    page.fill("#q-in", "cakes")
    expect(page.get_by_role("option").first).to_be_visible()
    assert faults(page) == [], "choosing what to ask in"
    page.keyboard.press("Escape")
    for question, kind in (("What is the Nile?", "answer"), ("Where do penguins winter?", "refusal")):
        page.fill("#question textarea", question)
        page.keyboard.press("Enter")
        expect(page.locator("#conversation .reply[id]").last).to_have_class(re.compile(kind))
        assert faults(page) == [], kind
    reply = page.locator("#conversation .reply[id]").first
    reply.locator(".why summary").first.click()
    reply.locator(".explain").first.click()
    expect(page.locator("#q-source .signals").first).to_be_visible()
    assert faults(page) == [], "what was weighed"
    page.keyboard.press("Escape")
    reply.locator(".every").click()
    expect(page.locator(".tally")).to_contain_text("of 4 documents")
    expect(page.locator(".found li").first).to_be_visible()
    assert faults(page) == [], "in every document"
    page.keyboard.press("Escape")
    page.locator("#conversation .open").first.click()
    expect(page.locator("#source-title")).to_be_focused()
    assert faults(page) == [], "a source"
    page.keyboard.press("Escape")
    page.click("#q-library")
    expect(page.locator("#q-documents")).to_be_visible()
    assert faults(page) == [], "the library"
    reply.locator(".keep").first.click()
    page.click("#q-tray")
    expect(page.locator(".kept-quotes li")).to_have_count(1)
    assert faults(page) == [], "the tray"
    page.click("#q-past")
    expect(page.locator("#q-conversations .past").first).to_be_visible()
    assert faults(page) == [], "the conversations"


def test_what_covers_a_phone_keeps_no_one_out(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.fill("#question textarea", "What is the Nile?")
    page.keyboard.press("Enter")
    reply = page.locator("gradio-app .reply.answer")
    reply.locator(".keep").first.click()
    openers = [page.locator(each) for each in ("#q-library", "#q-past", "#q-tray")]
    for opener in (*openers, *(reply.locator(each).first for each in (".open", ".every"))):
        opener.click()
        expect(page.get_by_role("dialog").locator("#source-title")).to_be_focused()
        expect(page.locator("#q-pane[aria-busy]")).to_have_count(0)
        assert faults(page, [390]) == [], page.locator("#source-title").text_content()
        page.click("#q-close")


def test_the_way_in_keeps_no_one_out(browser: Browser, library, make) -> None:
    with serving(library, Settings(token="a token that is long enough"), make) as address:
        page = browser.new_page()
        page.goto(address)
        assert faults(page) == []
        page.fill("#token", "another")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        assert faults(page) == [], "a wrong token"
        page.close()


def test_an_error_keeps_no_one_out(browser: Browser, library) -> None:
    from assistant.assistant import Assistant
    from tests.ui.conftest import BY_WORDS

    with serving(library, Settings(editable=True), lambda index: Assistant(index, Crashing(), BY_WORDS)) as address:
        page = browser.new_page()
        expect(Tab(page, address).open().ask("What is the Nile?")).to_have_class(re.compile("failure"))
        assert faults(page) == []
        page.click("#q-library")
        expect(page.get_by_role("button", name="Add documents")).to_be_visible()
        assert faults(page) == [], "a library that can be changed"
        page.set_input_files("#q-files", {"name": "a.exe", "mimeType": "", "buffer": b"MZ"})
        expect(page.locator(".adding li")).to_contain_text("no reader")
        assert faults(page) == [], "a file that is not added"
        page.close()


def test_what_came_of_a_question_is_announced(page: Page) -> None:
    said = page.locator("#q-said[role=status][aria-live=polite]")
    for question, words in (
        ("What is the Nile?", "Answered in "),
        ("Where do penguins winter?", "No passage was found that supports an answer."),
    ):
        page.fill("#question textarea", question)
        page.keyboard.press("Enter")
        expect(said).to_contain_text(words)
