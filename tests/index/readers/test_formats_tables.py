"""Tables: what names their columns, what labels their rows, and what their cells show."""

import io

import docx
import openpyxl
import pytest
from openpyxl.styles import numbers

from index.documents import Content
from index.readers import read
from tests import documents
from tests.index.sound import assert_sound


def named(content: Content) -> list[dict[str, str]]:
    """The cells of each row by the names of their columns."""
    assert_sound(content)
    return [
        {name: s.span.of(content.text)[a:b] for name, a, b in zip(s.columns, s.cells[::2], s.cells[1::2], strict=False)}
        for s in content.sections
        if s.row
    ]


TITLED = [
    ["Eggs by farm", "", "", "", ""],
    ["Farm", "2031", "", "2032", ""],
    ["", "Hens", "Ducks", "Hens", "Ducks"],
    ["Upper Lea", "12", "3", "15", "4"],
    ["Nether Lea", "9", "1", "8", "2"],
]
LAST = {"Farm": "Nether Lea", "Hens 2031": "9", "Ducks 2031": "1", "Hens 2032": "8", "Ducks 2032": "2"}


def merged_sheet() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in TITLED:
        sheet.append([cell or None for cell in row])
    for place in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(place)
    return documents.saved(book)


def merged_page() -> bytes:
    return (
        b"<table><tr><th rowspan=2>Farm<th colspan=2>2031<th colspan=2>2032<tr><th>Hens<th>Ducks<th>Hens<th>Ducks"
        b"<tr><td>Upper Lea<td>12<td>3<td>15<td>4<tr><td>Nether Lea<td>9<td>1<td>8<td>2</table>"
    )


def merged_word() -> bytes:
    document = docx.Document()
    table = document.add_table(4, 5)
    for row, cells in zip(table.rows, TITLED[1:], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (0, 4))):
        table.cell(*first).merge(table.cell(*last))
    return documents.saved(document)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", merged_sheet()),
        ("a.html", merged_page()),
        ("a.docx", merged_word()),
        ("a.csv", "\n".join(";".join(row) for row in TITLED).encode()),
        ("a.xlsx", documents.sheets({"Eggs": [[cell or None for cell in row] for row in TITLED]})),
    ],
)
def test_two_rows_of_names_are_one_name_for_each_column(name: str, data: bytes) -> None:
    content = read(name, data)
    assert named(content)[-1] == LAST
    if name not in {"a.html", "a.docx"}:
        assert content.sections[-1].heading[-1] == "Eggs by farm"


def test_a_title_and_a_date_above_a_table_name_no_columns() -> None:
    content = read("a.csv", b"Price list;;;\nAs of;01.04.2031;;\nNo.;What;Price;Stock\nA-1;hooks, brass;2,05;1.250\n")
    assert named(content)[-1] == {"No.": "A-1", "What": "hooks, brass", "Price": "2,05", "Stock": "1.250"}
    assert content.sections[-1].heading == ("Price list", "As of 01.04.2031")


def test_a_row_of_data_under_unnamed_columns_is_no_second_head() -> None:
    content = read("a.csv", b"Name;;Phone\nAnn;x;12\nBob;y;13\n")
    assert named(content)[1] == {"Name": "Ann", "": "x", "Phone": "12"}


def test_a_merged_label_stands_in_each_of_its_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Crew", "Name", "Task"], ["Deck", "Ada", "ropes"], [None, "Bo", "sails"], ["Galley", "Cy", "bread"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    content = read("a.xlsx", documents.saved(book))
    assert named(content)[2] == {"Crew": "Deck", "Name": "Bo", "Task": "sails"}
    page = "<table><tr><th>Crew<th>Name<th>Task<tr><td rowspan=2>Deck<td>Ada<td>ropes<tr><td>Bo<td>sails</table>"
    assert named(read("a.html", page.encode()))[2] == {"Crew": "Deck", "Name": "Bo", "Task": "sails"}


def test_values_stand_as_the_sheet_shows_them() -> None:
    from datetime import date

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Share", "Account", "Limit", "Until"])
    sheet.append([0.075, 742, 12500, date(2031, 3, 31)])
    formats = ("0.0%", "00000", '#,##0.00\\ "EUR"', "d mmmm yyyy")
    for cell, code in zip(sheet[2], formats, strict=True):
        cell.number_format = code
    assert numbers.FORMAT_PERCENTAGE_00 == "0.00%"
    row = named(read("a.xlsx", documents.saved(book)))[-1]
    assert row == {"Share": "7.5%", "Account": "00742", "Limit": "12,500.00 EUR", "Until": "31 March 2031"}


