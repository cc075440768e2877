"""What the readers of office files find in small ones."""

import pytest

from index.readers import read
from tests import documents
from tests.index.readers.test_formats import parts, rows
from tests.index.sound import assert_sound


class TestWord:
    def test_paragraphs_and_tables_stand_in_order_under_their_headings(self) -> None:
        content = read(
            "a.docx",
            documents.word(
                [
                    ("Title", "The Title"),
                    ("Heading 1", "One"),
                    ("Normal", "first"),
                    [["Team", "Wins"], ["Blues", "1"]],
                    ("Heading 2", "Deep"),
                    ("List Bullet", "item"),
                ]
            ),
        )
        assert content.title == "The Title"
        assert parts(content) == [
            (("The Title",), "The Title"),
            (("The Title", "One"), "One\n\nfirst"),
            (("The Title", "One", "Team | Wins"), "Team | Wins"),
            (("The Title", "One", "Team | Wins"), "Blues | 1"),
            (("The Title", "One", "Deep"), "Deep\n\nitem"),
        ]

    def test_insertions_fields_boxes_and_notes_are_read_and_deletions_are_not(self) -> None:
        w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
        body = (
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>kept</w:t><w:tab/></w:r>"
            "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins>"
            "<w:moveFrom><w:r><w:t>moved away</w:t></w:r></w:moveFrom><w:r><w:instrText>PAGE</w:instrText></w:r>"
            f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>controlled</w:t><w:br/><w:t>twice</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
        notes = f"<w:footnotes {w}><w:footnote><w:p><w:r><w:t>noted</w:t></w:r></w:p></w:footnote></w:footnotes>"
        content = read("a.docx", with_notes(f"<w:document {w} {mc}><w:body>{body}</w:body></w:document>", notes))
        assert parts(content) == [
            ((), "kept\tinserted\n\nboxed\n\ncontrolled\ntwice"),
            (("Footnotes",), "noted"),
        ]

    def test_running_heads_are_left_out(self) -> None:
        import docx

        document = docx.Document()
        document.sections[0].header.paragraphs[0].text = "ACME REPORT"
        document.add_paragraph("words")
        assert read("a.docx", documents.saved(document)).text == "words"


def with_notes(document: str, notes: str) -> bytes:
    """A Word file with this main part and these footnotes."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="n" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="notes.xml"/>'
        '<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"'
        ' Target="styles.xml"/></Relationships>'
    )
    return documents.repacked(
        documents.word(),
        {"word/document.xml": document, "word/notes.xml": notes, "word/_rels/document.xml.rels": relations},
    )


class TestSlides:
    def test_slides_are_pages_titles_headings_and_notes_sections_of_their_own(self) -> None:
        content = read("a.pptx", documents.slides([("First", "a\nb", "spoken"), ("Second", "c", "")]))
        assert [(s.page, s.headings, s.span.of(content.text)) for s in content.sections] == [
            (1, ("First",), "First\n\na\n\nb"),
            (1, ("First", "Notes"), "spoken"),
            (2, ("Second",), "Second\n\nc"),
        ]

    def test_tables_and_groups_are_read_and_slide_numbers_are_not_quoted(self) -> None:
        import pptx
        from pptx.util import Inches

        presentation = pptx.Presentation()
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        table = slide.shapes.add_table(2, 2, 0, 0, Inches(4), Inches(1)).table
        for cell, text in zip(table.iter_cells(), ["Team", "Wins", "Blues", "1"], strict=True):
            cell.text = text
        group = slide.shapes.add_group_shape()
        group.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "grouped\vbroken"
        content = read("a.pptx", documents.saved(presentation))
        assert rows(content) == [(1, ("Team | Wins",), "Team | Wins"), (2, ("Team | Wins",), "Blues | 1")]
        assert content.text.endswith("grouped\nbroken")

    def test_diagrams_are_read_and_lines_of_slides_never_joined(self) -> None:
        import pptx
        from lxml import etree
        from pptx.opc.package import Part
        from pptx.opc.packuri import PackURI

        a, of = "http://schemas.openxmlformats.org/drawingml/2006/main", "http://schemas.openxmlformats.org"
        d, r = f"{of}/drawingml/2006/diagram", f"{of}/officeDocument/2006/relationships"
        presentation = pptx.Presentation()
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.placeholders[1].text = "Lamps are let in\nTubes are not"
        points = "".join(
            f"<d:pt><d:t><a:p><a:r><a:t>{said}</a:t></a:r></a:p></d:t></d:pt>" for said in ("Report", "", "Survey")
        )
        model = f'<d:dataModel xmlns:d="{d}" xmlns:a="{a}"><d:ptLst>{points}</d:ptLst></d:dataModel>'
        kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
        part = Part(PackURI("/ppt/diagrams/data1.xml"), kind, presentation.part.package, model.encode())
        frame = (
            f'<p:graphicFrame xmlns:p="{of}/presentationml/2006/main" xmlns:a="{a}" xmlns:d="{d}" xmlns:r="{r}">'
            '<p:nvGraphicFramePr><p:cNvPr id="7" name="x"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
            f'<p:xfrm/><a:graphic><a:graphicData uri="{d}">'
            f'<d:relIds r:dm="{slide.part.relate_to(part, f"{r}/diagramData")}"/>'
            "</a:graphicData></a:graphic></p:graphicFrame>"
        )
        slide.shapes._spTree.append(etree.fromstring(frame))
        assert read("a.pptx", documents.saved(presentation)).text.split("\n\n") == [
            "Lamps are let in",
            "Tubes are not",
            "Report",
            "Survey",
        ]


class TestSpreadsheets:
    def test_sheets_are_pages_and_rows_carry_sheet_and_header(self) -> None:
        from datetime import date, datetime

        rows_ = [
            ["Cups"],
            [],
            ["Team", "Won", "When"],
            ["Blues", 1.0, date(2019, 6, 12)],
            [None, None, None],
            ["Leafs", 0.5, datetime.fromisoformat("2020-01-02 03:04:00")],
            ["x", True, None],
        ]
        content = read("a.xlsx", documents.sheets({"Hockey": rows_, "Empty": [], "Other": [["a", 1]]}))
        heading = ("Hockey", "Cups", "Team | Won | When")
        assert [(s.page, s.row, s.headings, s.span.of(content.text)) for s in content.sections] == [
            (1, 1, heading, "Cups"),
            (1, 3, heading, "Team | Won | When"),
            (1, 4, heading, "Blues | 1 | 2019-06-12"),
            (1, 6, heading, "Leafs | 0.5 | 2020-01-02 3:04:00"),
            (1, 7, heading, "x | TRUE"),
            (3, 1, ("Other",), "a | 1"),
        ]
        assert_sound(content)

    def test_csv_is_kept_to_the_letter(self) -> None:
        text = 'Team;Note\r\nBlues;"two\nlines; and ""marks"""\n\n\nLeafs;x\n'
        content = read("a.csv", text.encode())
        assert content.text == text.replace("\r\n", "\n")
        assert rows(content) == [
            (1, ("Team | Note",), "Team;Note"),
            (2, ("Team | Note",), 'Blues;"two\nlines; and ""marks"""'),
            (5, ("Team | Note",), "Leafs;x"),
        ]

    @pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
    def test_the_separator_is_found(self, sign: str) -> None:
        content = read("a.tsv", f"Name{sign}Number{sign}Where\na{sign}1{sign}b, c\n".encode())
        assert {section.headings for section in content.sections} == {("Name | Number | Where",)}

    def test_a_quotation_mark_that_is_never_closed_hides_no_rows(self) -> None:
        text = 'a,b\n1,"x\n' + "2,y\n" * 40_000
        assert len(read("a.csv", text.encode()).sections) == 40_002

    def test_numbers_name_no_columns(self) -> None:
        assert {section.headings for section in read("a.csv", b"1,2\n3,4\n").sections} == {()}
