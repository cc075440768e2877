"""What a document shows is read, in the form it shows; what it hides or strikes out is in no answer."""

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content
from index.readers import read
from index.readers.numbering import ordered
from index.readers.scripts import lowered, raised
from index.readers.unseen import rules
from tests import documents
from tests.index.readers.test_formats import page, parts
from tests.index.sound import assert_sound


def quotable(content: Content) -> str:
    """All that may stand in a quote and is read by models."""
    assert_sound(content)
    kept = []
    for section in content.sections:
        words = list(section.span.of(content.text))
        for start, end in zip(section.unread[::2], section.unread[1::2], strict=True):
            words[start:end] = [""] * (end - start)
        kept.append("".join(words) * section.quotable)
    return "\n".join(kept)


class TestHidden:
    def test_word(self) -> None:
        document = docx.Document()
        paragraph = document.add_paragraph("The rate is ")
        paragraph.add_run("nine").font.strike = True
        paragraph.add_run("eight")
        document.add_paragraph().add_run("never to be seen").font.hidden = True
        quiet = document.styles.add_style("Quiet", 1)
        quiet.font.hidden = True
        document.add_paragraph("hidden by its style", style="Quiet")
        table = document.add_table(2, 2)
        for cell, text in zip((c for row in table.rows for c in row.cells), "abcd", strict=True):
            cell.text = text
        table.rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:hidden"))
        assert read("a.docx", documents.saved(document)).text == "The rate is eight\n\na | b"

    def test_sheets_rows_and_columns(self) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (["Item", "Cost", "Price"], ["Felt", 3, 5], ["Twine", 1, 2]):
            sheet.append(row)
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[2].hidden = True
        book.create_sheet("Secret").append(["Margin", 40])
        book["Secret"].sheet_state = "hidden"
        content = read("a.xlsx", documents.saved(book))
        assert content.text == "Item | Price\nTwine | 2"
        assert [section.row for section in content.sections] == [1, 3]

    def test_slides(self) -> None:
        presentation = pptx.Presentation()
        for words in ("shown", "hidden", "shown again"):
            presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = words
        presentation.slides[1]._element.set("show", "0")
        content = read("a.pptx", documents.saved(presentation))
        assert [(s.page, s.heading) for s in content.sections] == [(1, ("shown",)), (3, ("shown again",))]

    def test_pages(self) -> None:
        styles = (
            "<style>.gone, #x > p {display: none} .tab{display:none} .tab.open{display:block} @media print {p {display:none}}"
            "/* b{display:none} */ .sr{position:absolute;left:-9999px} .old{text-decoration: line-through}</style>"
        )
        content = page(
            "<p class=gone>1<div id=x><p>2</div><p style='visibility : hidden'>3<p class=sr>4<p class=tab>5"
            "<p class='tab open'>six</p><p><b>seven</b><s>8</s><del>9</del><span class=old>10</span></p>"
            "<div class=menu><ul><li><a href=#>11</a><li><a href=#>12</a></ul></div><div id=cookie-banner><p>13</div>"
            "<div class=menu><p>Soup of the day</div>",
            styles,
        )
        assert content.text == "six\n\nseven\n\nSoup of the day"

    def test_what_pages_have_around_their_matter(self) -> None:
        content = page(
            "<body class=onetrust-open><div id=onetrust-banner-sdk><p>We use cookies.</p></div>"
            "<header>Kiln<ul><li><a href=a>Pots</a><li><a href=b>Cups</a></ul></header>"
            "<ol class=breadcrumbs><li><a href=a>Pots</a><li>Jug</ol><div class=navbar><a>Home</a> | <a>Pots</a></div>"
            "<h2>Jug<span class=mw-editsection>[<a href=e>edit</a>]</span></h2><p>It holds a litre.</p>"
            "<h3><button>Returns</button></h3><p>Within 60 days.</p><button>Buy</button>"
        )
        assert content.text == "Kiln\n\nJug\n\nIt holds a litre.\n\nReturns\n\nWithin 60 days."

    def test_tags_and_addresses_in_markdown(self) -> None:
        content = read(
            "a.md", b"<p align=center>Press <kbd>F1</kbd> or see [the book][b].</p>\n\nRun it on <host>, 10<br>20.\n"
        )
        assert quotable(content) == "Press F1 or see the book.\n\nRun it on <host>, 10<br>20."

    def test_markdown(self) -> None:
        content = read(
            "a.md",
            b"# One\n\n<!-- ask Ann\n\nabout it -->\n\nIt costs ~~nine~~ **eight** <!-- or seven --> [crowns](http://x.example/).\n\n"
            b"```\n<!-- shown -->\n```\n",
        )
        words = quotable(content)
        assert "It costs  eight  crowns." in words
        assert "<!-- shown -->" in words
        assert not any(word in words for word in ("ask Ann", "about it", "nine", "seven", "example"))

    @given(st.text(alphabet="ab{};:.#@/* -displaynone>", max_size=60))
    def test_no_styles_are_too_strange(self, styles: str) -> None:
        assert all(selector for selector, _ in rules(styles))


