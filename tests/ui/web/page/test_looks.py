"""How the page looks to whoever sees it ill: contrasts, links told by more than colour, targets, and paper."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import Tab
from ui import STATIC

_TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
#: Each colour by its name, as it is on a light and on a dark screen.
COLOURS = {name: both for name, *both in _TOKEN.findall((STATIC / "tokens.css").read_text("utf-8"))}
GROUNDS = ("paper", "sheet", "glow", "wrong-glow")


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_words_and_borders_stand_out_from_every_ground(ground: str, scheme: int) -> None:
    least = {"line": 3.0, "ink": 4.5, "soft": 4.5, "accent": 4.5, "wrong": 4.5}
    found = {name: contrast(COLOURS[name][scheme], COLOURS[ground][scheme]) for name in least}
    assert {name: ratio for name, ratio in found.items() if ratio < least[name]} == {}


def test_every_field_has_a_border_that_stands_out() -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", (STATIC / "quoth.css").read_text("utf-8"))
    borders = {
        selector.strip(): found[1]
        for selector, rule in rules
        if re.search(r"\b(?:input|select|input-container|q-choices)\b", selector)
        and (found := re.search(r"border: 1px solid var\(--([\w-]+)\)", rule))
    }
    assert len(borders) >= 6, "the question's box, the scope's list, selects, searches, notes, the way in"
    assert {selector: colour for selector, colour in borders.items() if colour != "line"} == {}


@pytest.fixture
def tab(browser: Browser, server: str) -> Iterator[Tab]:
    """The chat on a dark screen."""
    page = browser.new_page(color_scheme="dark", viewport={"width": 1440, "height": 900})
    yield Tab(page, server).open()
    page.close()


@pytest.mark.browser
def test_links_are_underlined_and_targets_are_large_enough(tab: Tab) -> None:
    page = tab.page
    page.fill("#q-in", "cakes")
    page.get_by_role("option", name="On cakes").click()
    small = large_enough(page, "#q-chosen button")
    tab.ask("Who baked the cakes for the king?").locator(".keep").first.click()
    page.locator("#conversation .open").first.click()
    expect(page.locator("#source-title")).to_have_text("On cakes")
    links = ["#q-export a", "#conversation .source .open", "#conversation .thumbs button", "#q-source .tools a"]
    plain = [each for each in links if not underlined(page, each)]
    small += [*large_enough(page, "#q-export a"), *large_enough(page, "#q-source .tools a")]
    page.click("#q-tray")
    expect(page.locator(".kept-quotes .path a")).to_be_visible()
    plain += [] if underlined(page, "#q-source .path a") else ["#q-source .path a"]
    small += large_enough(page, "#q-source .path a")
    assert (plain, small) == ([], [])


def underlined(page: Page, selector: str) -> bool:
    lines = page.locator(selector).evaluate_all("all => all.map(each => getComputedStyle(each).textDecorationLine)")
    return bool(lines) and set(lines) == {"underline"}


def large_enough(page: Page, selector: str) -> list[str]:
    """Those that are smaller than 24 pixels either way."""
    boxes = [each.bounding_box() for each in page.locator(selector).all()]
    assert boxes, selector
    return [f"{selector}: {box}" for box in boxes if box is None or min(box["width"], box["height"]) < 24]


@pytest.mark.browser
def test_on_paper_a_conversation_is_dark_on_white_and_ends_where_it_ends(tab: Tab) -> None:
    page = tab.page
    tab.ask("What is the Nile?")
    page.evaluate("document.body.classList.add('dark')")
    style = "each => { const { color, minHeight } = getComputedStyle(each); return [color, minHeight]; }"
    question, last = page.locator("#conversation .question"), page.locator("gradio-app .bot-row").last
    assert question.evaluate(style)[0] == shown("ink", 1)
    assert last.evaluate(style)[1] != "0px"
    page.emulate_media(media="print", color_scheme="dark")
    assert question.evaluate(style)[0] == shown("ink", 0)
    assert last.evaluate(style)[1] == "0px"


def shown(name: str, scheme: int) -> str:
    """A colour as a browser computes it."""
    colour = COLOURS[name][scheme]
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"
