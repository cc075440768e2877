"""Tables on a page of a PDF: by columns that stand one below the other, and by rules."""

import re
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content, Document, Span
from index.readers import read
from index.readers.glyphs import Glyph
from index.readers.grids import Rule, Table, tables
from index.reading.text import reading_text
from tests.documents import pdf

#: Words and where they stand: left and foot.
Placed = tuple[str, float, float]
Page = tuple[list[tuple[str, int]], dict[int, Glyph]]


def page(placed: Sequence[Placed]) -> Page:
    """A page on which words are drawn one after the other, with a newline between."""
    signs: list[tuple[str, int]] = []
    drawn: dict[int, Glyph] = {}
    for words, left, foot in placed:
        for number, sign in enumerate(words):
            at = left + 6 * number
            drawn[len(signs)] = Glyph(sign, len(signs), at, foot, at + 6, foot + 12)
            signs.append((sign, len(signs)))
        signs.append(("\n", len(signs)))
    return signs, drawn


def text_of(made: Page) -> str:
    return "".join(sign for sign, _ in made[0])


def read_rows(found: Sequence[Table], text: str) -> list[list[tuple[str, str]]]:
    return [
        [
            (name, row.span.of(text)[a:b])
            for name, a, b in zip(row.columns, row.cells[::2], row.cells[1::2], strict=True)
        ]
        for table in found
        for row in table.rows
    ]


_ROWS = [("Ship", "Captain", "Tons"), ("Heron", "Ada Lund", "40"), ("Otter", "Bo Berg", "75")]


def laid(rows: Sequence[Sequence[str]], top: float = 700.0, step: float = 15.0) -> list[Placed]:
    return [(cell, 50 + 120.0 * c, top - step * r) for r, row in enumerate(rows) for c, cell in enumerate(row)]


def boxed(rows: int, columns: int, top: float, high: float, wide: float = 120.0) -> list[Rule]:
    right, bottom = 45 + wide * columns, top - high * rows
    return [Rule(45, top - high * r, right, top - high * r) for r in range(rows + 1)] + [
        Rule(45 + wide * c, bottom, 45 + wide * c, top) for c in range(columns + 1)
    ]


def test_columns_that_stand_one_below_the_other_are_a_table() -> None:
    made = page([("The fleet in the year 2031", 50, 730), *laid(_ROWS), ("All of wood.", 50, 640)])
    found = tables(*made, ())
    assert read_rows(found, text_of(made))[1:] == [
        [("Ship", "Heron"), ("Captain", "Ada Lund"), ("Tons", "40")],
        [("Ship", "Otter"), ("Captain", "Bo Berg"), ("Tons", "75")],
    ]


def test_lines_of_one_cell_are_one_row_with_rules_around_it_and_without() -> None:
    placed = [
        *laid(_ROWS[:1]),
        ("Heron", 50, 675), ("Ada Lund of", 170, 682), ("the north", 170, 668), ("40", 290, 675),
        ("Otter", 50, 640), ("Bo Berg", 170, 640), ("75", 290, 640),
    ]  # fmt: skip
    made = page(placed)
    rules = [*boxed(1, 3, 715, 20), *boxed(1, 3, 695, 35), *boxed(1, 3, 660, 25)]
    for found in (tables(*made, ()), tables(*made, rules)):
        assert read_rows(found, text_of(made))[1:] == [
            [("Ship", "Heron"), ("Captain", "Ada Lund of\nthe north"), ("Tons", "40")],
            [("Ship", "Otter"), ("Captain", "Bo Berg"), ("Tons", "75")],
        ]


