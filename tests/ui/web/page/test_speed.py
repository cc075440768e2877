"""What the page costs: the bytes of its first load, and how soon a reply that has come is in it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from assistant.assistant import Assistant
from index.index import Index
from tests.ui.conftest import Tab, serving
from ui.web.settings import Settings

pytestmark = pytest.mark.browser

#: Bytes that may come over the network before everything is there, Gradio's own included.
MOST = 350_000
#: Counts frames, and remembers those in which a reply came and was in the page.
FRAMES = """() => {
    let frame = 0;
    const count = () => { frame += 1; requestAnimationFrame(count); };
    requestAnimationFrame(count);
    const text = Response.prototype.text;
    Response.prototype.text = async function () {
        const body = await text.call(this);
        if (this.url.includes("/run/predict")) window.came = frame;
        return body;
    };
    new MutationObserver(() => { if (document.querySelector(".reply[id]")) window.seen ??= frame; })
        .observe(document.body, { childList: true, subtree: true });
}"""


def test_the_first_load_is_small(browser: Browser, library: Index, make: Callable[[Index], Assistant]) -> None:
    with serving(library, Settings(), make) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        network, sizes = context.new_cdp_session(page), list[float]()
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        Tab(page, address).open()
        expect(page.locator("#q-library")).to_have_class(re.compile("ready"))
        page.locator("gradio-app .gradio-container").wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        context.close()
    assert len(sizes) > 20, "the page, its scripts and styles, Gradio's, and what is beside"
    assert sum(sizes) < MOST


def test_a_reply_is_in_the_page_before_another_frame_is_drawn(browser: Browser, server: str) -> None:
    page = browser.new_page()
    Tab(page, server).open()
    expect(page.locator("#q-library")).to_have_class(re.compile("ready"))
    page.evaluate(FRAMES)
    page.fill("#question textarea", "What is the Nile?")
    page.keyboard.press("Enter")
    expect(page.locator(".reply[id]").first).to_be_visible()
    assert page.evaluate("seen - came") <= 1
    page.close()
