"""What the page looks for beside a reply, and how a question is put, in a real browser."""

import csv
import re
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.assistant import Assistant
from assistant.reader import Reading
from assistant.support import Setting, SupportPolicy
from index.documents import Passage
from index.index import Index
from tests.ui.conftest import BY_WORDS, Tab, WordReader, serving
from ui.web.settings import Settings

pytestmark = pytest.mark.browser

KING, NILE = "Who was king of Wessex?", "What is the Nile?"


def test_a_question_is_looked_for_in_every_document_and_the_way_back_is_kept(tab: Tab) -> None:
    page = tab.page
    tab.ask(NILE).locator(".every").click()
    expect(page.locator("#source-title")).to_have_text("In every document")
    expect(page.locator(".tally")).to_have_text(re.compile("^in 1 of 4 documents"))
    rows = page.locator(".every-document > .found > li")
    expect(rows.filter(has_text="The river Nile is in Africa.")).to_be_visible()
    page.get_by_label("Only with these words").fill("tortoise")
    expect(rows.filter(visible=True)).to_have_count(0)
    page.get_by_label("Only with these words").fill("likely")
    expect(rows.filter(visible=True)).to_have_count(0)
    page.get_by_label("Only with these words").fill("nile")
    expect(rows.filter(visible=True)).to_have_count(1)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    table = list(csv.reader(Path(waiting.value.path()).read_text("utf-8-sig").splitlines()))
    assert any("The river Nile is in Africa." in cell for row in table[1:] for cell in row)
    rows.first.locator(".open").click()
    expect(page.locator("#source-title")).to_have_text("kings.txt")
    page.get_by_role("button", name="Back to every document").click()
    expect(page.get_by_label("Only with these words")).to_have_value("nile")


def test_findings_are_sorted_as_one_chooses(tab: Tab) -> None:
    page = tab.page
    tab.ask("Who was the king?").locator(".every").click()
    rows = page.locator(".every-document .found > li")
    expect(page.locator(".tally")).to_contain_text("in 2 of 4")
    expect(page.locator(".every-document > .found > li")).to_have_count(2)
    page.get_by_label("Sorted by").select_option("document")
    sources = rows.evaluate_all("rows => rows.map(each => each.dataset.document)")
    assert sources[:2] == sorted(sources[:2])


def test_why_tells_what_was_found_and_what_was_weighed(tab: Tab) -> None:
    reply = tab.ask(KING)
    reply.locator(".why summary").first.click()
    reply.locator(".explain").first.click()
    pane = tab.page.locator("#q-source")
    expect(pane.locator("#source-title")).to_have_text("Why")
    expect(pane).to_contain_text("An answer needs 50 %.")
    expect(pane.locator(".weighed > li").first).to_contain_text("Alfred was king of Wessex from 871.")
    pane.locator(".signals summary").first.click()
    expect(pane.locator(".weighed > li.near .signals").first).to_contain_text("too little")
    expect(pane.get_by_role("row").filter(has_text="kings.txt").first).to_be_visible()


def test_a_refusal_offers_a_question_like_it_that_is_answered(tab: Tab) -> None:
    refusal = tab.ask("Who was the crowned king of Mercia?")
    expect(refusal).to_have_class(re.compile("refusal"))
    refusal.locator(".instead .ask").click()
    expect(tab.page.locator("#conversation .question").last).to_have_text("Who was the crowned king of Wessex?")
    expect(tab.page.locator("#conversation .reply[id]").last).to_have_class(re.compile("answer"))


