import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidFilter
from index.search import Filter
from index.storage.protocols import Entry


def entry(source: str = "contracts/a.pdf", title: str = "Supply Agreement", **metadata: str) -> Entry:
    return Entry("1", source, title, "", "", 0, 0, metadata)


@pytest.mark.parametrize(
    ("where", "admitted"),
    [
        ("path:contracts/*", True),
        ("path:contracts", True),
        ("path:letters/*", False),
        ("title:supply", True),
        ('title="supply agreement"', True),
        ("title=supply", False),
        ("author!=Jane", False),
        ("-author=Jane", True),
        ("date>=2020", True),
        ("date<2020", False),
        ("date>=2020 date<=2021-12-31", True),
        ("pages>9", True),
        ("tags:draft", False),
        ("-tags:draft", True),
        ("-path:*.pdf", False),
        ("", True),
        ("title:supply title:agreement", True),
        ("title:'supply agreement'", True),
        ("title:'agreement supply'", False),
        ("-'title:agreement supply'", True),
    ],
)
def test_conditions_hold_or_not(where: str, admitted: bool) -> None:
    assert Filter.parse(where).admits(entry(date="2021-03-01", pages="12")) is admitted


@pytest.mark.parametrize(
    ("given", "where", "admitted"),
    [
        ({"date": "May 2020"}, "date>=2024", False),
        ({"date": "May 2020"}, "date=2020-05", True),
        ({"date": r"\today"}, "date>=2024", False),
        ({"date": "20240307"}, "date>=2024-03-07", True),
        ({"published": "2 May 2024"}, "date=2024-05-02", True),
        ({"Issued": "2024"}, "date>=2024", True),
        ({"modified": "2024-05-02T10:00:00Z"}, "date>2024-05", True),
        ({"created": "2019-01-01", "published": "2024-01-01"}, "date>=2024", True),
        ({"year": "2023"}, "date>=2024", False),
        ({"title": "Rules of 2021"}, "date=2021", True),
        ({"source": "2018/rules.txt"}, "date=2018", True),
        ({}, "date>=1500", False),
        ({}, "-date>=1500", True),
    ],
)
def test_the_date_is_the_day_that_a_document_states_wherever_it_does(
    given: dict[str, str], where: str, *, admitted: bool
) -> None:
    assert Filter.parse(where).admits(entry(**given)) is admitted


@pytest.mark.parametrize("where", ["words", "path:", ":x", '"open', "path", "date>>", "date>=", "date==2020"])
def test_a_filter_that_cannot_be_read_says_how_to_write_one(where: str) -> None:
    with pytest.raises(InvalidFilter, match=r"key:value|quotation mark"):
        Filter.parse(where)


def test_an_apostrophe_is_a_letter() -> None:
    assert Filter.parse("title:O'Brien author:d'Arc").admits(entry(title="O'Brien's letters", author="Jeanne d'Arc"))


@given(st.text(max_size=30))
def test_any_text_is_a_filter_or_an_error(where: str) -> None:
    try:
        made = Filter.parse(where)
    except InvalidFilter:
        return
    assert made.admits(entry()) in {True, False}
