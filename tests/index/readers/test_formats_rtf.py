"""Rich text, as Word and others write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document, Span
from index.errors import UnreadableDocument
from index.readers import read
from index.reading.text import reading_text

_HEAD = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial Cyr;}}
{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\*\cs2 Strong;}}
{\info{\title Rules of the mill}{\author Ada Lund}{\creatim\yr2031\mo5\dy3\hr9}}{\*\generator Quill 1;}
{\header Page of the mill\par}"""


def rtf(body: str) -> bytes:
    return (_HEAD + body + "}").encode("latin-1")


def test_paragraphs_headings_and_what_the_file_says_of_itself() -> None:
    content = read(
        "a.rtf", rtf(r"\pard\s1 The wheel\par\pard It turns on {\b ten} days.\par It stops\line at night.\par")
    )
    assert content.text == "The wheel\n\nIt turns on ten days.\n\nIt stops\nat night."
    assert [section.heading for section in content.sections] == [("The wheel",)]
    assert content.title == "Rules of the mill"
    assert content.metadata == {"author": "Ada Lund", "date": "2031-05-03"}


def test_letters_in_every_form() -> None:
    body = r"\pard Malm\'f6 \u8364?5 \u-10179?\u-8704? {\f1 \'cc\'e8\'f0} a\~b\_c \lquote x\rquote  \{y\} {\uc2\u19977ab} z\par"
    assert read("a.rtf", rtf(body)).text == "Malmö €5 😀 Мир a\xa0b\u2011c ‘x’ {y} 三 z"


def test_what_is_hidden_struck_out_deleted_or_a_picture_is_left_out() -> None:
    body = r"\pard Seen {\v secret}{\strike old}{\deleted gone}{\pict\bin3 }}}}and{\*\unknown not} read{\v0 .}\par"
    assert read("a.rtf", rtf(body)).text == "Seen and read."


def test_raised_marks_and_notes_stand_in_brackets() -> None:
    body = (
        r"\pard Built in 1877{\super\chftn{\footnote\pard\plain\chftn The {\i old} mill.\par}} of 30 m{\super 2}.\par"
    )
    assert read("a.rtf", rtf(body)).text == "Built in 1877[1] of 30 m².\n\n[1] The old mill."


_ROW = r"\trowd{}\cellx100\cellx200\cellx300\pard\intbl {}\cell {}\cell {}\cell\row "


def table(*rows: tuple[str, ...]) -> str:
    return "".join(_ROW.format(*("", *row) if len(row) == 3 else row) for row in rows)


def test_rows_have_the_names_of_their_columns() -> None:
    body = table((r"\trhdr", "Ship", "Captain", "Tons"), ("Heron", "Ada\\line Lund", "40"), ("Otter", "Bo Berg", "75"))
    content = read("a.rtf", rtf(r"\pard Our ships:\par" + body + r"\pard All of wood.\par"))
    assert content.text.startswith("Our ships:\n\nShip | Captain | Tons\nHeron | Ada Lund | 40\n")
    assert content.text.endswith("All of wood.")
    read_ = reading_text(Document("1", "a.rtf", "", content), Span(0, len(content.text))).text
    assert "Ship: Otter; Captain: Bo Berg; Tons: 75" in read_


def test_groups_without_end_are_refused_and_cut_files_read_as_far_as_they_go() -> None:
    with pytest.raises(UnreadableDocument, match="deep"):
        read("a.rtf", b"{\\rtf1 " + b"{" * 5_000)
    assert read("a.rtf", b"{\\rtf1 Half of a sen").text == "Half of a sen"


@given(st.lists(st.sampled_from([
    "{", "}", "\\par ", "\\cell ", "\\row ", "\\intbl ", "\\pard ", "a b", "\\'e9", "\\u-3?", "\\*", "\\footnote ",
    "\\trowd ", "\\clmrg\\cellx9 ", "\\clvmrg\\cellx9 ", "\\super ", "\\v ", "\\bin2 ", "\\s1 ", "\\", "\\fonttbl ",
])))  # fmt: skip
def test_whatever_stands_in_it_is_read(parts: list[str]) -> None:
    assert read("a.rtf", ("{\\rtf1 x\\par " + "".join(parts)).encode()).text.startswith("x")