def test_how_much_support_an_answer_needs_is_chosen_and_said(browser: Browser, library: Index) -> None:
    settings = {Setting.STRICT: 0.95, Setting.BALANCED: 0.5, Setting.GENEROUS: 0.1}
    policy = SupportPolicy(dict(BY_WORDS.weights), BY_WORDS.bias, 0.5, BY_WORDS.unrelated, settings)
    with serving(library, Settings(editable=False), lambda index: Assistant(index, WordReader(), policy)) as address:
        page = browser.new_page()
        tab = Tab(page, address).open()
        chosen = page.get_by_label("Support needed")
        for setting, outcome in (("balanced", "refusal"), ("generous", "answer"), ("strict", "refusal")):
            chosen.select_option(setting)
            reply = tab.ask("Who was the crowned king of Mercia?")
            expect(reply).to_have_class(re.compile(outcome))
            scope = reply.locator(".scope")
            expect(scope).to_contain_text(
                "Searched" if setting == "balanced" else f"Searched: all 4 documents. Support needed: {setting}."
            )
        page.reload()
        expect(chosen).to_have_value("strict")
        page.close()


def test_where_no_setting_was_measured_none_is_offered(tab: Tab) -> None:
    expect(tab.page.locator("#q-library")).to_have_class(re.compile("ready"))
    expect(tab.page.get_by_label("Support needed")).to_be_hidden()


class Held(WordReader):
    """A reader that reads when it is let."""

    def __init__(self) -> None:
        self.reading, self.let = threading.Event(), threading.Event()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.reading.set()
        self.let.wait(60)
        return super().read(question, passages)


def test_a_question_that_finds_no_room_waits_says_its_place_and_is_answered(browser: Browser, library: Index) -> None:
    held = Held()
    settings = Settings(editable=False, abreast=1, waiting=0)
    with serving(library, settings, lambda index: Assistant(index, held, BY_WORDS)) as address:

        def asked() -> Page:
            page = browser.new_page()
            Tab(page, address).open()
            page.fill("#question textarea", KING)
            page.keyboard.press("Enter")
            return page

        first = asked()
        assert held.reading.wait(60)
        page = asked()
        expect(page.locator("#q-asking .pending")).to_have_text("Waits, 1 question before this one")
        held.let.set()
        for each in (first, page):
            expect(each.locator("#conversation .reply[id]")).to_have_class(re.compile("answer"))
            expect(each.locator("#conversation .question")).to_have_count(1)
            each.close()


def test_the_first_key_leads_to_the_newest_answer(tab: Tab) -> None:
    tab.ask(NILE)
    newest = tab.ask("What is the Nile, then?")
    tab.page.locator(".q-skip").focus()
    expect(tab.page.locator(".q-skip")).to_be_in_viewport()
    tab.page.keyboard.press("Enter")
    expect(newest).to_be_focused()


def test_a_place_of_the_library_is_asked_in_with_a_click(context: BrowserContext, server: str) -> None:
    page = context.new_page()
    tab = Tab(page, server).open()
    page.click("#q-library")
    place = page.get_by_role("button", name="example.org 1")
    place.click()
    expect(place).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#q-chosen")).to_contain_text("example.org")
    expect(tab.ask("What is the Nile?").locator(".scope")).to_contain_text("1 of 4 documents")
    page.click("#q-library")
    page.get_by_role("button", name="example.org 1").click()
    expect(page.locator("#q-chosen")).to_be_hidden()
    page.close()


def test_words_from_right_to_left_stand_at_their_own_side(
    context: BrowserContext, tmp_path: Path, tiny_embedder, make
) -> None:
    index = Index.open_or_create(tmp_path / ".quoth", tiny_embedder)
    from index.documents import Content, Document

    index.add(Document("rules", "rules.txt", "", Content("שעות השקט הן בלילה.")))
    with serving(index, Settings(editable=False), make, tmp_path / ".quoth") as address:
        page = context.new_page()
        reply = Tab(page, address).open().ask("שעות השקט")
        quote = reply.locator("blockquote").first
        style = "each => { const { direction, textAlign, paddingRight, paddingLeft } = getComputedStyle(each); return [direction, textAlign, parseFloat(paddingRight) > parseFloat(paddingLeft)]; }"
        assert quote.evaluate(style) == ["rtl", "start", True]
        assert page.locator("#conversation .question").evaluate(style)[:2] == ["rtl", "start"]
        page.close()