class TestRaised:
    @pytest.mark.parametrize(
        ("before", "text", "made"),
        [
            ("in 1877", "4", "[4]"),
            ("2.1 × 10", "6", "^6"),
            ("10", "−3", "^−3"),
            ("Voss", "5", "[5]"),
            ("Voss", "a", "[a]"),
            ("30 m", "2", "²"),
            ("x", "2", "²"),
            ("x", "n", "^n"),
            ("the 19", "th", "th"),
            ("Acme", "™", "™"),
            ("Voss", "[4]", "[4]"),
            ("", "4", "4"),
            ("total", "1, 2", "[1, 2]"),
        ],
    )  # fmt: skip
    def test_marks_and_powers_are_told_apart(self, before: str, text: str, made: str) -> None:
        assert raised(text, before) == made

    def test_lowered_numbers_stay_behind_letters(self) -> None:
        assert lowered("2", "CO") == "2"
        assert lowered("2", "101") == "_2"

    @given(st.from_regex(r"[0-9]{1,8}", fullmatch=True), st.from_regex(r"[0-9]{1,3}", fullmatch=True))
    def test_a_number_never_runs_on(self, number: str, mark: str) -> None:
        for made in (raised(mark, number), raised(mark, number, note=True), lowered(mark, number)):
            assert not made[0].isalnum()

    def test_in_pages_and_books(self) -> None:
        body = "<p>Built in 1877<sup>4</sup> for 3 × 10<sup>6</sup> crowns, 20 km<sup>2</sup><a href='#n'><sup>7</sup></a>.</p>"
        assert page(body).text == "Built in 1877[4] for 3 × 10^6 crowns, 20 km²[7]."
        assert "1877[4] for" in read("a.epub", documents.book({"a.xhtml": body})).text

    def test_in_word(self) -> None:
        document = docx.Document()
        paragraph = document.add_paragraph("Built in 1877")
        paragraph.add_run("4").font.superscript = True
        paragraph.add_run(" of CO")
        paragraph.add_run("2").font.subscript = True
        assert read("a.docx", documents.saved(document)).text == "Built in 1877[4] of CO2"


class TestLabels:
    def test_numbers_that_word_makes_are_part_of_the_text(self) -> None:
        document = docx.Document()
        numbering = document.part.numbering_part.element
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), "77")
        for level, pattern in enumerate(("%1.", "%1.%2", "(%3)")):
            node = OxmlElement("w:lvl")
            node.set(qn("w:ilvl"), str(level))
            for tag, value in (
                ("start", "1"),
                ("numFmt", "lowerLetter" if level == 2 else "decimal"),
                ("lvlText", pattern),
            ):
                child = OxmlElement(f"w:{tag}")
                child.set(qn("w:val"), value)
                node.append(child)
            abstract.append(node)
        numbering.insert(0, abstract)
        num = OxmlElement("w:num")
        num.set(qn("w:numId"), "77")
        child = OxmlElement("w:abstractNumId")
        child.set(qn("w:val"), "77")
        num.append(child)
        numbering.append(num)
        for level, words in ((0, "Parties"), (1, "We."), (1, "You."), (0, "Use"), (1, "No fires."), (2, "Nor smoke.")):
            paragraph = document.add_paragraph(words, style="Heading 1" if level == 0 else None)
            says = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            says.get_or_add_ilvl().val = level
            says.get_or_add_numId().val = 77
        assert parts(read("a.docx", documents.saved(document))) == [
            (("1. Parties",), "1. Parties\n\n1.1 We.\n\n1.2 You."),
            (("2. Use",), "2. Use\n\n2.1 No fires.\n\n(a) Nor smoke."),
        ]

    def test_numbers_that_a_browser_makes_are_part_of_the_text(self) -> None:
        assert page("<ol start=3><li>one<li><p>two</p></ol><ul><li>dot</ul>").text == "3. one\n\n4. two\n\ndot"
        assert page("<ol type=a><li>one</ol>").text == "a. one"

    @pytest.mark.parametrize(
        ("number", "form", "text"),
        [(4, "1", "4"), (28, "a", "bb"), (3, "A", "C"), (1994, "I", "MCMXCIV"), (4, "i", "iv")],
    )
    def test_numbers_are_written_in_their_form(self, number: int, form: str, text: str) -> None:
        assert ordered(number, form) == text

    def test_a_term_heads_what_is_said_of_it(self) -> None:
        content = page("<h1>Hours</h1><dl><dt>Monday<dd>closed<dt>Tuesday<dd>9 to 5</dl><p>after</p>")
        assert parts(content) == [
            (("Hours",), "Hours"),
            (("Hours", "Monday"), "Monday\n\nclosed"),
            (("Hours", "Tuesday"), "Tuesday\n\n9 to 5"),
            (("Hours",), "after"),
        ]

    def test_a_summary_heads_its_details(self) -> None:
        content = page("<h1>Help</h1><details><summary>Dogs?</summary><p>Welcome.</details><p>after")
        assert parts(content) == [(("Help",), "Help"), (("Help", "Dogs?"), "Dogs?\n\nWelcome."), (("Help",), "after")]


class TestMail:
    def test_the_page_is_read_where_the_plain_text_only_points_to_it(self) -> None:
        data = documents.mail(
            "Your program cannot show this message.", "<p>We deliver on Wednesdays from April on.</p>"
        )
        assert "Wednesdays" in read("a.eml", data).text

    def test_forwarded_messages_and_attachments_are_read_and_others_named(self) -> None:
        from email.message import EmailMessage

        inner = EmailMessage()
        inner["From"], inner["Subject"] = "renata@example.org", "Boiler"
        inner.set_content("It is inspected on 27 March.")
        outer = EmailMessage()
        outer["From"], outer["Subject"] = "jasper@example.org", "Fwd"
        outer.set_content("See below.")
        outer.add_attachment(inner)
        outer.add_attachment(b"Team,Wins\nBlues,1\n", maintype="text", subtype="csv", filename="cups.csv")
        outer.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="plan.png")
        content = read("a.eml", outer.as_bytes())
        assert_sound(content)
        found = {text: headings for headings, text in parts(content)}
        assert found["It is inspected on 27 March."] == ("Boiler", "renata@example.org")
        assert found["Blues,1"] == ("cups.csv", "Team | Wins")
        assert content.metadata["attachments"] == "Boiler, cups.csv, plan.png"
        assert content.metadata["not read"].startswith("plan.png (")
