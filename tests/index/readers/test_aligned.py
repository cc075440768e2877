"""Tables that somebody typed: each row a section with the names above it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content, Section, Span
from index.readers import read
from index.readers.aligned import tabled

_TABLE = """Guarding is needed at a drop of more than 600 mm.

   place                 height
   common stairs         900 mm
   common landings      1100 mm
   balconies            1100 mm

Glass is toughened.
"""


def rows(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    content = read("a.txt", text.encode())
    return [
        (s.columns, [s.span.of(content.text)[a:b] for a, b in zip(s.cells[::2], s.cells[1::2], strict=True)])
        for s in content.sections
        if s.row
    ]


def test_rows_have_the_names_that_stand_above_them() -> None:
    names = ("place", "height")
    assert rows(_TABLE) == [
        (names, ["place", "height"]),
        (names, ["common stairs", "900 mm"]),
        (names, ["common landings", "1100 mm"]),
        (names, ["balconies", "1100 mm"]),
    ]
    assert rows("Name    Ida Berg\nFrom    3 May\nTo      9 May\n") == [
        (("Name",), ["Ida Berg"]),
        (("From",), ["3 May"]),
        (("To",), ["9 May"]),
    ]
    # Without names each row is still one by itself.
    assert rows("Cotton 90   2:45 h   1400\nWool 40     0:44 h   800\nQuick 20    0:20 h   1200\n") == [((), [])] * 3


@pytest.mark.parametrize(
    "text",
    [
        "DRUM    Turns, but its bearing is dry.\nBELT    Leather, replaced in 1962.\nGLUE    The joint is weak and\n",
        "He came  home.\nShe was  there.\nThey both  slept.\n",
        "One  two\nThree  four\n",
    ],
)
def test_lines_that_only_look_like_it_are_no_table(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "+------+-------+\n| Boat | Price |\n+======+=======+\n| Punt | 6     |\n+------+-------+\n| Raft | 9     |\n+------+-------+\n",
        "| Boat | Price |\n|------|-------|\n| Punt | 6 |\n| Raft | 9 |\n",
        "┌──────┬───────┐\n│ Boat │ Price │\n├──────┼───────┤\n│ Punt │ 6     │\n│ Raft │ 9     │\n└──────┴───────┘\n",
        "====  =====\nBoat  Price\n====  =====\nPunt  6\nRaft  9\n====  =====\n",
        "Boat\tPrice\nPunt\t6\nRaft\t9\n",
    ],
    ids=["grid", "strokes", "drawn", "ruled", "tabs"],
)
@pytest.mark.parametrize("name", ["a.txt", "a.rst", "a.org", "a.eml"])
def test_a_table_is_one_however_it_is_drawn(name: str, text: str) -> None:
    before = "Subject: Boats\n\n" if name == "a.eml" else ""
    content = read(name, f"{before}Our boats:\n\n{text}\nThat is all.\n".encode())
    said = [
        [s.span.of(content.text)[a:b] for a, b in zip(s.cells[::2], s.cells[1::2], strict=True)]
        for s in content.sections
        if s.row and s.columns == ("Boat", "Price")
    ]
    assert said[-2:] == [["Punt", "6"], ["Raft", "9"]]
    # What is drawn around them is nobody's words.
    rest = [s.span.of(content.text) for s in content.sections if not s.row]
    assert rest[-2:] == ["Our boats:", "That is all."]


def test_a_cell_goes_on_below_where_rules_part_the_rows() -> None:
    text = """+--------+----------+
| Boat   | Price    |
+--------+----------+
| Rowing | 6 pounds |
| boat   |          |
+--------+----------+
| Raft   | 9 pounds |
+--------+----------+
"""
    assert rows(text)[1:] == [
        (("Boat", "Price", "Boat"), ["Rowing", "6 pounds", "boat"]),
        (("Boat", "Price"), ["Raft", "9 pounds"]),
    ]
    # A cell that stands under no name has none.
    text = "| Boat | Price |\n| Punt | 6 | old |\n"
    assert rows(text)[1:] == [(("Boat", "Price", ""), ["Punt", "6", "old"])]
    # A rule above the sum parts no more than that.
    text = "| Boat | Price |\n|---|---|\n| Punt | 6 |\n| Raft | 9 |\n|---|---|\n| All | 15 |\n"
    assert [cells for _, cells in rows(text)] == [["Boat", "Price"], ["Punt", "6"], ["Raft", "9"], ["All", "15"]]


def test_a_row_that_leaves_a_cell_empty_has_the_columns_it_stands_below() -> None:
    assert rows(
        "Day    Text        Out       In\n1 May  Rent     900.00\n2 May  Salary            2100.00\n3 May  Shop      40.10\n"
    )[1:] == [
        (("Day", "Text", "Out"), ["1 May", "Rent", "900.00"]),
        (("Day", "Text", "In"), ["2 May", "Salary", "2100.00"]),
        (("Day", "Text", "Out"), ["3 May", "Shop", "40.10"]),
    ]


def test_a_term_names_what_is_said_of_it_as_far_as_it_goes_on_below() -> None:
    text = """Tenant        whoever is named in part A, also where
              there are several
Landlord      Ida Berg
Common parts  stairs, cellar and yard, but not the
              garage

The rent is due on the third.
"""
    assert rows(text) == [
        (("Tenant",), ["whoever is named in part A, also where\n              there are several"]),
        (("Landlord",), ["Ida Berg"]),
        (("Common parts",), ["stairs, cellar and yard, but not the\n              garage"]),
    ]


@given(st.lists(st.text("ab1  \t|-", max_size=12), max_size=12).filter(any))
def test_no_word_is_lost_or_comes_twice(lines: list[str]) -> None:
    text = "\n".join(lines)
    content = Content(text, tuple(tabled(text, [Section(Span(0, len(text)))])))
    words = "".join(section.span.of(text) for section in content.sections)
    assert re.sub(r"[\s|-]", "", words) == re.sub(r"[\s|-]", "", text)
