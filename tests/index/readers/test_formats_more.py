"""Formats beyond those of offices and the web: what is read of each, and where it stands."""

import json

import pytest

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import inside, read
from tests import documents
from tests.index.sound import assert_sound


def places(content: Content) -> list[tuple[str | None, tuple[str, ...], str]]:
    """Place, headings and text of each section that may be quoted."""
    assert_sound(content)
    return [(s.place, s.headings, s.span.of(content.text)) for s in content.sections if s.quotable]


def test_subtitles_go_on_to_the_end_of_a_sentence_and_their_place_is_its_time() -> None:
    srt = (
        "1\n00:00:01,000 --> 00:00:02,000\n<i>The lamp was lit</i>\n\n2\n00:00:02,500 --> 00:00:04,000\nby Ann Hale.\n\n"
        "3\n01:02:03,000 --> 01:02:05,000\nNobody saw it.\n"
    )
    wanted = [("00:00:01", (), "The lamp was lit by Ann Hale."), ("01:02:03", (), "Nobody saw it.")]
    assert places(read("a.srt", srt.encode())) == wanted
    vtt = "WEBVTT\n\nNOTE hidden\n\n00:07.000 --> 00:09.000 align:start\n<v Ann>Good morning.</v>\n"
    assert places(read("a.vtt", vtt.encode())) == [("00:00:07", (), "Ann: Good morning.")]


def test_notebooks_name_their_cells() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Tides\n", "\n", "We count waves."]},
        {"cell_type": "code", "source": "print(3)", "outputs": [{"text": ["3\n"]}]},
        {"cell_type": "code", "source": "x", "outputs": [{"data": {"text/plain": "four", "image/png": "iVBO"}}]},
    ]
    content = read("a.ipynb", json.dumps({"cells": cells, "metadata": {}}).encode())
    assert content.title == "Tides"
    assert places(content) == [
        ("cell 1", ("Tides",), "# Tides\n\nWe count waves."),
        ("cell 2", ("Tides",), "print(3)"),
        ("cell 2, printed", ("Tides",), "3"),
        ("cell 3", ("Tides",), "x"),
        ("cell 3, printed", ("Tides",), "four"),
    ]


def test_data_is_read_entry_by_entry_with_its_path() -> None:
    value = {
        "club": "Chess",
        "people": [{"name": "Ann", "age": 41, "likes": ["tea", "rain"]}, {"name": "Bo", "home": None}],
    }
    assert places(read("a.json", json.dumps(value).encode())) == [
        ("$", (), "club: Chess"),
        ("$.people[0]", (), "name: Ann\nage: 41\nlikes: tea, rain"),
        ("$.people[1]", (), "name: Bo"),
    ]
    assert places(read("a.jsonl", b'{"name": "Ann"}\n\n{"name": "Bo"}\n')) == [
        ("line 1", (), "name: Ann"),
        ("line 3", (), "name: Bo"),
    ]
    xml = b'<?xml version="1.0"?><club><person id="7"><name>Ann</name><age>41</age></person><note>We <b>meet</b> daily.</note></club>'
    assert places(read("a.xml", xml)) == [
        ("/club/person[1]", (), "id: 7\nname: Ann\nage: 41"),
        ("/club/note[1]", (), "We meet daily."),
    ]


def test_entities_in_xml_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with pytest.raises(UnreadableDocument):
        read("a.xml", bomb)


def test_a_mailbox_is_its_messages() -> None:
    one = documents.mail("Tides at nine.", Subject="Tides").decode()
    two = documents.mail("Rain at ten.\n>From the west.", Subject="Rain").decode()
    content = read("a.mbox", f"From ann Mon Jan 1\n{one}\nFrom bo Tue Jan 2\n{two}".encode())
    found = {text: (place, headings) for place, headings, text in places(content)}
    assert found["Tides at nine."] == ("message 1", ("Tides", "ann@example.org"))
    assert found["Rain at ten.\nFrom the west."] == ("message 2", ("Rain", "ann@example.org"))


class TestArchives:
    def test_the_files_in_it_are_read_and_others_named(self) -> None:
        packed = {"notes/a.txt": "Some words.", "b.csv": "Team,Wins\nBlues,1\n", "c.bin": b"\0\1", ".hidden.txt": "no"}
        content = read("a.zip", documents.packed(packed))
        assert [(headings, text) for _, headings, text in places(content)] == [
            (("notes/a.txt",), "Some words."),
            (("b.csv", "Team | Wins"), "Team,Wins"),
            (("b.csv", "Team | Wins"), "Blues,1"),
        ]
        assert content.metadata["not read"].startswith("c.bin (")

    def test_what_lies_too_deep_is_not_read(self) -> None:
        data: bytes = documents.packed({"a.txt": "Deep words."})
        for _ in range(inside.DEEPEST - 1):
            data = documents.packed({"a.zip": data})
        assert "Deep words." in read("a.zip", data).text
        with pytest.raises(UnreadableDocument, match="no file can be read"):
            read("a.zip", documents.packed({"a.zip": data}))

    def test_an_archive_by_another_name_is_refused(self) -> None:
        with pytest.raises(UnreadableDocument, match="zip archive"):
            read("a.docx", documents.packed({"a.txt": "x"}))


def test_latex_headings_make_sections_and_commands_are_no_words() -> None:
    text = (
        "\\documentclass{article}\n\\title{On Tides}\n\\author{Ann Hale}\n\\begin{document}\nBefore. % aside\n"
        "\\section{Waves}\nThey are \\emph{high}.\n\\end{document}\n"
    )
    content = read("a.tex", text.encode())
    assert (content.title, content.metadata["author"]) == ("On Tides", "Ann Hale")
    (_, _, first), (_, above, waves) = places(content)
    assert "Before." in first
    assert above == ("Waves",)
    section = content.sections[-1]
    silent = [waves[a:b] for a, b in zip(section.unread[::2], section.unread[1::2], strict=True)]
    assert "\\emph" in silent
    assert "high" not in "".join(silent)


