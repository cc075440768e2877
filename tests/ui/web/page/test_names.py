"""What Chromium tells assistive technology: every control, in every state, has a name, and the name that it should have."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.assistant import Assistant
from index.index import Index
from tests.ui.conftest import Tab, serving
from ui.web.settings import Settings

pytestmark = pytest.mark.browser

TOKEN = "a token that is long enough"


def controls(page: Page) -> list[str]:
    """Role and name of everything that can be focused, as they stand in Chromium's accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    told = [f"{each['role']['value']}: {each.get('name', {}).get('value', '')}" for each in nodes if focusable(each)]
    return [each for each in told if not each.startswith("RootWebArea")]


def focusable(node: dict[str, Any]) -> bool:
    return any(each["name"] == "focusable" and each["value"].get("value") for each in node.get("properties", ()))


def missing(page: Page, *wanted: str) -> list[str]:
    """Patterns that no control fits; and controls without a name, of which there must be none."""
    found = controls(page)
    assert [each for each in found if each.endswith(": ")] == []
    return [each for each in wanted if not any(re.fullmatch(each, one) for one in found)]


@pytest.fixture
def page(browser: Browser, library: Index, make: Callable[[Index], Assistant]) -> Iterator[Page]:
    """The page of a server that asks for a token."""
    with serving(library, Settings(token=TOKEN), make) as address:
        opened = browser.new_page(viewport={"width": 1440, "height": 900})
        Tab(opened, address).open()
        yield opened
        opened.close()


def test_every_control_has_a_name_that_says_what_it_does(page: Page) -> None:
    assert missing(page, "textbox: Token", "button: Enter") == []
    page.fill("#token", TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator("#q-library")).to_have_class(re.compile("ready"))
    for each in ("#q-documents .open", "#q-in"):
        expect(page.locator(each).first).to_be_visible()
    head = ["link: To the newest answer", "link: Quoth", "button: Conversations", "button: Library 4 documents, .*"]
    ask = ["textbox: Your question", "button: Ask", "combobox: Ask in"]
    pane = [r"\w+: Width of the pane", "button: Close the pane", "button: Add documents", "link: kings.txt"]
    assert missing(page, *head, "button: Log out", *ask, *pane) == []
    answer = Tab(page, "").ask("What is the Nile?")
    does = ["link: Copy", "link: Copy link", "button: Keep", r"\w+: More", r"\w+: Why", "button: (right|wrong)"]
    assert missing(page, *does, "link: New", "button: Find it in every document", "button: Edit") == []
    answer.locator(".keep").first.click()
    Tab(page, "").ask("Where do penguins winter?")
    assert missing(page, "button: Kept 1", "button: This answers it") == []
    for opener, *wanted in (
        ("#q-past", "searchbox: Find a conversation", "button: Delete", "link: Markdown", "link: What is the Nile\\?"),
        ("#q-tray", "textbox: Title of the sheet", "textbox: A note on this quote", "button: Remove"),
        ("gradio-app .reply.answer .open", "link: Open in a tab"),
        (
            "gradio-app .reply.answer .every",
            "combobox: By support|combobox: Sorted by",
            "searchbox: Only with these words",
            "button: CSV",
        ),
    ):
        page.locator(opener).first.click()
        expect(page.locator("#q-pane[aria-busy]")).to_have_count(0)
        expect(page.locator("#source-title")).to_be_focused()
        assert missing(page, *wanted) == [], opener
    page.route("**/run/predict*", lambda route: route.abort())
    page.fill("#question textarea", "What is the Nile?")
    page.keyboard.press("Enter")
    expect(page.locator(".reply.failure")).to_be_visible()
    assert missing(page, "button: Ask again") == []
