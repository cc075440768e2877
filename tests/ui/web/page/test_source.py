"""The pane beside the conversation: a quote in its place, on its page, in its table."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.quotes import Quote
from index.documents import Content, Document, Section, Span
from index.readers import read
from tests.ui.conftest import Tab
from ui.web.language import LANGUAGE, LANGUAGES
from ui.web.markup import Marks
from ui.web.page.source import Place, pane, place_of
from ui.web.page.tables import cells, table


@pytest.fixture(params=[390, 820, 1440])
def page(request, context: BrowserContext, papers: str) -> Iterator[Page]:
    """The chat over these at several widths."""
    opened = context.new_page()
    opened.set_viewport_size({"width": request.param, "height": 800})
    held = Tab(opened, papers).open()
    opened.locator("#q-library.ready").wait_for()
    yield opened
    opened.close()
    assert held.errors == []


@pytest.mark.browser
def test_a_quote_on_the_last_page_of_a_long_pdf_is_in_sight_and_stays_there(page: Page) -> None:
    reply = Tab(page, "").ask("Who ate seven pies in York?")
    expect(reply).to_have_class(re.compile("answer"))
    reply.locator("blockquote").first.click()
    expect(page.locator("#source-title")).to_be_focused()
    # What comes after it is opened must not take it away.
    page.wait_for_timeout(1_000)
    picture = page.locator("#q-source .sheet img")
    expect(picture).to_have_attribute("alt", "Page 12, as it is printed")
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 500
    expect(page.locator("#q-source rect.answer")).to_be_in_viewport()
    quoted, sheet = (page.locator(name).first.bounding_box() for name in ("#q-source rect.quote", ".sheet"))
    # The line is written 50 points from the left and from the top of a page of 600 by 800.
    assert (quoted["x"] - sheet["x"]) / sheet["width"] == pytest.approx(50 / 600, abs=0.01)
    assert (quoted["y"] - sheet["y"]) / sheet["height"] == pytest.approx(40 / 800, abs=0.02)
    expect(page.locator("#q-source .text")).to_be_hidden()
    page.get_by_role("button", name="Text").click()
    mark = page.locator("#q-source mark.quote")
    expect(mark).to_have_text("Edmund ate seven pies in York.")
    expect(mark).to_be_in_viewport()


@pytest.mark.browser
def test_what_one_reads_stays_where_it_is_while_earlier_text_comes(page: Page) -> None:
    Tab(page, "").ask("Who ate seven pies in York?").locator(".open").first.click()
    page.get_by_role("button", name="Text").click()
    mark = page.locator("#q-source mark.quote")
    expect(mark).to_be_in_viewport()
    lines = page.locator("#q-source .text p:not(.page)")
    words = lines.first.text_content()
    lines.first.scroll_into_view_if_needed()
    expect(lines.first).not_to_have_text(words)
    expect(lines.filter(has_text=words)).to_be_in_viewport()


@pytest.mark.browser
def test_pages_are_turned_and_looked_at_closely(page: Page) -> None:
    Tab(page, "").ask("Who ate seven pies in York?").locator(".open").first.click()
    at = page.locator("#q-source .at")
    expect(at).to_contain_text("page 12 of 12")
    expect(page.get_by_role("link", name="Next page")).to_have_count(0)
    page.get_by_role("link", name="Previous page").click()
    expect(at).to_contain_text("page 11 of 12")
    expect(page.locator("#q-source rect")).to_have_count(0)
    expect(page.get_by_role("link", name="Previous page")).to_be_focused()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#q-source rect.answer")).to_be_in_viewport()
    fit = page.locator("#q-source .sheet").bounding_box()["width"]
    for _ in range(2):
        page.get_by_role("button", name="Larger").click()
    expect(page.locator("#q-source img")).to_have_attribute("src", re.compile("width=2400"))
    assert page.locator("#q-source .sheet").bounding_box()["width"] == pytest.approx(fit * 1.5625, abs=2)
    expect(page.locator("#q-source rect.answer")).to_be_in_viewport()
    page.get_by_role("button", name="Fit").click()
    assert page.locator("#q-source .sheet").bounding_box()["width"] == pytest.approx(fit, abs=2)


@pytest.mark.browser
def test_a_row_is_a_small_table_with_its_head_in_the_quote_and_in_its_place(page: Page) -> None:
    reply = Tab(page, "").ask("Where are the Owls of Larkmoor?")
    quote = reply.locator("blockquote").first
    assert quote.locator("th").all_inner_texts() == ["Team", "City", "Cups"]
    assert quote.locator("td").all_inner_texts() == ["Owls, old", "Larkmoor", "22"]
    quote.click()
    marked = page.locator("#q-source tr.marked td")
    expect(marked.first).to_be_in_viewport()
    assert marked.all_inner_texts() == ["Owls, old", "Larkmoor", "22"]
    assert page.locator("#q-source th").all_inner_texts() == ["Team", "City", "Cups"]


@pytest.mark.browser
def test_the_best_source_opens_by_itself_where_there_is_room(page: Page) -> None:
    wide = page.viewport_size["width"] > 992
    reply = Tab(page, "").ask("Who ate seven pies in York?")
    if not wide:
        expect(page.locator("#q-pane")).to_be_hidden()
        return
    expect(page.locator("#source-title")).to_have_text("kings.pdf")
    expect(reply.locator("li").first).to_have_class("opened")
    expect(reply.locator("a.open").first).to_have_attribute("aria-current", "true")
    expect(page.locator("#question textarea")).to_be_focused()
    page.click("#q-close")
    expect(page.locator("#q-pane")).to_be_hidden()
    # Who closed it does not want it back with every answer, until something is opened.
    Tab(page, "").ask("Where are the Owls of Larkmoor?")
    expect(page.locator("#q-pane")).to_be_hidden()
    page.locator("#conversation blockquote").last.click()
    expect(page.locator("#source-title")).to_have_text("teams.csv")


@pytest.mark.browser
def test_the_pane_is_as_wide_as_one_makes_it(context: BrowserContext, papers: str) -> None:
    page = context.new_page()
    Tab(page, papers).open()
    before = page.locator("#q-pane").bounding_box()["width"]
    page.get_by_role("separator").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#q-pane").bounding_box()["width"] == pytest.approx(before + 0.02 * 1440, abs=3)
    page.reload()
    assert page.locator("#q-pane").bounding_box()["width"] == pytest.approx(before + 0.02 * 1440, abs=3)
    page.close()


@pytest.mark.browser
def test_the_address_of_a_place_on_a_page_comes_to_it_without_script_and_offers_nothing_that_needs_one(
    browser: Browser, papers: str
) -> None:
    entry = httpx.get(f"{papers}/api/v1/documents?query=kings").json()["documents"][0]
    words = "Line 38 of page 5"
    start = httpx.get(f"{papers}/api/v1/documents/{entry['id']}/text").json()["text"].index(words)
    end = start + len(words)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 600})
    page = context.new_page()
    page.goto(f"{papers}/source/{entry['id']}?start={start}&end={end}&from={start}&to={end}#quote")
    mark, head = page.locator("#quote").bounding_box(), page.locator(".head").bounding_box()
    assert page.locator("rect#quote").count() == 1
    assert head["y"] + head["height"] < mark["y"] < mark["y"] + mark["height"] < 600
    expect(page.locator("button:visible, .alone:visible")).to_have_count(0)
    page.get_by_role("link", name="Later text").click()
    # A page as the one before, from which one gets on to both sides.
    expect(page).to_have_title("kings.pdf - Quoth")
    expect(page.locator(".q-alone h2")).to_have_text("kings.pdf")
    expect(page.locator(".text")).to_contain_text("page 11")
    page.get_by_role("link", name="Earlier text").click()
    expect(page.locator(".text")).to_contain_text(words)
    context.close()


def test_the_address_of_a_quote_shows_it_without_script_and_names_its_document(papers: str) -> None:
    entry = httpx.get(f"{papers}/api/v1/documents?query=teams").json()["documents"][0]
    shown = httpx.get(f"{papers}/source/{entry['id']}?start=32&end=55").text
    assert "<title>teams.csv - Quoth</title>" in shown
    assert shown.count('id="quote"') == 1
    gone = httpx.get(f"{papers}/source/nothing?start=0")
    assert gone.status_code == 404
    assert "The library has no such document" in gone.text


@pytest.mark.parametrize(
    ("source", "leaf"), [("a.pptx", "Slide"), ("a.ODP", "Slide"), ("a.xlsx", "Sheet"), ("a.ods", "Sheet")]
)
def test_slides_and_sheets_are_named_by_their_titles(source: str, leaf: str) -> None:
    text = "Plans\n\nMore pies.\n\nEnds"
    sections = (Section(Span(0, 17), ("Plans",), 1), Section(Span(19, 23), ("Ends",), 2))
    document = Document("d", source, "", Content(text, sections))
    shown = pane(Place(document))
    assert f"{leaf} 1: Plans" in shown
    assert f"{leaf} 2: Ends" in shown
    quote = Quote(document, Span(7, 17), Span(7, 17), 0.9)
    assert quote.place == place_of(quote) == f"{leaf.lower()} 1, Plans"


def test_the_names_of_columns_stand_above_a_row_and_not_in_its_place() -> None:
    row = Section(Span(0, 7), ("Pies",), 1, row=2, columns=("What", "Price"), cells=(0, 4, 5, 7))
    quote = Quote(Document("d", "a.xlsx", "", Content("Eels 12", (row,))), Span(0, 7), Span(5, 7), 0.9)
    assert place_of(quote) == "sheet 1, Pies, row 2"
    assert quote.place == "sheet 1, Pies > What | Price, row 2"


@pytest.mark.parametrize(
    ("place", "english", "german"),
    [
        ("read by OCR", "read by OCR", "mit Texterkennung gelesen"),
        ("front matter", "front matter", "Angaben am Anfang"),
        ("line 1200", "line 1200", "Zeile 1200"),
        ("cell 4, printed", "cell 4, printed", "Zelle 4, Ausgabe"),
        ("message 2", "message 2", "Nachricht 2"),
        ("00:12:31", "00:12:31", "00:12:31"),
        ("$.line 3", "$.line 3", "$.line 3"),
    ],
)
def test_what_a_reader_calls_a_place_is_in_the_pages_language(place: str, english: str, german: str) -> None:
    document = Document("d", "a.md", "", Content("Words.", (Section(Span(0, 6), place=place),)))
    quote = Quote(document, Span(0, 6), Span(0, 6), 0.9)
    assert place_of(quote) == quote.place == english
    token = LANGUAGE.set(LANGUAGES["de"])
    assert place_of(quote) == german
    LANGUAGE.reset(token)


def test_what_came_nearest_is_marked_more_quietly_than_an_answer() -> None:
    document = Document("d", "a.txt", "", Content("Edmund ate pies."))
    quote = Quote(document, Span(0, 16), Span(0, 6), 0.1)
    assert 'class="answer"' not in pane(Place(document, quote, answers=False))
    assert 'class="near"' in pane(Place(document, quote, answers=False))
    assert "from=" not in Place(document, quote, answers=False).address


@pytest.mark.parametrize(
    ("row", "columns", "expected"),
    [
        ("Owls,Larkmoor,22", 3, ["Owls", "Larkmoor", "22"]),
        ('"Owls, old",Larkmoor,22', 3, ["Owls, old", "Larkmoor", "22"]),
        ("1,5;2", 2, ["1,5", "2"]),
        ("a |  | c", 3, ["a", None, "c"]),
        ("one cell", 3, ["one cell"]),
        ('5" pipe,3', 2, ['5" pipe', "3"]),
    ],
)
def test_a_row_is_cut_where_its_cells_end(row: str, columns: int, expected: list[str | None]) -> None:
    assert [cell and cell.of(row) for cell in cells(row, columns)] == expected


def test_where_a_reader_said_where_cells_stand_nothing_is_guessed() -> None:
    text = "a, b, c"
    section = Section(Span(0, 7), (), row=2, columns=("First", "", "Rest"), cells=(0, 1, 1, 1, 3, 7))
    shown = table(Document("d", "a.csv", "", Content(text, (section,))), [section], ())
    assert "<td>a</td><td></td><td>b, c</td>" in shown
    assert shown.count("<th") == 4  # thead among them


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            "Item    Price   Due\nHook    2.50    1 May\nRope            8 May\nTape    3.20    9 May\n",
            "Item|Price|Due Hook|2.50|1 May Rope||8 May Tape|3.20|9 May",
        ),
        (
            "| Boat | Price |\n|---|---|\n| Old | 6 |\n| punt | |\n|---|---|\n| Raft | 9 |\n",
            "Boat|Price Old<br>punt|6 Raft|9",
        ),
        (
            "Hirer         whoever signs the slip and is\n              over sixteen\nWarden        Ida\nLate fee      4\n",
            "Hirer|whoever signs the slip and is&#10; over sixteen Warden|Ida Late fee|4",
        ),
    ],
    ids=["a cell is empty", "a cell goes on below", "each row has its label"],
)
def test_each_cell_stands_under_its_own_name(typed: str, shown: str) -> None:
    content = read("a.txt", typed.encode())
    page = table(Document("d", "a.txt", "", content), content.sections, ())
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    assert " ".join(" ".join("|".join(row) for row in cells).split()) == shown


def test_a_table_shows_its_names_once_and_marks_cells() -> None:
    text = "Team | Cups\nBlues | 1\nOwls | 22"
    head = ("Sport", "Team | Cups")
    sections = [Section(Span(*ends), head, row=row) for row, ends in enumerate([(0, 11), (12, 21), (22, 31)], 1)]
    marks: Marks = [(Span(22, 31), "quote"), (Span(29, 31), "answer")]
    shown = table(Document("d", "a.docx", "", Content(text, tuple(sections))), sections, marks)
    assert shown.count("Team") == 1
    assert '<tr class="marked"><td><mark class="quote">Owls</mark></td>' in shown
    assert '<mark class="quote"><mark class="answer">22</mark></mark>' in shown
