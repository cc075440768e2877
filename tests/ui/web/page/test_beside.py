"""What is known beside an answer: dates, speakers, sentences before, terms, and documents that differ."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Route, expect

from assistant.assistant import Assistant
from assistant.further import Further, beside
from assistant.quotes import Quote
from assistant.support import Setting, SupportPolicy
from index.documents import Content, Document, Span
from index.embedding import Embedder
from index.index import Index
from tests.conftest import ROOT
from tests.ui.conftest import BY_WORDS, Tab, WordReader, serving
from tests.ui.web.page.test_accessible import faults
from ui.further import further_lines
from ui.web.page.beside import noted
from ui.web.settings import Settings


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, tiny_embedder: Embedder, make: Callable[[Index], Assistant]
) -> Iterator[str]:
    """A server over the house rules; its address."""
    index = Index.open_or_create(tmp_path_factory.mktemp("house") / ".quoth", tiny_embedder)
    index.sync([ROOT / "examples" / "house-rules"])
    with serving(index, Settings(editable=False), make) as address:
        yield address
    index.close()


def spots(address: str, question: str, having: str = "") -> list[dict[str, Any]]:
    """The places of the quotes that answer and have these words, as the page sends them."""
    quotes = httpx.post(f"{address}/api/v1/ask", json={"question": question}).json()["quotes"]
    quotes = [each for each in quotes if having in each["text"]]
    assert quotes
    return [
        {
            **{key: each[key] for key in ("document", "start", "end", "digest")},
            "first": each["answer"]["start"],
            "last": each["answer"]["end"],
        }
        for each in quotes
    ]


def looked(
    address: str, question: str, quotes: list[dict[str, Any]] | None = None, setting: str | None = None
) -> list[dict[str, Any]]:
    """The lines that are told of an answer's quotes."""
    given = {"question": question, "quotes": spots(address, question) if quotes is None else quotes}
    given["setting"] = setting
    response = httpx.post(f"{address}/looking/beside", json=given, timeout=60)
    assert response.status_code == 200
    return [json.loads(line) for line in response.text.splitlines()]


#: What two of the house rules say.
ALLOWED, DENIED = "Pets are allowed in the building", "Pets are not allowed in the building."


def words(markup: str) -> str:
    """What of markup can be read."""
    return unescape(re.sub("<[^>]+>", " ", re.sub("</?(?:mark|bdi)[^>]*>", "", markup)))


def test_a_quote_is_told_with_its_documents_date_and_who_says_it(house: str) -> None:
    (note, *_) = looked(house, "What took eleven days?")[0]["notes"]
    assert words(note["source"]).split() == "of 2024-05-02 (file name) according to Ines Dahl".split()


def test_a_pronoun_has_the_sentence_before_it_and_a_term_its_definition(house: str) -> None:
    (note, *_) = looked(house, "Who thanks everybody?")[0]["notes"]
    assert '"The work took eleven days and cost 8,400 euros," said Ines Dahl, the Manager.' in words(note["below"])
    (note, *_) = looked(house, "When do tenants report damage?")[0]["notes"]
    assert '"Manager" means the person whom the owners\' meeting has appointed' in words(note["below"])


def test_documents_that_differ_are_shown_newest_first(house: str) -> None:
    found = httpx.post(f"{house}/looking/find", json={"question": "Are pets allowed?"}, timeout=60)
    told = words(json.loads(found.text.splitlines()[-1])["differing"])
    assert 0 < told.index(ALLOWED) < told.index(DENIED)
    assert 0 < told.index("2025-01-01") < told.index("2023-03-01")
    assert re.search(r"2023-03-01 \(first page\) · also in .*rules-(copy|2023)\.md", told)


@pytest.mark.parametrize(("quoted", "other"), [(ALLOWED, DENIED), (DENIED, ALLOWED), ("", "")])
def test_of_documents_that_differ_a_reply_is_told_what_it_does_not_quote(house: str, quoted: str, other: str) -> None:
    question = "Are pets allowed?"
    _, last = looked(house, question, spots(house, question, quoted))
    told = words(last["differing"])
    assert "The documents differ in this: denial" in told
    assert [each for each in (ALLOWED, DENIED) if each in told] == [other] * bool(other)


def test_where_nothing_is_known_nothing_is_shown(server: str) -> None:
    assert looked(server, "What is the Nile?") == [{"notes": [{"source": "", "below": ""}]}]


