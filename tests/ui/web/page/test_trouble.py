"""What fails is told where everybody sees it, in a real browser; so is a server that is gone, and that it is back."""

import re
from collections.abc import Callable, Iterator
from threading import Event

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.assistant import Assistant
from index.embedding import Embedder
from index.index import Index
from tests import documents
from tests.ui.conftest import Tab, serving
from ui.web.settings import Settings

pytestmark = pytest.mark.browser

#: Milliseconds within which the page knows whether the server is there.
SOON = 3_000
GONE = re.compile("failed")
#: What Vite says, in Gradio's page, of a script or a style sheet that a server no longer gives.
NOT_LOADED = re.compile("dynamically imported module|Unable to preload")
UNREACHED = "This cannot be shown: The server cannot be reached."


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab whose clock a test may hold, in a browser of its own; afterwards no script may have failed in it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.clock.install()
    broken = list[str]()
    opened.on("pageerror", lambda error: broken.append(str(error)))
    yield opened
    context.close()
    # Gradio's files may still be on their way when a test stops the server.
    assert [each for each in broken if not NOT_LOADED.search(each)] == []


def hold(page: Page) -> None:
    """Stops the page's clock."""
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 1)


def test_a_server_that_stops_and_is_started_again_is_shown_so_within_seconds(
    page: Page, library: Index, make: Callable[[Index], Assistant]
) -> None:
    settings, state = Settings(editable=False), page.locator("#q-library")
    with serving(library, settings, make) as address:
        Tab(page, address).open()
        expect(state).to_have_class(re.compile("ready"))
        hold(page)
    page.clock.run_for(SOON)
    expect(state).to_have_class(GONE)
    expect(page.locator("#q-state")).to_have_text("No connection")
    with serving(library, settings, make, port=int(address.rpartition(":")[2])) as address:
        while "ready" not in (state.get_attribute("class") or ""):
            page.clock.run_for(SOON)


def test_a_question_that_fails_shows_at_once_that_the_server_is_gone(
    page: Page, library: Index, make: Callable[[Index], Assistant]
) -> None:
    with serving(library, Settings(editable=False), make) as address:
        Tab(page, address).open()
        expect(page.locator("#q-library")).to_have_class(re.compile("ready"))
        hold(page)
    page.fill("#question textarea", "What is the Nile?")
    page.keyboard.press("Enter")
    expect(page.locator("#q-library")).to_have_class(GONE)


def test_nobody_asks_whether_the_server_is_there_for_a_page_that_is_not_seen(page: Page, server: str) -> None:
    tab = Tab(page, server).open()
    expect(page.locator("#q-library")).to_have_class(re.compile("ready"))
    hold(page)

    def looks() -> int:
        return sum(url.endswith("/healthz") for url in tab.requests)

    with page.expect_response("**/healthz"):
        page.clock.run_for(SOON)
    before = looks()
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })")
    page.clock.run_for(10 * SOON)
    assert looks() == before
    page.evaluate("delete document.hidden")
    with page.expect_response("**/api/v1/library"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_too_it_is_seen_that_the_models_load(browser: Browser, library: Index, make, width: int) -> None:
    let = Event()

    def slowly(index: Index) -> Assistant:
        let.wait(60)
        return make(index)

    with serving(library, Settings(editable=False), slowly) as address:
        page = browser.new_page(viewport={"width": width, "height": 700})
        Tab(page, address).open()
        state = page.locator("#q-state")
        expect(state).to_have_text("4 documents, loading the models")
        expect(state).to_be_in_viewport(ratio=1)
        assert state.evaluate("node => node.scrollWidth <= node.clientWidth")
        let.set()
        expect(page.locator("#q-library")).to_have_class(re.compile("ready"))
        expect(state).to_be_hidden()
        page.close()


def test_what_is_not_copied_or_kept_says_so_until_something_else_is_done(page: Page, server: str) -> None:
    tab, told = Tab(page, server).open(), page.locator("#q-trouble")
    reply = tab.ask("Where is the ruined tower of Cnut?")
    page.route(re.compile(r"/citation|/verdict"), lambda route: route.abort())
    for click, words in (
        (reply.get_by_role("link", name="Copy", exact=True), "Not copied: The server cannot be reached."),
        (reply.locator(".answers"), "Not kept: The server cannot be reached."),
    ):
        click.first.click()
        expect(told).to_have_text(words)
        expect(told).to_be_in_viewport()
    page.click("#q-library")
    expect(told).to_be_hidden()


def test_a_page_that_is_not_turned_to_and_lists_that_are_not_searched_say_so(
    page: Page, tmp_path, tiny_embedder: Embedder, make: Callable[[Index], Assistant]
) -> None:
    (tmp_path / "kings.pdf").write_bytes(documents.pdf([["Edmund ate pies."], ["Edmund ate seven pies in York."]]))
    index = Index.open_or_create(tmp_path / ".quoth", tiny_embedder)
    for number in range(6):  # so many that there is something to search
        (tmp_path / f"{number}.txt").write_text(f"Nothing of note happened in year {number}.")
    index.sync([tmp_path / "kings.pdf", *tmp_path.glob("*.txt")])
    with serving(index, Settings(), make, tmp_path / ".quoth") as address:
        tab, told = Tab(page, address).open(), page.locator("#q-trouble")
        tab.ask("Who ate seven pies in York?").locator(".open").first.click()
        page.route(re.compile("part=sheet"), lambda route: route.abort())
        page.get_by_role("link", name="Previous page").click()
        expect(told).to_have_text(UNREACHED)
        expect(page.locator("#q-source .at")).to_contain_text("page 2 of 2")
        page.unroute(re.compile("part=sheet"))
        page.get_by_role("link", name="Previous page").click()
        expect(page.locator("#q-source .at")).to_contain_text("page 1 of 2")
        expect(told).to_be_hidden()
        page.click("#q-past")
        page.locator("#q-conversations").wait_for()
        page.route(re.compile("conversation/list"), lambda route: route.abort())
        page.fill("#q-recall", "pies")
        expect(told).to_have_text(UNREACHED)
        page.click("#q-library")
        page.route(re.compile("/library[?]query="), lambda route: route.abort())
        page.fill("#q-find", "kings")
        expect(told).to_have_text(UNREACHED)
