"""The page's words: one catalogue for each language, complete, and all there is to be seen."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.assistant import Assistant
from index.errors import QuothError
from index.index import Index
from tests.conftest import ROOT
from tests.ui.conftest import Tab, serving
from ui.web.language import LANGUAGE, LANGUAGES, phrase, preferred, read_language
from ui.web.settings import Settings

ENGLISH, GERMAN = LANGUAGES["en"], LANGUAGES["de"]

MODEL = """[language]
name = "A"
direction = "ltr"
thousands = ","
decimal = "."
[some]
plain = "Asked in {place}"
many = { one = "{n} row", other = "{n} rows" }
"""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('plain = "Asked in {place}"\n', "differ in the keys some.plain"),
        ("{place}", "some.plain has other"),
        ('one = "{n} row", ', "some.many needs the forms"),
        ("{n} rows", "some.many has other"),
        ('decimal = "."', "decimal"),
        ("ltr", "the direction is"),
    ],
)
def test_a_catalogue_that_lacks_a_phrase_a_form_or_a_placeholder_is_told_when_it_is_read(given: str, told: str) -> None:
    model = read_language("aa", MODEL)
    assert read_language("bb", MODEL, model).phrases == model.phrases
    with pytest.raises(QuothError, match=re.escape(told)):
        read_language("bb", MODEL.replace(given, ""), model)


def test_every_phrase_that_is_named_is_there_and_every_one_there_is_named() -> None:
    files = [*(ROOT / "ui" / "web").rglob("*.py"), *(ROOT / "ui" / "static").glob("*.js")]
    source = "\n".join(file.read_text().replace("frame.html", "") for file in files)
    frame = (ROOT / "ui" / "static" / "frame.html").read_text()
    sections = {key.rpartition(".")[0] for key in ENGLISH.phrases}
    key = rf"(?:{'|'.join(map(re.escape, sections))})\.[a-z-]+"
    named = {*re.findall(rf"[\"'`]({key})[\"'`]", source), *re.findall(rf"{{({key})}}", frame)}
    assert named - ENGLISH.phrases.keys() == set()
    made = {section for section in sections if re.search(rf"[\"'`]{re.escape(section)}\.(?:\$?\{{|\" \+)", source)}
    assert {key for key in ENGLISH.phrases.keys() - named if key.rpartition(".")[0] not in made} == set()


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-CH, en;q=0.9", "de"),
        ("fr, de;q=0.4, en;q=0.8", "en"),
        ("fr, DE ; q=0.4", "de"),
        ("fr", "en"),
        ("de;q=0", "en"),
        ("*", "en"),
        (",;q=,de;q=9,ü" * 50, "en"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_wants_most_of_those_there_are(accepted: str, code: str) -> None:
    assert preferred(accepted).code == code


def test_numbers_and_sizes_are_written_as_the_language_writes_them() -> None:
    assert ENGLISH.plain("both.count.passage", n=12345) == "12,345 passages"
    assert GERMAN.plain("both.count.passage", n=12345) == "12.345 Textstellen"
    assert GERMAN.plain("both.count.document", n=1) == "1 Dokument"
    sizes = (999, 5_000, 4_560_000, 50_000_000, 1_234_000_000_000)
    assert [ENGLISH.size(each) for each in sizes] == ["999 bytes", "5 kB", "4.5 MB", "50 MB", "1,234 GB"]
    assert GERMAN.size(4_560_000) == "4,5 MB"
    assert GERMAN.number(-0.5, "+.2f") == "-0,50"


def test_phrases_are_markup_that_is_words_and_the_scripts_block_ends_where_it_ends() -> None:
    for language in LANGUAGES.values():
        assert "<" not in language.for_script()
        for each in language.phrases.values():
            for words in [each] if isinstance(each, str) else each.values():
                assert "\n" not in words
    assert "&#62;=2024" in ENGLISH.markup("library.unknown")
    token = LANGUAGE.set(GERMAN)
    assert phrase("scope.all", n=1_000) == "Durchsucht: alle 1.000 Dokumente."
    LANGUAGE.reset(token)
    assert phrase("scope.all", n=1) == "Searched: 1 document."


def test_a_language_that_there_is_not_is_told() -> None:
    with pytest.raises(QuothError, match="no page is in 'tlh'; there are en, de"):
        Settings(language="tlh")


def test_every_page_is_in_the_language_that_is_set_or_else_in_the_browsers(
    library: Index, make: Callable[[Index], Assistant], server: str
) -> None:
    wanted = {"accept-language": "de-AT,de;q=0.9"}
    assert '<html lang="en" dir="ltr"' in " ".join(httpx.get(server).text.split())
    assert '<html lang="de" dir="ltr"' in " ".join(httpx.get(server, headers=wanted).text.split())
    place = f"{server}/source/kings?start=5&end=99999999"
    assert '<html lang="en" dir="ltr"><head>' in httpx.get(place).text
    assert "Diese Stelle liegt au" in httpx.get(place, headers=wanted).text
    verdict = httpx.post(f"{server}/conversation/verdict", json={"reply": "none", "kind": "right"}, headers=wanted)
    assert verdict.json()["detail"] == "diese Antwort wird nicht mehr aufbewahrt"
    choice = httpx.post(f"{server}/looking/why", json={"question": "Who?", "scope": "{"}, headers=wanted)
    assert choice.json()["detail"].startswith("die Auswahl der Dokumente ist nicht lesbar")
    with serving(
        library, Settings(token="a token that is long enough", editable=False, language="de"), make
    ) as address:
        html = {"accept": "text/html", "accept-language": "en"}
        assert "Zugangscode</label>" in httpx.get(address, headers=html).text
        wrong = httpx.post(f"{address}/login", data={"token": "wrong"}, headers=html)
        assert "Das ist nicht der Zugangscode." in wrong.text
        # What programs are told is in one language.
        assert httpx.get(f"{address}/api/v1/library", headers=wanted).json()["detail"] == "a token is needed"


@pytest.fixture
def german(browser: Browser, server: str) -> Iterator[Tab]:
    """The chat in a German's browser; afterwards nothing may have gone wrong in it."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1440, "height": 900})
    tab = Tab(context.new_page(), server).open()
    expect(tab.page.locator("#q-library")).to_have_class(re.compile("ready"))
    yield tab
    context.close()
    assert tab.errors == []


