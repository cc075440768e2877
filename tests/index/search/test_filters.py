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