def test_documents_that_differ_go_by_the_setting_of_the_reply(index: Index) -> None:
    for source, text in (("2023.txt", "Pets are not allowed in the building."), ("2025.txt", "Pets are allowed.")):
        index.add(Document(source, source, "", Content(text, (), "House rules")))
    settings = {Setting.STRICT: 0.99, Setting.BALANCED: 0.5, Setting.GENEROUS: 0.1}
    policy = SupportPolicy(dict(BY_WORDS.weights), BY_WORDS.bias, 0.5, BY_WORDS.unrelated, settings)
    with serving(index, Settings(editable=False), lambda index: Assistant(index, WordReader(), policy)) as address:
        for setting, differ in (("generous", True), ("strict", False), (None, True)):
            lines = looked(address, "Are pets allowed?", setting=setting)
            assert any("differing" in each for each in lines) is differ


def test_a_place_that_is_no_longer_there_has_no_notes(house: str) -> None:
    (place, *_) = spots(house, "What took eleven days?")
    changed = {**place, "digest": "0" * 64}
    outside = {**place, "end": 10**6, "last": 10**6}
    aside = {**place, "last": place["first"]}
    gone = {**place, "document": "none"}
    assert looked(house, "What took eleven days?", [changed, outside, aside, gone]) == [{"notes": [None] * 4}]
    assert httpx.post(f"{house}/looking/beside", json={"question": "What?", "quotes": [{}]}).status_code == 422


def made(text: str, quoted: str) -> Quote:
    span = Span(text.index(quoted), text.index(quoted) + len(quoted))
    return Quote(Document("1", "a-2020.txt", "", Content(text)), span, span, 0.5)


def test_what_a_document_says_stays_words() -> None:
    text = '"N<i>x" means <script>1</script>.\n\n<b>Ada</b> went.\nAda<img>. She, said <u>, has an N<i>x.'
    found = beside(made(text, "She, said <u>, has an N<i>x."))
    assert found.before is not None
    assert found.definitions
    markup = "".join(noted(found).values())
    assert not re.search("<(script|i|b|img|u)>", markup)
    assert "<script>1</script>" in words(markup)


def test_a_terminal_shows_the_sentence_before_in_grey() -> None:
    found = Further((beside(made("Ida Holm leads the firm. She is fifty.", "She is fifty.")),), None, None, ())
    line = "  before it: “Ida Holm leads the firm.”"
    assert f"\x1b[2m{line}\x1b[0m" in further_lines(found, colour=True)
    assert line in further_lines(found).split("\n")


@pytest.mark.browser
def test_the_chat_shows_what_is_known_and_moves_no_quote_for_it(context: BrowserContext, house: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    tab, held = Tab(page, house).open(), list[Route]()
    page.add_style_tag(content="* { transition: none !important; animation: none !important; }")
    page.route("**/looking/beside", lambda route, _: route.continue_() if held else held.append(route))
    with page.expect_request("**/looking/beside"):
        reply = tab.ask("Are pets allowed?")
    expect(page.locator("#q-asking")).to_have_count(0)
    quote = reply.locator(".quotes > li").first
    parts = [quote.locator(each).first for each in ("blockquote", ".source", ".below")]
    before = [each.bounding_box() for each in parts]
    expect(reply.locator(".about, .beside, .differing")).to_have_count(0)
    held[0].continue_()

    differing = reply.locator(".differing")
    expect(differing.locator("h3")).to_have_text("The documents differ in this: denial")
    # The reply quotes both.
    expect(differing.locator("blockquote")).to_have_count(0)
    expect(quote.locator(".source .about")).to_have_text(re.compile(r"of 202[35]-0[13]-01 \(first page\)"))
    assert [each.bounding_box() for each in parts] == before
    expect(page.locator("#q-said")).to_have_text("The documents differ in this: denial")

    expect(tab.ask("Who thanks everybody?").locator(".before")).to_contain_text("said Ines Dahl, the Manager.")
    terms = tab.ask("When do tenants report damage?").locator(".terms").first
    expect(terms.locator("summary")).to_have_text("Defined in the document: Manager")
    terms.locator("summary").click()
    expect(terms.locator("blockquote")).to_contain_text('"Manager" means the person')
    terms.locator("blockquote").click()
    expect(terms.locator("li.opened")).to_be_visible()
    expect(page.locator(".differing")).to_have_count(1)
    page.reload()
    expect(page.locator("#conversation .reply[id]")).to_have_count(3)
    # Of a conversation that is gone on with, what is known beside a reply comes when the reply is in sight.
    for number, note in ((2, ".terms summary"), (1, ".before"), (0, ".differing h3")):
        reply = page.locator("#conversation .reply[id]").nth(number)
        reply.scroll_into_view_if_needed()
        expect(reply.locator(note).first).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert faults(page) == [], scheme
    assert tab.errors == []
    page.close()