def test_a_decimal_comma_parts_no_cells() -> None:
    assert named(read("a.csv", b"a;1,5\nb;2,5\n")) == [{"a": "1,5"}, {"b": "2,5"}]
    assert [s.span.of("x;1,5\n") for s in read("a.csv", b"x;1,5\n").sections] == ["x;1,5"]
    data = "Größe;Preis\nklein;1,50 €\ngroß;2,75 €\n".encode("cp1252")
    assert named(read("a.csv", data))[2] == {"Größe": "groß", "Preis": "2,75 €"}


def test_a_very_long_cell_is_a_cell() -> None:
    long = "word " * 40_000
    content = read("a.csv", f'Name,Text\nAnn,"{long}"\nBob,short\n'.encode())
    assert named(content)[2] == {"Name": "Bob", "Text": "short"}
    assert len(content.sections) == 3


def test_a_bar_behind_a_backslash_parts_no_cells() -> None:
    content = read("a.md", b"| Paper | Price |\n|---|---|\n| Laid \\| cream | 4 |\n")
    assert named(content)[1]["Price"] == "4"


def test_charts_of_slides_are_read_as_tables() -> None:
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["2031", "2032"]
    data.add_series("Visitors", (1200, 2350.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 99, 99, data)
    out = io.BytesIO()
    presentation.save(out)
    assert "2032 | 2350.5" in read("a.pptx", out.getvalue()).text


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("As of;01.04.2031\nMill;Upper Lea\n\nCode;Sack;Price\nA-1;flour;1,20\nA-2;bran;0,80\n", {"Sack": "bran"}),
        ("Mill;Upper Lea\nAs of;01.04.2031\nSack;Price\nflour;1,20\noats;2,10\nbran;0,80\n", {"Sack": "bran"}),
        (",Name,Role\n1,Ada,miller\n2,Bo,smith\n", {"Name": "Bo", "Role": "smith"}),
        ("Name,Role\nAda,miller\nBo,smith\n", {"Name": "Bo", "Role": "smith"}),
    ],
)
def test_what_is_said_of_a_table_in_narrower_rows_above_it_names_no_columns(text: str, row: dict[str, str]) -> None:
    assert row.items() <= named(read("a.csv", text.encode()))[-1].items()


BILL = [["Dish", "Small", "Large"], ["Soups", "", ""], ["Leek", "4", "6"], ["Mains", "", ""], ["Pike", "15", "19"]]


def given(content: Content) -> list[tuple[str, ...]]:
    assert_sound(content)
    return [section.given for section in content.sections if section.row]


def test_a_row_that_says_one_thing_is_said_with_the_rows_below_it() -> None:
    book = [[cell or None for cell in row] for row in [*BILL, ["Total", "19", "25"]]]
    content = read("a.xlsx", documents.sheets({"Bill": book}))
    assert given(content) == [(), (), ("Soups",), (), ("Mains",), ()]
    page = "<tr><th>Dish<th>Small<th>Large<tr><td>Bread<td>1<td>2<tr><td colspan=3>Soups<tr><td>Leek<td>4<td>6"
    assert given(read("a.html", f"<table>{page}</table>".encode())) == [(), (), (), ("Soups",)]
    # Who has nothing in his row is above nobody.
    rows = [["Who", "May", "June"], ["Ada", "x", "x"], ["Bo", None, None], ["Cy", "x", None]]
    assert given(read("a.xlsx", documents.sheets({"Duty": rows}))) == [()] * 4


def test_units_below_the_names_of_columns_are_part_of_them() -> None:
    rows = [["Beam", "Length", "Price"], [None, "m", "EUR"], ["Larch", 3, 24.5], ["Oak", 2.4, 61]]
    content = read("a.xlsx", documents.sheets({"Wood": rows}))
    assert named(content)[-1] == {"Beam": "Oak", "Length (m)": "2.4", "Price (EUR)": "61"}
    words = [["Word", "Kind", "Also"], [None, "noun", "verb"], ["Larch", "tree", "none"]]
    assert named(read("a.xlsx", documents.sheets({"Words": words})))[-1].keys() == {"Word", "Kind", "Also"}


def test_a_data_sheet_in_parts_has_labels_for_names() -> None:
    page = "<table><tr><th colspan=2>Build<tr><th>Length<td>212 m<tr><th>Opened<td>May 1931</table>"
    content = read("a.html", page.encode())
    assert named(content) == [{}, {"Length": "212 m"}, {"Opened": "May 1931"}]
    assert given(content)[1:] == [("Build",), ("Build",)]


def test_a_table_that_lays_out_a_page_is_its_paragraphs() -> None:
    long = "<p>The baths are open on all days but the first Monday of a month.</p>" * 4
    content = read("a.html", f"<table><tr><td>Home<td>{long}<tr><td>Last change<td>May</table>".encode())
    assert not any(section.row for section in content.sections)
    assert content.text.split("\n\n")[:2] == ["Home", "The baths are open on all days but the first Monday of a month."]
