"""Every document asked: over REST, and as tables other programs read."""

import csv
import io
import json
import re

import docx
import httpx
import openpyxl
import pytest

from assistant.assistant import Assistant
from assistant.evidence import Basis, Dated
from assistant.finding import Finding, Level, Tally
from assistant.quotes import Quote
from assistant.support import Setting, SupportPolicy
from index.dates import Day
from index.documents import Content, Document, Section, Span
from index.index import Index
from tests.ui.conftest import BY_WORDS, WordReader, serving
from ui.findings import counts_line, finding_lines
from ui.tables.office import word_file, workbook
from ui.tables.rows import COLUMNS, comma_separated
from ui.web.page.looking import found
from ui.web.settings import Settings

FORMULA = '=HYPERLINK("https://evil.example")\n<b>&amp; \x07'


def finding(text: str, level: Level = Level.ANSWERS, source: str = "leases/a.pdf") -> Finding:
    document = Document("1", source, "", Content(text, (Section(Span(0, len(text)), ("Notice",), 3),), "Lease"))
    quote = Quote(document, Span(0, len(text)), Span(0, 3), 0.875)
    return Finding(quote, level, Dated(Day(2023, 5), Basis.TITLE), ("b.pdf",))


def test_a_table_in_three_forms_holds_the_same_cells() -> None:
    found = [finding("One month."), finding("Three months.")]
    rows = list(csv.reader(io.StringIO(comma_separated(found).decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1][:9] == [
        "leases/a.pdf",
        "Lease",
        "page 3, Notice",
        "2023-05",
        "title",
        "answers",
        "0.875",
        "One",
        "One month.",
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(found))).active
    assert [
        ["" if cell is None else str(cell) for cell in cells] for cells in sheet.iter_rows(values_only=True)
    ] == rows
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(word_file("Which?", "in 2 of 2", found))).paragraphs)
    assert (
        "“Three months.”\nLease, page 3, Notice, leases/a.pdf#0-13, 2023-05 (title), support 88 %, also in b.pdf"
        in text
    )


def test_what_a_document_says_stays_words_in_a_table() -> None:
    ((_, cells),) = [list(csv.reader(io.StringIO(comma_separated([finding(FORMULA)]).decode("utf-8-sig"))))]
    assert cells[8] == "'" + FORMULA
    cell = openpyxl.load_workbook(io.BytesIO(workbook([finding(FORMULA)]))).active["I2"]
    assert (cell.data_type, cell.value) == ("s", FORMULA.replace("\x07", "\ufffd"))
    shown = docx.Document(io.BytesIO(word_file("Which?", "", [finding(FORMULA, Level.NEARLY)]))).paragraphs
    assert shown[2].text == "Nearly, not an answer"
    assert shown[3].text == f"“{FORMULA}”".replace("\x07", "\ufffd")


def test_counts_and_copies_are_told_in_words() -> None:
    assert counts_line(Tally(400, 380, 37, 12)) == (
        "in 37 of 400 documents; 12 more nearly; 20 were too far from the question to be read"
    )
    assert "  of 2023-05 (title)\n  also in 1 copy: b.pdf" in finding_lines(finding("One month."))


@pytest.mark.parametrize(
    ("level", "mark", "word"),
    [(Level.ANSWERS, "answer", "good support"), (Level.NEARLY, "candidate", "too little support")],
)
def test_a_row_of_the_page_marks_as_an_answer_only_what_answers(level: Level, mark: str, word: str) -> None:
    row = found(finding("One month.", level))
    assert set(re.findall(r'<mark class="([a-z]+)"', row)) == {mark}
    assert ("from=" in row) == (level is Level.ANSWERS)
    shown, why = row.split('<details class="why">')
    assert word in shown
    assert "%" not in shown
    assert "88 % support." in why


def test_findings_come_line_by_line_over_rest(server: str, library: Index) -> None:
    with httpx.stream("POST", f"{server}/api/v1/find", json={"question": "Alfred king"}) as response:
        assert response.headers["content-type"].startswith("application/x-ndjson")
        lines = [json.loads(line) for line in response.iter_lines()]
    found = [line["finding"] for line in lines[:-1] if line["finding"]]
    assert lines[0]["counts"]["read"] == 0
    assert lines[-1] == {"differing": None}
    assert lines[-2]["counts"]["documents"] == len(library.documents())
    assert "kings.txt" in {each["source"] for each in found if each["level"] == "answers"}
    for each in found:
        assert library.document(each["document"]).text[each["start"] : each["end"]] == each["text"]


