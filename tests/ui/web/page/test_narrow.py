"""The page on the narrowest phone there is: nothing of it lies beside the screen, in whatever state it is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from assistant.assistant import Assistant
from index.index import Index
from tests.ui.conftest import Tab, serving
from ui.web.settings import Settings

pytestmark = pytest.mark.browser

TOKEN = "a token that is long enough"
#: Boxes whose content is wider than they are.
WIDER = """() => [...document.querySelectorAll("html, body, .q-head, .q-conversation, #asking, .q-pane, .q-entrance")]
    .filter((each) => each.scrollWidth > each.clientWidth)
    .map((each) => `${each.className || each.tagName}: ${each.scrollWidth} in ${each.clientWidth}`)"""


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_state_of_the_page_is_wider_than_the_narrowest_phone(
    browser: Browser, library: Index, make: Callable[[Index], Assistant], language: str
) -> None:
    with serving(library, Settings(token=TOKEN, language=language), make) as address:
        page = browser.new_page(viewport={"width": 320, "height": 640})
        tab, wide = Tab(page, address).open(), dict[str, list[str]]()

        def look(state: str) -> None:
            if found := page.evaluate(WIDER):
                wide[state] = found

        look("the way in")
        page.fill("#token", TOKEN)
        page.keyboard.press("Enter")
        expect(page.locator("#q-library")).to_have_class(re.compile("ready"))
        expect(page.locator(".q-leave")).to_be_in_viewport(ratio=1)
        look("no question yet")
        tab.ask("What is the Nile?").locator(".keep").first.click()
        for each in (".q-name", "#q-new", "#q-past", "#q-tray", "#q-library", ".q-leave"):
            expect(page.locator(each)).to_be_in_viewport(ratio=1)
        look("an answer, and all that the head can have")
        tab.ask("Where do penguins winter?")
        look("a refusal")
        answer = page.locator("gradio-app .reply.answer")
        openers = {each: page.locator(each) for each in ("#q-library", "#q-past", "#q-tray")}
        openers |= {each: answer.locator(each).first for each in (".open", ".every")}
        for name, opener in openers.items():
            opener.click()
            expect(page.get_by_role("dialog").locator("#source-title")).to_be_visible()
            expect(page.locator("#q-pane[aria-busy]")).to_have_count(0)
            look(name)
            page.click("#q-close")
        page.route("**/run/predict*", lambda route: route.abort())
        page.fill("#question textarea", "What is the Nile?")
        page.keyboard.press("Enter")
        expect(page.locator(".reply.failure")).to_be_visible()
        look("an error")
        page.close()
        assert wide == {}