def english(page: Page) -> set[str]:
    """Phrases of the English catalogue that are seen or read out, of those that are not German, too."""
    seen = page.evaluate(
        """() => { const found = [], names = ["aria-label", "title", "placeholder", "alt"];
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          if (node.nodeType === 3) { if (!node.parentElement.closest("script, style, [lang='']")) found.push(node.data); }
          else for (const name of names) found.push(node.getAttribute(name) ?? "");
        } return found.map((each) => each.trim()).filter(Boolean); }"""
    )
    there = set[str]()
    for key, each in ENGLISH.phrases.items():
        other = GERMAN.phrases[key]
        both = [(each, other)] if isinstance(each, str) else [(each[form], other[form]) for form in each]
        for words, german in both:
            parts = {part.strip(" .:,;") for part in re.split(r"\{\w+\}", words)} - {german.strip(" .:,;")}
            there |= {part for part in parts if len(part) > 9 and any(part in one for one in seen)}
            there |= {part for part in parts if part.isalpha() and part in seen}
    return there


@pytest.mark.browser
def test_a_german_sees_german_words_around_a_quote_that_is_as_it_was(german: Tab) -> None:
    page = german.page
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["de", "ltr"]
    expect(page.locator("#q-state")).to_have_text(re.compile(r"4 Dokumente, \d+ Textstellen"))
    expect(page.locator("#conversation .welcome")).to_contain_text("Fragen Sie Ihre Dokumente")
    reply = german.ask("What is the Nile?")
    expect(reply.locator("blockquote")).to_have_text("The river Nile is in Africa.")
    assert reply.locator("blockquote").get_attribute("lang") == "", "no language of ours"
    expect(reply.locator(".support")).to_contain_text("starker Rückhalt")
    expect(reply.locator(".thumbs")).to_have_text("Ist das richtig oder falsch?")
    expect(page.locator("#q-said")).to_have_text(
        "Mit einem Zitat beantwortet. Aus kings.txt: The river Nile is in Africa."
    )
    place = german.ask("Who baked the cakes for the king?").locator(".place").first
    expect(place).to_have_text("Seite 3, Cakes")


@pytest.mark.browser
def test_no_english_phrase_is_left_for_a_german(german: Tab) -> None:
    page = german.page
    expect(page.locator("#q-documents")).to_be_visible()
    assert english(page) == set(), "the first page, with the settings and the library"
    page.fill("#q-in", "cakes")
    expect(page.get_by_role("option").first).to_be_visible()
    assert english(page) == set(), "choosing what to ask in"
    page.keyboard.press("Escape")
    expect(german.ask("Which wizard taught Merlin?")).to_have_class(re.compile("refusal"))
    assert english(page) == set(), "the refusal"
    page.locator("#conversation .reply .why summary").first.click()
    page.locator("#conversation .reply .explain").first.click()
    expect(page.locator("#q-source .signals").first).to_be_visible()
    assert english(page) == set(), "what was weighed"
    page.locator("#conversation .reply .every").click()
    expect(page.locator(".tally")).to_contain_text("von 4 Dokumenten")
    assert english(page) == set(), "in every document"
    page.click("#q-past")
    expect(page.locator("#q-conversations")).to_be_visible()
    assert english(page) == set(), "conversations"
    page.locator("#conversation .keep").first.click()
    page.click("#q-tray")
    expect(page.locator(".tray .moves")).to_be_visible()
    assert english(page) == set(), "the tray"
    page.locator("#conversation .open").first.click()
    expect(page.locator("#q-source .text")).to_be_visible()
    assert english(page) == set(), "a source"


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_is_whole_from_right_to_left(browser: Browser, server: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    tab = Tab(page, server).open()
    page.evaluate("document.documentElement.dir = 'rtl'")
    reply = tab.ask("What is the Nile?")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
    quote, box = reply.locator("blockquote").bounding_box(), page.locator("#question").bounding_box()
    for each in (quote, box):
        assert each["x"] >= 0
        assert each["x"] + each["width"] <= width
    if width > 1000:
        pane = page.locator("#q-pane").bounding_box()
        assert pane["x"] == 0, "the pane is on the left"
        assert pane["x"] + pane["width"] <= quote["x"]
        assert page.locator("#q-close").bounding_box()["x"] < pane["width"] / 2
    page.close()
    assert tab.errors == []
