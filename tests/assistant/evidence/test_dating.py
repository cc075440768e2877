import json
from pathlib import Path

import pytest

from assistant.evidence import Basis, dated, newness
from index.documents import Content, Document
from index.index import Index
from index.search import Filter
from index.storage.protocols import Entry


def made(text: str = "Words.", source: str = "rules.txt", title: str | None = None, **metadata: str) -> Document:
    return Document("1", source, "", Content(text, (), title, metadata))


def test_a_date_is_read_where_it_says_most_and_the_place_is_told() -> None:
    full = made("Valid from 1 May 2020.", "2018/rules.txt", "Rules of 2021", date="2022-03-01")
    assert dated(full).to_json() == {"date": "2022-03-01", "from": "metadata"}
    assert dated(made("Valid from 1 May 2020.", "2018/rules.txt", "Rules of 2021")).basis is Basis.TITLE
    assert dated(made("House rules\nValid from 1 May 2020.", "2018/rules.txt")).to_json() == {
        "date": "2020-05-01",
        "from": "first page",
    }
    assert dated(made(source="2018/rules.txt")).to_json() == {"date": "2018", "from": "file name"}
    assert str(dated(made(source="minutes_20240307_final.txt")).day) == "2024-03-07"


@pytest.mark.parametrize("key", ["date", "Published", "issued", "modified", "created", "year"])
@pytest.mark.parametrize("value", ["2 May 2020", "May 2020", "2020", "20200502", "soon"])
def test_a_filter_knows_the_date_that_a_document_shows(key: str, value: str) -> None:
    for source in ("rules.txt", "2018/rules.txt"):
        document = made(source=source, title="Rules", **{key: value})
        entry = Entry("1", source, "Rules", "", "", 0, 0, document.content.metadata)
        shown = dated(document)
        for day in (shown.day if shown else "2018", "1999"):
            assert Filter.parse(f"date={day}").admits(entry) is (shown is not None and day == shown.day)


def test_a_date_that_is_only_told_about_is_not_the_documents() -> None:
    for sentence in (
        "The mill burnt down in 1893.",
        "As of 2013 about half of the members were tenants.",
        "Some of the letters that he wrote to the council were published in 1893.",
        "The rent was raised by a decision of the board dated 3 May 1954.",
    ):
        assert dated(made(sentence)) is None
    agreed = dated(made("This agreement is made and entered into as of May 8, 2008 by and between Holm and Berg."))
    assert str(agreed.day) == "2008-05-08"


def test_the_newest_document_sorts_last_and_one_without_a_date_first() -> None:
    many = [made(source="b-2020.txt"), made(), made(source="a-2020-05.txt")]
    assert [each.source for each in sorted(many, key=lambda each: newness(dated(each)))] == [
        "rules.txt",
        "b-2020.txt",
        "a-2020-05.txt",
    ]


#: Documents with their dates, half of them with dates of something else; written beside the rules.
DATES = [json.loads(line) for line in (Path(__file__).parent / "dates.jsonl").read_text().splitlines()]


def told_of(row: dict) -> dict | None:
    found = dated(made(row["text"], row["source"], row["title"], **row["metadata"]))
    return found and found.to_json()


def test_a_date_that_is_told_is_the_documents_and_read_where_it_is_said_to_be() -> None:
    told = [(row, found) for row in DATES if (found := told_of(row))]
    right = sum(found == {"date": row["date"], "from": row["from"]} for row, found in told)
    assert len(DATES) == 61
    assert right / len(told) >= 0.95
    assert right / sum(row["date"] is not None for row in DATES) >= 0.9


@pytest.mark.parametrize(
    "row", [row for row in DATES if row["from"] in {"first page", None}], ids=lambda row: row["text"]
)
def test_a_filter_knows_the_date_of_a_first_page_as_it_is_shown(index: Index, row: dict) -> None:
    index.add(made(row["text"], row["source"], row["title"]))
    (entry,) = index.documents()
    shown = told_of(row)
    assert dated(index.document("1")).to_json() == shown if shown else dated(index.document("1")) is None
    for day in (shown["date"] if shown else "2018", "1999"):
        assert Filter.parse(f"date={day}").admits(entry) is (shown is not None and day == shown["date"])
