"""Headings that nothing marks: found by how their lines stand, never at the cost of a word."""

import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content, Section, Span
from index.readers import read
from index.readers.headings import headed
from tests.documents import pdf

_LONG = "Either party may end this agreement by a letter to the other party two months before."
_TEXT = f"""SUPPLY OF LAMPS

PART I GENERAL

1. Scope
1.1 Lamps
{_LONG}

1.2 Poles
{_LONG}

2. Payment. The price is due in thirty days and is paid by the buyer to the account of the seller.

Signatures
{_LONG}
"""
_LINE = st.sampled_from(
    [
        "1. Scope",
        "1.1 Lamps",
        "2. Term",
        "PART II",
        "B. Money",
        "Duties",
        "a few words",
        _LONG,
        _LONG[:40],
        "",
        "5 cups",
        "\xa0 x",
    ]
)


def headings(content: Content) -> list[tuple[str, ...]]:
    return [section.heading for section in content.sections]


def word(*paragraphs: str, style: str | None = None) -> bytes:
    document, made = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph, style)
    document.save(made)
    return made.getvalue()


def test_headings_stand_under_each_other_by_their_numbers() -> None:
    content = read("lamps.txt", _TEXT.encode())
    part = "PART I GENERAL"
    assert headings(content) == [
        (),
        (part,),
        (part, "1. Scope"),
        (part, "1. Scope", "1.1 Lamps"),
        (part, "1. Scope", "1.2 Poles"),
        (part,),
        (part, "Signatures"),
    ]
    assert content.title == "SUPPLY OF LAMPS"


@pytest.mark.parametrize(
    "lines",
    [
        ("1. Scope", "2. Term", "3. Money", _LONG),  # a table of contents; the last of it may be one
        ("1. Open the lid", "2. Take the filter out and rinse it under running water for one minute", "3. Dry it."),
        ("The price is for the", f"Lamps and for nothing else, and {_LONG}"),
        ("The price includes:", "Delivery to the door", f"Installation and all that goes with it. {_LONG}"),
        ("Oslo              Bergen", _LONG),
        ("It is late. The lamps are", _LONG),
    ],
)
def test_what_only_stands_above_something_long_is_no_heading(lines: tuple[str, ...]) -> None:
    content = read("lamps.txt", ("Before it all, this.\n" + "\n".join(lines)).encode())
    assert not any(lines[0] in heading for heading in headings(content))


def test_pages_without_bookmarks_go_on_under_the_heading_of_the_page_before() -> None:
    made = pdf([["4. Term", _LONG[:80], "x."], ["Notice is given by letter and by nothing else in any case at all."]])
    content = read("lamps.pdf", made)
    assert [(section.page, section.heading) for section in content.sections] == [(1, ("4. Term",)), (2, ("4. Term",))]
    marked = pdf([["4. Term", _LONG[:80]]], outline=[("Money", 0)])
    assert headings(read("lamps.pdf", marked)) == [("Money",)]


def test_a_word_file_without_styles_has_the_headings_that_people_see() -> None:
    assert headings(read("lamps.docx", word("1. Term", _LONG, "2. Money", _LONG))) == [("1. Term",), ("2. Money",)]
    styled = docx.Document()
    styled.add_heading("Lamps", 1)
    for paragraph in ("1. Term", _LONG):
        styled.add_paragraph(paragraph)
    made = io.BytesIO()
    styled.save(made)
    assert headings(read("lamps.docx", made.getvalue())) == [("Lamps",)]


def test_what_stands_under_a_numbered_heading_may_be_a_list_and_clauses_end_where_the_next_begins() -> None:
    text = f"""The lamp.
2.9 Care (all models, also old ones)
· Wipe it with a dry cloth.
· Keep it out of the rain.
12 V and 5 A are what it needs, and nothing above that may be put on it.
2.10 Storing
{_LONG}
3. Waste is collected by the maker at no cost to whoever bought the lamp from him or another.
"""
    content = read("lamp.txt", text.encode())
    assert headings(content) == [(), ("2.9 Care (all models, also old ones)",), ("2.10 Storing",), ()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # A line drawn under it, in capitals, a first item below, a number between those of other headings.
        ("Ferry\n=====\nIt runs.\n\nFares\n-----\nCars 9\nBikes 2\n", [(), ("Fares",)]),
        ("Ada Lowe\nMill 3, Leeds\n\nLANGUAGES\nDutch and some Danish\nGreek\n", [(), ("LANGUAGES",)]),
        ("Bread\n500 g flour\n7 g yeast\n\nMethod\n1. Knead it.\n2. Bake it.\n", [(), ("Method",)]),
        (f"1. Use\nIt is lent.\n2. Rent\n{_LONG}\n3. End\nIn May.\n", [("1. Use",), ("2. Rent",), ("3. End",)]),
        # Rules between parts, names in capitals, labels and lists are none.
        ("Ada went home.\n\n-----\n\nBo stayed.\n", [()]),
        ("Banks that take it:\nING\nSwedbank and others\n", [()]),
        ("Ferry, Monday\nExcused: A. Lowe\n1. Money\n2. Boats\n", [()]),
    ],
)
def test_short_lines_that_stand_apart_are_headings(text: str, found: list[tuple[str, ...]]) -> None:
    assert headings(read("a.txt", text.encode())) == found


def test_bold_paragraphs_of_a_word_file_are_headings_below_its_title() -> None:
    document, made = docx.Document(), io.BytesIO()
    document.add_paragraph("Boat hire", "Title")
    for words, bold in [("Deposit", True), ("It is 40 euros.", False), ("Fuel", True), ("Bring it back full.", False)]:
        document.add_paragraph().add_run(words).bold = bold
    document.save(made)
    content = read("hire.docx", made.getvalue())
    assert content.title == "Boat hire"
    assert headings(content) == [(), ("Deposit",), ("Fuel",)]


@given(st.lists(_LINE, max_size=12).filter(any))
def test_no_word_is_lost_or_read_twice_and_every_heading_stands_in_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    content = Content(text, (Section(Span(0, len(text))),))
    found = headed(content)
    assert found.text == content.text
    assert "".join("".join(s.span.of(found.text) for s in found.sections).split()) == "".join(content.text.split())
    assert all(words in " ".join(content.text.split()) for section in found.sections for words in section.heading)
    assert headed(found).text == found.text