def test_org_and_restructured_text_have_headings() -> None:
    org = b"#+TITLE: Tides\n* Waves\nHigh ones.\n# hidden\n** Deep\nLow.\n"
    content = read("a.org", org)
    assert content.title == "Tides"
    assert [(h, t) for _, h, t in places(content)][1:] == [
        (("Waves",), "* Waves\nHigh ones."),
        (("Waves", "Deep"), "** Deep\nLow."),
    ]
    rst = b"Tides\n=====\n\nHigh ones.\n\n.. hidden\n   still\n\nDeep\n----\n\nLow.\n"
    content = read("a.rst", rst)
    assert content.title == "Tides"
    assert [(h, t) for _, h, t in places(content)] == [
        (("Tides",), "Tides\n=====\n\nHigh ones."),
        (("Tides", "Deep"), "Deep\n----\n\nLow."),
    ]


def test_source_code_names_its_lines() -> None:
    code = b'"""Counts waves."""\n\nimport sea\n\n\ndef count():\n    first = 1\n\n    return first\n'
    assert places(read("a.py", code)) == [
        ("line 1", (), '"""Counts waves."""'),
        ("line 3", (), "import sea"),
        ("line 6", (), "def count():\n    first = 1\n\n    return first"),
    ]


def opendocument(kind: str, body: str, styles: str = "") -> bytes:
    names = {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
        "presentation": "presentation", "fo": "xsl-fo-compatible",
    }  # fmt: skip
    declared = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in names.items())
    content = (
        f"<office:document-content {declared}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return documents.packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


class TestOpenDocument:
    def test_texts(self) -> None:
        styles = (
            '<style:style style:name="up"><style:text-properties style:text-position="super 58%"/></style:style>'
            '<style:style style:name="no"><style:text-properties text:display="none"/></style:style>'
        )
        body = (
            '<text:h text:outline-level="1">Tides</text:h><text:p>Seen in 1877<text:span text:style-name="up">4</text:span>'
            ' by<text:s/><text:span text:style-name="no">hidden</text:span>Ann<text:note><text:note-citation>1'
            "</text:note-citation><text:note-body><text:p>Or Bo.</text:p></text:note-body></text:note>.</text:p>"
            "<table:table><table:table-row><table:table-cell><text:p>Team</text:p></table:table-cell><table:table-cell>"
            "<text:p>Wins</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Blues"
            "</text:p></table:table-cell><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table>"
        )
        assert [(h, t) for _, h, t in places(read("a.odt", opendocument("text", body, styles)))] == [
            (("Tides",), "Tides\n\nSeen in 1877[4] by Ann[1]."),
            (("Tides", "Team | Wins"), "Team | Wins"),
            (("Tides", "Team | Wins"), "Blues | 1"),
            (("Notes",), "[1] Or Bo."),
        ]

    def test_sheets(self) -> None:
        def row(*cells: str, more: str = "") -> str:
            inner = "".join(
                f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                for cell in cells
            )
            return f"<table:table-row{more}>{inner}</table:table-row>"

        collapsed = " table:visibility='collapse'"
        hidden = '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>'
        body = (
            f'<table:table table:name="Cups">{row("Team", "Share")}{row("Blues", "7.5%")}'
            f"{row('Reds', '9%', more=collapsed)}"
            '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000"/>'
            f'</table:table-row></table:table><table:table table:name="Old" table:style-name="off">{row("x", "y")}</table:table>'
        )
        content = read("a.ods", opendocument("spreadsheet", body, hidden))
        assert [(s.page, s.row, s.headings, s.span.of(content.text)) for s in content.sections] == [
            (1, 1, ("Cups", "Team | Share"), "Team | Share"),
            (1, 2, ("Cups", "Team | Share"), "Blues | 7.5%"),
        ]

    def test_slides(self) -> None:
        page = (
            '<draw:page draw:name="1"><draw:frame presentation:class="title"><draw:text-box><text:p>{}</text:p></draw:text-box>'
            "</draw:frame><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></draw:page>"
        )
        content = read(
            "a.odp", opendocument("presentation", page.format("Tides", "High.") + page.format("Rain", "Low."))
        )
        assert [(s.page, s.heading, s.span.of(content.text)) for s in content.sections] == [
            (1, ("Tides",), "Tides\n\nHigh."),
            (2, ("Rain",), "Rain\n\nLow."),
        ]


def test_events_and_cards_are_records_under_their_names() -> None:
    event = (
        "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
        "DTSTART;TZID=Europe/Oslo:20310914T103000\r\nSUMMARY:Fire drill\\, east wing\r\nDESCRIPTION:Leave by the st\r\n"
        " airs.\r\nBEGIN:VALARM\r\nDESCRIPTION:Ring\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    content = read("a.ics", event.encode())
    said = "Fire drill, east wing\nStart: 14 September 2031, 10:30 (Europe/Oslo)\nDescription: Leave by the stairs."
    assert places(content) == [("entry 1", ("Fire drill, east wing",), said)]
    card = "BEGIN:VCARD\nFN:Ada Lowe\nTEL;TYPE=cell:0555 18\nADR:;;Mill Lane 3;Leeds;;;\nPHOTO:AAAA\nEND:VCARD\n"
    assert read("a.vcf", card.encode()).text == "Ada Lowe\nTelephone: 0555 18\nAddress: Mill Lane 3, Leeds"
    with pytest.raises(UnreadableDocument, match="no entry"):
        read("a.ics", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n")
