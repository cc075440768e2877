"""Several tables on one sheet, and tables whose rows name themselves."""

import io
from operator import itemgetter

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content
from index.readers import read
from index.readers.sheets import tables
from index.readers.tables import head

_SHEET = [
    ["Project", "Harbour lights"],
    ["Owner", "Ines Marsh"],
    [],
    ["Item", "Spring", "Autumn"],
    ["Lamps", 1200, 800],
    [],
    ["Poles", 30, 40],
    [],
    ["Lamps come from Arc; they take six weeks."],
    [],
    ["Whom to ask", "Phone"],
    ["Joe Pike", "555-0142"],
]


def workbook(rows: list[list[str | int]]) -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def named(content: Content) -> list[tuple[int | None, tuple[str, ...]]]:
    return [(section.row, section.columns) for section in content.sections]


def test_each_table_of_a_sheet_has_its_own_names_and_goes_on_behind_a_blank_row() -> None:
    found = named(read("lights.xlsx", workbook(_SHEET)))
    items = ("Item", "Spring", "Autumn")
    assert found == [
        (1, ("Project",)),
        (2, ("Owner",)),
        (4, items),
        (5, items),
        (7, items),
        (9, ()),
        (11, ("Whom to ask", "Phone")),
        (12, ("Whom to ask", "Phone")),
    ]


def test_a_form_in_a_word_file_names_each_value_by_its_label() -> None:
    document, made = docx.Document(), io.BytesIO()
    table = document.add_table(rows=3, cols=2)
    for row, (label, value) in zip(table.rows, [("Name", "Ida Berg"), ("From", "3 May"), ("To", "9 May")], strict=True):
        row.cells[0].text, row.cells[1].text = label, value
    document.save(made)
    content = read("leave.docx", made.getvalue())
    assert [section.columns for section in content.sections] == [("Name",), ("From",), ("To",)]
    values = [section.span.of(content.text)[slice(*section.cells)] for section in content.sections]
    assert values == ["Ida Berg", "3 May", "9 May"]


@pytest.mark.parametrize(
    ("rows", "labelled"),
    [
        ([["Weight:", "light"], ["Make:", "Arc"]], True),
        ([["Power", "40 W"], ["Lens", "glass"]], True),
        ([["Customer", "Ida Berg"], ["Contact person", "Jo"], ["Other", "none"]], True),
        ([["Data sheet"], ["Model", "Arc"], ["Material", "steel"]], True),
        ([["Name", "Phone"], ["Ida Berg", "555"], ["Jo", "556"]], False),
        ([["Description", "Amount"], ["Rent", "500"], ["Deposit", "900"]], False),
        ([["Term", "Meaning"], ["Moor", "to make fast"], ["Port", "left"]], False),
        ([["Name", "Ida"], ["Name", "Jo"]], False),
        ([["Name", "Ida", "x"], ["Owner", "Jo", "y"]], False),
    ],
)
def test_rows_that_name_themselves_are_told_from_rows_under_names(rows: list[list[str]], labelled: bool) -> None:
    found = head(rows, expected=True)
    assert bool(found and found.labelled) == labelled


def test_row_headings_of_a_web_page_name_what_stands_beside_them() -> None:
    page = b"<table><tr><th>Lens</th><td>glass</td></tr><tr><th>Case</th><td>steel</td></tr></table>"
    assert named(read("lamp.html", page)) == [(1, ("Lens",)), (2, ("Case",))]


_BOATS = [["Boat", "Price", "", "Day", "Opens"], ["Punt", 6, "", "Monday", "9:00"], ["Raft", 9, "", "", ""]]
_BESIDE = [
    (1, ("Boat", "Price")),
    (2, ("Boat", "Price")),
    (3, ("Boat", "Price")),
    (1, ("Day", "Opens")),
    (2, ("Day", "Opens")),
]
_WHOLE = ("Boat", "Price", "Remark", "By")


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (_BOATS, _BESIDE),
        ([["Day", "Opens", "", "Day", "Shuts"], ["Monday", 9, "", "Friday", 17]], [(1, ("Day", "Opens")), (2, ("Day", "Opens")), (1, ("Day", "Shuts")), (2, ("Day", "Shuts"))]),
        # Of one table a column is empty, and its last columns are filled here and there.
        ([["Boat", "Price", "", "Remark", "By"], ["Punt", 6, "", "", ""], ["Raft", 9, "", "old", "Ida"], ["Tug", 3, "", "", ""]], [(row, _WHOLE) for row in (1, 2, 3, 4)]),
    ],
)  # fmt: skip
def test_tables_side_by_side_are_read_one_after_the_other(
    rows: list[list[str | int]], columns: list[tuple[int, tuple[str, ...]]]
) -> None:
    found = named(read("boats.xlsx", workbook(rows)))
    assert [(row, tuple(filter(None, each))) for row, each in found] == columns


_CELL = st.sampled_from(["", "Name", "Ida", "Item", "3", "40 W", "Rent:", "a longer cell"])


@given(st.lists(st.lists(_CELL, max_size=4), max_size=130))
def test_every_filled_row_is_in_one_table_at_its_own_number(rows: list[list[str]]) -> None:
    seen = [
        (above + n, cell) for above, table, _ in tables(rows) for n, row in enumerate(table) for cell in row if cell
    ]
    # Of tables side by side one follows the other.
    assert sorted(seen, key=itemgetter(0)) == [(n, cell) for n, row in enumerate(rows) for cell in row if cell]
