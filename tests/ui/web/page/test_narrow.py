"""The page on the narrowest phone there is: nothing of it lies beside the screen, in whatever state it is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from assistant.assistant import Assistant
from index.documents import Document
from index.index import Index
from index.readers import read
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


def test_the_marked_cell_of_a_row_wider_than_the_screen_is_in_sight(
    browser: Browser, index: Index, make: Callable[[Index], Assistant]
) -> None:
    columns = 6
    names, cells = (",".join(f"{word} {column}" for column in range(columns)) for word in ("Quarter", "worth"))
    content = f"House,{names},Remark\nHeron,{cells},unquestionably\n"
    index.add(Document("houses", "houses.csv", "", read("houses.csv", content.encode())))
    with serving(index, Settings(editable=False), make) as address:
        page = browser.new_page(viewport={"width": 390, "height": 800})
        table = Tab(page, address).open().ask("Heron?").locator(".table")
        expect(table.locator("mark")).to_have_text("unquestionably")
        expect(table.locator("mark")).to_be_in_viewport(ratio=1)
        # Where somebody looks is left alone.
        table.evaluate("table => { table.scrollLeft = 0; document.body.append(document.createElement('i')); }")
        page.evaluate("() => new Promise(requestAnimationFrame)")
        assert table.evaluate("table => table.scrollLeft") == 0
        page.close()
