"""Sheets, and what becomes of their quotes."""

from datetime import UTC, datetime

import pytest

from assistant.assistant import Assistant
from assistant.evidence import sheet
from assistant.evidence.sheets import paragraph
from assistant.reader import Reader
from assistant.support import SupportPolicy
from assistant.verification import Standing, verify
from index.documents import Content, Document, Span
from index.index import Index
from index.readers.pdf import read
from tests.documents import pdf
from ui.sheets import on_its_page, page

TEXT = "Long ago <b>there</b> was peace.\n\nAlfred was king of Wessex. He ruled for many years.\n\nThen came war."


@pytest.fixture
def made(index: Index, tiny_reader: Reader) -> dict:
    index.add(Document("1", "kings-899.txt", "f" * 64, Content(TEXT, metadata={"date": "2020-05-01"})))
    assistant = Assistant(index, tiny_reader, SupportPolicy({}, 5.0, 0.5, 0.0))
    return sheet(assistant, assistant.ask("Who was <king>?"), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


def test_a_sheet_says_all_that_its_quotes_rest_on(made: dict) -> None:
    assert made["asked"] == "2026-01-02T03:04:05+00:00"
    assert made["program"]["name"] == "quoth"
    assert len(made["reader"]["digest"]) == 64
    for each in made["quotes"]:
        around = each["paragraph"]
        assert TEXT[around["start"] : around["end"]] == around["text"]
        assert each["text"] in around["text"]
        assert each["dated"] == {"date": "2020-05-01", "from": "metadata"}
        assert each["source_digest"] == "f" * 64


def test_a_sheet_is_a_page_that_runs_and_fetches_nothing(made: dict) -> None:
    shown = page(made)
    assert "<b>there" not in shown
    assert "Who was &lt;king&gt;?" in shown
    assert "<script" not in shown
    assert "http" not in shown.replace("http-equiv", "")
    for each in made["quotes"]:
        assert each["digest"] in shown


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        (TEXT, Standing.STANDS),
        ("A new line.\n" + TEXT, Standing.MOVED),
        (TEXT.replace("king of Wessex", "lord of Wessex").replace("many years", "few years").replace("was peace", "is peace")
         .replace("came war", "came the war"), Standing.CHANGED),
        ("Nothing of it is here any more, and nothing like it.", Standing.GONE),
    ],
)  # fmt: skip
def test_quotes_of_a_sheet_stand_move_change_or_go(index: Index, made: dict, text: str, standing: Standing) -> None:
    index.add(Document("1", "kings-899.txt", "", Content(text)))
    found = verify(made, index)
    assert {each.standing for each in found} == {standing}
    for each in found:
        if standing is Standing.CHANGED:
            now = each.span.of(text)
            assert each.changes
            for was, is_ in each.changes:
                assert was in each.text
                assert is_ in now
            assert each.to_json()["changes"][0].keys() == {"was", "now"}


def test_a_quote_of_a_pdf_is_shown_on_its_page() -> None:
    data = pdf([["Nothing here."], ["Alfred was king of Wessex."]])
    document = Document("1", "kings.pdf", "", read(data))
    start = document.text.index("Alfred")
    shown = on_its_page(data, document, Span(start, start + 6))
    assert shown.count("<rect") == 1
    assert '<img alt="Page 2" src="data:image/png;base64,' in shown
    assert on_its_page(b"no PDF", document, Span(start, start + 6)) == ""


def test_a_paragraph_ends_at_blank_lines_and_not_too_far_away() -> None:
    document = Document("1", "a.txt", "", Content("x" * 5_000 + " quote " + "y" * 5_000))
    around = paragraph(document, Span(5_001, 5_006))
    assert len(around) < 2_100
    document = Document("1", "a.txt", "", Content("One.\n\nTwo three.\n\nFour."))
    assert paragraph(document, Span(10, 15)).of(document.text) == "Two three."