def test_how_many_passages_are_read_is_asked_for_and_costs_as_many_requests(library: Index) -> None:
    def last(most: int) -> httpx.Response:
        return httpx.post(f"{address}/api/v1/find", json={"question": "Alfred king", "most": most})

    settings = Settings(editable=False, rate=10)
    with serving(library, settings, lambda index: Assistant(index, WordReader(), BY_WORDS)) as address:
        counts = json.loads(last(1).text.splitlines()[-2])["counts"]
        assert counts["read"] < counts["documents"]
        assert [last(most).status_code for most in (20_001, 20_000, 1_000)] == [422, 429, 200]


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx"])
def test_findings_come_as_a_table_over_rest(server: str, form: str) -> None:
    given = {"question": "Alfred king", "form": form, "sort": "document"}
    response = httpx.post(f"{server}/api/v1/find", json=given)
    assert response.status_code == 200
    assert f"findings.{form}" in response.headers["content-disposition"]
    assert response.content[:2] == (b"PK" if form != "csv" else b"\xef\xbb")


def test_what_cannot_be_asked_of_every_document_has_its_status(server: str) -> None:
    for body in ({"question": " "}, {"question": "x", "where": "date"}, {"question": "x", "form": "pdf"}):
        assert httpx.post(f"{server}/api/v1/find", json=body).status_code == 422


def test_how_much_support_every_look_needs_comes_with_the_question(server: str) -> None:
    def told(path: str, **given: object) -> httpx.Response:
        return httpx.post(f"{server}/api/v1/{path}", json={"question": "What is the Nile?", **given}, timeout=60)

    for threshold, answers in ((0.0, True), (1.0, False)):
        last = json.loads(told("find", threshold=threshold).text.splitlines()[-2])
        assert (last["counts"]["answering"] > 0) is answers
        assert (told("further", threshold=threshold).json()["outcome"] == "answered") is answers
        assert told("explain", threshold=threshold).json()["threshold"] == threshold
    for path in ("find", "further", "explain"):
        assert told(path, threshold=1.5).status_code == 422
        assert told(path, threshold="strict").status_code == 422  # no setting is known for this server's reader


def test_every_look_puts_typing_errors_right_as_ask_does(server: str) -> None:
    typed, understood = {"question": "How many soldeirs were there?"}, {"question": "How many soldiers were there?"}
    first, *lines = httpx.post(f"{server}/api/v1/find", json=typed).text.splitlines()
    meant, *wanted = httpx.post(f"{server}/api/v1/find", json=understood).text.splitlines()
    assert (json.loads(first)["understood"], json.loads(meant)["understood"]) == (understood["question"], None)
    assert lines == wanted
    explained = httpx.post(f"{server}/api/v1/explain", json=typed).json()
    assert explained == httpx.post(f"{server}/api/v1/explain", json=understood).json()


def test_what_the_chat_finds_in_every_document_goes_by_the_setting_of_the_reply(library: Index) -> None:
    settings = {Setting.STRICT: 0.95, Setting.BALANCED: 0.5, Setting.GENEROUS: 0.1}
    policy = SupportPolicy(dict(BY_WORDS.weights), BY_WORDS.bias, 0.5, BY_WORDS.unrelated, settings)
    asked = {"question": "Who was the crowned king of Mercia?"}
    with serving(library, Settings(editable=False), lambda index: Assistant(index, WordReader(), policy)) as address:
        for setting, answered in (("generous", True), ("balanced", False), (None, False)):
            given = asked | {"setting": setting}
            rows = [json.loads(line) for line in httpx.post(f"{address}/looking/find", json=given).text.splitlines()]
            assert ("answers" in {each.get("level") for each in rows}) is answered
            table = httpx.post(f"{address}/looking/table", json=given | {"form": "csv"}).content.decode("utf-8-sig")
            assert ("answers" in {row["level"] for row in csv.DictReader(io.StringIO(table))}) is answered


def test_an_explanation_tells_what_is_different_from_one_of_another_time(server: str) -> None:
    def told(path: str, **given: object) -> httpx.Response:
        return httpx.post(f"{server}/api/v1/{path}", json={"question": "What is the Nile?", **given}, timeout=60)

    def earlier(**given: object) -> dict:
        return told("ask", **given).json() | {"explained": told("explain", **given).json()}

    then = earlier()
    assert told("explain", against=then).json() == then["explained"] | {"changes": {"changed": {}, "weighed": []}}
    fewer = earlier(where="path:kings*")
    found = told("explain", against=fewer).json()["changes"]
    assert found["changed"]["documents"]["there"] == 1 < found["changed"]["documents"]["here"]
    assert told("explain", against=then | {"question": "Who?"}).status_code == 422
    for broken in ({}, then | {"explained": None}, then | {"support": "much"}):
        assert told("explain", against=broken).status_code == 422
    for number in ("NaN", "Infinity", "1e999"):
        body = json.dumps({"question": "What is the Nile?", "against": then | {"support": "@"}}).replace('"@"', number)
        response = httpx.post(
            f"{server}/api/v1/explain", content=body.encode(), headers={"content-type": "application/json"}
        )
        assert response.status_code == 422
