"""Quotes put aside in the chat and taken along, in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.verification import Standing, verify
from index.index import Index
from tests.ui.conftest import Tab
from ui.web.page.routes.tray import MOST

pytestmark = pytest.mark.browser

KING, NILE = "Who was king of Wessex?", "What is the Nile?"


@pytest.fixture
def rows(tab: Tab) -> Iterator[Locator]:
    """Quotes of two replies, put aside one after the other, as the pane lists them."""
    page = tab.page
    page.evaluate("localStorage.removeItem('tray')")  # tabs of other tests share it
    for question in (KING, NILE):
        button = tab.ask(question).get_by_role("button", name="Keep").first
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    page.locator("#q-tray").click()
    rows = page.locator(".kept-quotes > li")
    expect(rows).to_have_count(2)
    yield rows
    page.evaluate("localStorage.removeItem('tray')")


def saved(page: Page, name: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(waiting.value.path()).read_text("utf-8")


def test_kept_quotes_are_put_in_order_noted_and_taken_along(tab: Tab, rows: Locator, library: Index) -> None:
    page = tab.page
    expect(rows.first.locator("blockquote")).to_contain_text("Alfred was king of Wessex")
    expect(rows.first.locator(".open")).to_have_text("kings.txt")
    rows.first.get_by_label("A note on this quote").fill("See <b>the chronicle</b>")
    rows.first.get_by_role("button", name="Down").click()
    expect(rows.last.locator("blockquote")).to_contain_text("Alfred was king of Wessex")
    expect(rows.last.get_by_label("A note on this quote")).to_have_value("See <b>the chronicle</b>")
    page.get_by_label("Title of the sheet").fill("Kings & rivers")

    sheet = saved(page, "Page")
    assert "<h1>Kings &amp; rivers</h1>" in sheet
    assert "Note: See &lt;b&gt;the chronicle&lt;/b&gt;" in sheet
    assert sheet.index(f"<h2>{NILE}</h2>") < sheet.index(f"<h2>{KING}</h2>")
    made = json.loads(saved(page, "JSON"))
    assert [each["question"] for each in made["quotes"]] == [NILE, KING]
    assert {each.standing for each in verify(made, library)} == {Standing.STANDS}


def test_what_is_kept_outlives_a_reload_and_is_let_go(tab: Tab, rows: Locator) -> None:
    page = tab.page
    page.reload()
    expect(page.locator("#q-kept")).to_have_text("2")
    expect(page.locator("#conversation .keep[aria-pressed=true]")).to_have_count(2)
    page.locator("#q-tray").click()
    rows.first.locator(".open").click()
    expect(page.locator("#source-title")).to_have_text("kings.txt")
    page.locator("#q-tray").click()
    rows.first.get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(1)
    expect(page.locator("#conversation .keep[aria-pressed=true]")).to_have_count(1)
    page.get_by_role("button", name="Remove all").click()
    expect(page.locator("#q-tray")).to_be_hidden()


def test_no_more_is_kept_than_a_sheet_may_have(tab: Tab) -> None:
    page = tab.page
    other = {"reply": "", "href": "", "question": "", "words": "", "source": "", "note": ""}
    page.evaluate(
        "kept => { localStorage.tray = kept; }", json.dumps([{**other, "href": str(n)} for n in range(MOST - 1)])
    )
    one = tab.ask(KING).get_by_role("button", name="Keep").first
    one.click()
    expect(one).to_have_attribute("aria-pressed", "true")
    two = tab.ask(NILE).get_by_role("button", name="Keep").first
    two.click()
    told = page.locator("#q-trouble")
    expect(told).to_have_text("Not kept: there are 100 quotes, as many as a sheet may have. Remove one first.")
    expect(told).to_be_in_viewport()
    expect(two).to_have_attribute("aria-pressed", "false")
    one.click()
    expect(told).to_be_hidden()
    two.click()
    expect(two).to_have_attribute("aria-pressed", "true")
    page.evaluate("localStorage.removeItem('tray')")


def test_a_sheet_has_the_words_of_kept_replies_alone(tab: Tab) -> None:
    reply = tab.ask(KING)
    known = {"reply": reply.get_attribute("id"), "document": "kings", "start": 0, "end": 35}
    forged = [{**known, "end": 20}, {**known, "document": "cakes"}, {**known, "reply": "0" * 24 + "-00000000"}]
    given = tab.page.request.post(f"{tab.address}/tray", data={"form": "json", "quotes": [known, *forged]})
    made = given.json()
    assert [each["text"] for each in made["quotes"]] == ["Alfred was king of Wessex from 871."]
    assert len(made["lost"]) == 3
