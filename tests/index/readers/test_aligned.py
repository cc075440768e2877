"""Tables that somebody typed: each row a section with the names above it."""

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


@given(st.lists(st.text("ab1  \t", max_size=12), max_size=12).filter(any))
def test_no_word_is_lost_or_comes_twice(lines: list[str]) -> None:
    text = "\n".join(lines)
    content = Content(text, tuple(tabled(text, [Section(Span(0, len(text)))])))
    assert "".join("".join(s.span.of(text) for s in content.sections).split()) == "".join(text.split())