def test_a_rule_parts_cells_that_nearly_touch() -> None:
    rows = [("Ship", "Tons"), ("A ship ", "40")]
    placed = [(cell, 50 + 46.0 * c, 700 - 20.0 * r) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    made = page(placed)
    assert read_rows(tables(*made, boxed(2, 2, 716, 20, 45.0)), text_of(made))[1:] == [
        [("Ship", "A ship"), ("Tons", "40")]
    ]
    assert tables(*made, ()) == []


def test_two_columns_of_prose_are_no_table() -> None:
    lines = [
        ("When the river rose they", "took the boats to the mill"),
        ("and the miller let all of", "them in and gave them soup"),
    ]
    placed = [(cell, 50 + 200.0 * c, 700 - 14.0 * r) for r, row in enumerate(lines * 4) for c, cell in enumerate(row)]
    assert tables(*page(placed), ()) == []


def test_a_table_goes_on_over_the_page_with_its_names() -> None:
    first = tables(*page(laid(_ROWS)), ())[-1]
    made = page(laid([("Gannet", "Cy Dahl", "12"), ("Puffin", "Di Egge", "9"), ("Tern", "Ed Falk", "7")]))
    assert read_rows(tables(*made, (), first), text_of(made))[0] == [
        ("Ship", "Gannet"), ("Captain", "Cy Dahl"), ("Tons", "12"),
    ]  # fmt: skip


_words = st.text("ab1: \xe9", min_size=1, max_size=9).filter(str.strip)
_place = st.tuples(
    _words, st.sampled_from([50.0, 80.0, 170.0, 290.0]), st.sampled_from([700.0, 690.0, 680.0, 660.0, 640.0])
)
_rule = st.builds(
    lambda x, y, long, upright: Rule(x, y, x + (0 if upright else long), y + (long if upright else 0)),
    st.sampled_from([45.0, 75.0, 160.0, 280.0, 400.0]),
    st.sampled_from([630.0, 675.0, 715.0]),
    st.sampled_from([40.0, 100.0, 400.0]),
    st.booleans(),
)


@given(st.lists(_place, max_size=25), st.lists(_rule, max_size=12))
def test_rows_stand_in_order_in_the_text_and_cells_in_their_rows(placed: list[Placed], rules: list[Rule]) -> None:
    made = page(placed)
    text = text_of(made)
    for table in tables(*made, rules):
        assert all(one.span.end <= two.span.start for one, two in pairwise(table.rows))
        for row in table.rows:
            bounds = (0, *row.cells, len(row.span))
            assert all(one <= two for one, two in pairwise(bounds))
            assert row.span.end <= len(text)
            assert 2 * len(row.columns) == len(row.cells)
            assert set(row.columns) <= {*table.names}


def test_rows_of_a_pdf_are_read_with_the_names_of_their_columns() -> None:
    lines = ["The fleet of the harbour", *_ROWS, ("Tern", "Ed Falk", "7"), "All ships are of wood and lie at the quay."]
    content: Content = read("fleet.pdf", pdf([lines]))
    made = Document("1", "fleet.pdf", "", content)
    assert content.text.splitlines()[2] == "Heron Ada Lund 40"
    rows = [section for section in content.sections if section.row]
    assert [row.row for row in rows] == [1, 2, 3, 4]
    assert "Ship: Heron; Captain: Ada Lund; Tons: 40\n" in reading_text(made, Span(0, len(content.text))).text
    assert [s.span.of(content.text) for s in content.sections if not s.row] == [lines[0], lines[-1]]


def test_what_stands_between_two_ruled_tables_is_of_neither() -> None:
    one = [("Job", "First", "Then"), ("Oil", "50 h", "90 h"), ("Belt", "9 h", "9 h")]
    two = [("System", "445", "455"), ("Oil", "8 l", "9 l"), ("Water", "12 l", "12 l")]
    between = [("In dusty work halve the intervals.", 50.0, 650.0), ("Capacities", 50.0, 635.0)]
    made = page([*laid(one), *between, *laid(two, top=615.0)])
    rules = [*boxed(3, 3, top=712.0, high=15.0), *boxed(3, 3, top=627.0, high=15.0)]
    found = tables(*made, rules)
    # A number that stands over what is no mere number is a name, as of a model.
    assert [table.names for table in found] == [("Job", "First", "Then"), ("System", "445", "455")]
    assert [len(table.rows) for table in found] == [3, 3]


_BILL = [("Pos", "Work", "Rate", "Sum"), *((str(n), "Felling", "58", f"{n}48") for n in (1, 2, 3))]


def test_sums_below_a_bill_and_columns_of_text_around_it_spoil_no_table() -> None:
    sums = [(words, 290.0 + 120 * c, 640.0 - 15 * r) for r in range(4) for c, words in enumerate(("Net", "704"))]
    made = page([*laid(_BILL), *sums])
    assert read_rows(tables(*made, []), text_of(made))[3] == [*zip(_BILL[0], _BILL[3], strict=True)]
    prose = [(f"words of running text {n}", left, 600.0 - 15 * n) for left in (50.0, 290.0) for n in range(5)]
    made = page([*laid(_ROWS), *prose])
    assert len(read_rows(tables(*made, []), text_of(made))) == 3


def test_a_table_that_is_turned_on_its_page_is_one() -> None:
    lines = [
        f"1 0 0 1 {50 + 120 * c} {-14 * r} Tm ({cell}) Tj" for r, row in enumerate(_ROWS) for c, cell in enumerate(row)
    ]
    drawn = f"q 0 1 -1 0 300 0 cm BT /F 12 Tf {' '.join(lines)} ET Q"
    plain = pdf([["XYZ"]])
    stream = re.search(rb"<</Length \d+>>\s*stream\n.*?endstream", plain, re.DOTALL)
    assert stream
    whole = f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream".encode()
    content = read("a.pdf", plain.replace(stream[0], whole))
    assert [section.columns for section in content.sections if section.row] == [_ROWS[0]] * 3
