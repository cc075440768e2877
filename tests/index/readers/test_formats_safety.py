"""Files that are damaged, lie about themselves, or mean harm: one clear line each, and nothing else happens."""

import io
import random
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from index.errors import UnreadableDocument
from index.readers import archive, limits, pdf, read, xlsx
from tests import documents
from tests.index.sound import assert_sound

SAMPLES = documents.samples()
PACKED = [name for name in SAMPLES if name.endswith((".docx", ".pptx", ".xlsx", ".epub"))]
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">'
    '<!ENTITY h SYSTEM "http://127.0.0.1:9/x">]>'
)
#: The part of each archive that holds its text.
MAIN = {
    "a.docx": "word/document.xml",
    "a.pptx": "ppt/slides/slide1.xml",
    "a.xlsx": "xl/worksheets/sheet1.xml",
    "a.epub": "OEBPS/book.opf",
}


def refusal(name: str, data: bytes) -> str:
    """The line that says why a file is not read."""
    with pytest.raises(UnreadableDocument) as caught:
        read(name, data)
    line = str(caught.value)
    assert line
    assert "\n" not in line
    assert len(line) < 200
    return line


@pytest.mark.parametrize("name", SAMPLES)
def test_empty_files_are_named_as_such(name: str) -> None:
    assert "zero bytes" in refusal(name, b"")


@pytest.mark.parametrize("name", SAMPLES)
def test_white_space_is_no_document(name: str) -> None:
    refusal(name, b" \n\t\r\n ")


@pytest.mark.parametrize("name", SAMPLES)
def test_random_bytes_are_no_document(name: str) -> None:
    refusal(name, random.Random(7).randbytes(2_000))


@pytest.mark.parametrize("name", [*PACKED, "a.pdf"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_files_cut_short_are_damaged(name: str, share: float) -> None:
    data = SAMPLES[name]
    assert refusal(name, data[: int(len(data) * share)]).startswith("damaged")


@pytest.mark.parametrize("name", [*PACKED, "a.pdf"])
def test_a_file_under_another_formats_name_is_read_as_what_it_is(name: str) -> None:
    for wrong in ("b.txt", "b.html", "b.pdf", "b.docx", "b.xyz", "b"):
        assert read(wrong, SAMPLES[name]) == read(name, SAMPLES[name])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"just text, no more", "named .pdf, but it is none"),
        ("a.docx", b"just text, no more", "named .docx, but it is none"),
        ("a.docx", documents.packed({"x.txt": "x"}), "a zip archive"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, r"a picture \(PNG\)"),
        ("a.csv", b"\x1f\x8b" + b"\0" * 99, "gzip"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "an old Office file"),
        ("a.docx", documents.packed({"content.xml": "x"}), "damaged"),
        ("a.html", b"%!PS x", "PostScript"),
        ("a.eml", b"just text, no more", "no mail"),
        ("a.jpg", b"\xff\xd8\xff" + b"\0" * 99, r"a picture \(JPEG\)"),
        ("a.gif", b"GIF89a" + b"\0" * 99, "no reader for .gif"),
        ("a.pdf", b"GIF89a" + b"\0" * 99, r"named .pdf, but it is a picture \(GIF\)"),
    ],
)
def test_what_a_file_really_is_is_said(name: str, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        read(name, data)


def test_a_page_sent_in_place_of_a_file_is_read_as_a_page() -> None:
    assert read("a.pdf", b" <!DOCTYPE html><title>Not found</title><p>There is no such file.").title == "Not found"


def test_a_pdf_may_begin_a_little_late() -> None:
    assert read("a.pdf", b"mailed by X\n" + SAMPLES["a.pdf"]).text == read("a.pdf", SAMPLES["a.pdf"]).text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", documents.pdf([["secret"]], encrypted=True)),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        (
            "a.xlsx",
            SAMPLES["a.xlsx"].replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
        ),
    ],
)
def test_encrypted_files_are_named_as_such(name: str, data: bytes) -> None:
    assert refusal(name, data).startswith("encrypted with a password")


def test_a_scanned_pdf_says_so_and_what_helps() -> None:
    line = refusal("a.pdf", documents.pdf([[], [], []], picture=True))
    assert "its 3 pages are pictures" in line
    assert "OCR" in line
    assert refusal("a.pdf", documents.pdf([[]])) == "a PDF without text"


@pytest.mark.parametrize("name", PACKED)
def test_a_zip_bomb_is_not_inflated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_INFLATED", 1 << 22)
    data = documents.repacked(SAMPLES[name], {"bomb.bin": b"\0" * (1 << 25)})
    tracemalloc.start()
    assert "zip bomb" in refusal(name, data)
    assert tracemalloc.get_traced_memory()[1] < 1 << 24
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["a.docx", "a.pptx"])
def test_xml_that_would_fill_the_memory_as_a_tree_is_not_parsed(name: str) -> None:
    data = documents.repacked(SAMPLES[name], {MAIN[name]: b"<w:p/>" * (archive.MOST_XML // 6 + 1)})
    assert len(data) < 1 << 20
    assert "zip bomb" in refusal(name, data)


@pytest.mark.parametrize("name", PACKED)
def test_what_comes_out_is_counted_not_what_headers_say(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_INFLATED", 1 << 22)
    data = bytearray(documents.repacked(SAMPLES[name], {"bomb.bin": b"\0" * (1 << 25)}))
    # The sizes in both headers of the bomb.
    size = (1 << 25).to_bytes(4, "little")
    assert data.count(size) == 2
    data = data.replace(size, (100).to_bytes(4, "little"))
    refusal(name, bytes(data))


def test_an_archive_of_very_many_files_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 100)
    members = {f"{n}": "" for n in range(101)}
    assert "files, more than 100" in refusal("a.docx", documents.repacked(SAMPLES["a.docx"], members))


def test_files_in_an_archive_that_overlap_are_damage() -> None:
    data = SAMPLES["a.docx"]
    inside = zipfile.ZipFile(io.BytesIO(data))
    first, second = inside.infolist()[:2]
    # The second entry of the directory points at the first file.
    where = data.rindex(b"PK\x01\x02", 0, data.rindex(second.filename.encode()))
    entry = bytearray(data[where : where + 46])
    entry[42:46] = first.header_offset.to_bytes(4, "little")
    assert refusal("a.docx", data[:where] + bytes(entry) + data[where + 46 :]).startswith("damaged")


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("entity", ["a", "b", "f", "h"])
def test_xml_entities_are_neither_expanded_nor_fetched(
    name: str, encoding: str, entity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("something was fetched"))
    archived = zipfile.ZipFile(io.BytesIO(SAMPLES[name]))
    xml = archived.read(MAIN[name]).decode()
    broken = xml.rpartition("?>")[2].replace("</", f"&{entity};</", 1)
    changed = f'<?xml version="1.0" encoding="{encoding}"?>{ENTITIES}{broken}'.encode(encoding)
    line = refusal(name, documents.repacked(SAMPLES[name], {MAIN[name]: changed}))
    assert "root:" not in line


def test_entities_in_a_page_are_no_text_and_fetch_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("something was fetched"))
    body = '<link rel=stylesheet href="http://127.0.0.1:9/x"><img src="http://127.0.0.1:9/x"><iframe src="file:///etc/passwd">'
    content = read("a.html", f"{ENTITIES}<html><body><p>&a;&f; words{body}".encode())
    assert "root:" not in content.text
    assert "words" in content.text


def test_a_text_beyond_the_limit_is_refused_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_TEXT", 1_000)
    assert read("a.txt", b"words " * 160).text
    for name in ("a.txt", "a.md", "a.html", "a.csv"):
        assert "has 1,200 characters" in refusal(name, b"words " * 200)
    assert "characters" in refusal("a.docx", documents.word([("Normal", "words " * 200)]))


def test_text_that_many_cells_share_is_counted_before_it_is_copied() -> None:
    shared = '<sst xmlns="{0}"><si><t>{1}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 10_000))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    types = zipfile.ZipFile(io.BytesIO(SAMPLES["a.xlsx"])).read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    changes: dict[str, str | bytes] = {
        "[Content_Types].xml": types.replace("</Types>", entry),
        "xl/sharedStrings.xml": shared.format(main, "x" * 1_000_000),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    assert "too much text" in refusal("a.xlsx", documents.repacked(SAMPLES["a.xlsx"], changes))


def test_a_chapter_listed_many_times_is_read_once() -> None:
    data = documents.book({"a.xhtml": "<p>words</p>"}, spine=["a.xhtml"] * 5_000)
    assert read("a.epub", data).text == "words"


def test_a_pdf_of_ten_thousand_pages_is_read_page_by_page() -> None:
    data = documents.pdf([["Running head", f"Body {n * 7919} of it.", f"{n + 1}"] for n in range(10_000)])
    content = read("a.pdf", data)
    assert [section.page for section in content.sections if section.quotable] == [*range(1, 10_001)]
    assert content.sections[-2].span.of(content.text) == f"Body {9_999 * 7919} of it."


def test_a_pdf_that_claims_more_pages_than_any_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    assert refusal("a.pdf", documents.pdf([["x"]] * 3)) == "says it has 3 pages; files of up to 2 are read"


def test_pages_that_cannot_be_opened_are_named() -> None:
    data = documents.pdf([["first"], ["second"]])
    content = read("a.pdf", data.replace(b"/Kids[6 0 R 8 0 R]", b"/Kids[6 0 R 99 0 R]"))
    assert content.text.strip() == "first"
    assert content.metadata["unreadable pages"] == "2"


def test_a_sheet_with_one_cell_far_out_is_small_and_one_with_millions_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "far out"
    data = documents.saved(book)
    assert [(s.row, s.span.of(c.text)) for c in [read("a.xlsx", data)] for s in c.sections] == [(1048576, "far out")]
    monkeypatch.setattr(xlsx, "MOST_CELLS", 1_000)
    assert "more than 1,000 cells" in refusal("a.xlsx", data)


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 5_000 + "words",
        "<table><tr><td>" * 1_000 + "words",
        "<b><p>" * 300 + "words",
        "<ul><li>" * 3_000 + "words",
        "<blockquote><pre>" * 2_000 + "words",
        "<svg><g>" * 2_000 + "</g></svg><p>words",
        "<template>" * 2_000 + "</template>" * 2_000 + "words",
        "<font size=1>" * 2_000 + "words",
    ],
)
def test_pages_nested_deeper_than_the_stack_are_read(bomb: str) -> None:
    assert_sound(read("a.html", bomb.encode() + b" more words"))


@pytest.mark.parametrize(
    "bomb", ["<div>" * 20_001, "<div/>" * 20_001, "<div><p>x</div>" + "<ul><li>" * 20_001 + "</ul>" * 20_001]
)
def test_pages_nested_beyond_all_reason_are_not_parsed(bomb: str) -> None:
    assert "deep" in refusal("a.html", bomb.encode() + b"words")


@pytest.mark.parametrize("tag", ["<br>", "<p>", "<li>", "<img src=x>", "<b></b>", "<path/>", "<o:p/>", "</div>"])
def test_pages_with_many_elements_are_not_taken_for_deep_ones(tag: str) -> None:
    assert read("a.html", b"words" + tag.encode() * 20_001).text.startswith("words")


def test_a_table_of_rows_of_very_different_lengths_takes_no_more_than_its_cells() -> None:
    page = b"<table><tr>" + b"<td>x" * 3_000 + b"<tr><td>y<td>z" * 3_000
    tracemalloc.start()
    content = read("a.html", page)
    assert tracemalloc.get_traced_memory()[1] < 1 << 24
    tracemalloc.stop()
    assert content.text.endswith("\ny | z")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", b"# " + b"long " * 1_000 + b"\n\n|" + b" wide |" * 900 + b"\n" + b"|-" * 900 + b"|\n| x |\n"),
        ("a.html", b"<h1>" + b"long " * 1_000 + b"</h1><table><tr>" + b"<th>wide" * 900 + b"<tr><td>x"),
        ("a.csv", b"".join(b"wide%d," % n for n in range(900)) + b"x\n1,2,3\n"),
        ("a.xlsx", documents.sheets({"One": [[f"wide{n}" for n in range(900)], [1, 2, 3]]})),
        ("a.docx", documents.word([("Heading 1", "long " * 1_000), ("Normal", "words")])),
        ("a.pdf", documents.pdf([["words"]], outline=[("long " * 1_000, 0)])),
    ],
)
def test_headings_are_cut_as_each_section_repeats_them(name: str, data: bytes) -> None:
    lengths = {len(words) for section in read(name, data).sections for words in section.headings}
    assert max(lengths) in (limits.MOST_HEADING, limits.MOST_HEADING - 1)  # a blank at the end is cut off, too


@pytest.mark.parametrize("mark", ["> ", "- ", "* a\n  ", "[", "`", "|a" * 20 + "\n|-", "[a]: b\n", "\t", "# ", "<a "])
def test_markdown_of_one_mark_over_and_over_is_read(mark: str) -> None:
    assert_sound(read("a.md", (mark * 500 + "words").encode()))


def test_mail_nested_deeper_than_the_stack_harms_nobody() -> None:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_500))
    with suppress(UnreadableDocument):
        read("a.eml", b"From: a\n" + parts + b"\nwords")


def test_headers_of_hostile_mail_take_no_time_to_speak_of() -> None:
    for header in (
        b"To: " + b"<" * 50_000,
        b"To: " + b"(" * 50_000,
        b"Subject: " + b"=?utf-8?q?" * 10_000,
        b"Content-Type: text/plain; " + b"a=b; " * 50_000,
    ):
        assert read("a.eml", b"From: a\n" + header + b"\n\nwords").text.endswith("words")


def test_word_files_nested_deeper_than_the_stack_harm_nobody() -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "<w:sdt>" * 5_000 + "</w:sdt>" * 5_000
    data = documents.repacked(
        SAMPLES["a.docx"], {"word/document.xml": f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>'}
    )
    refusal("a.docx", data)


def test_a_stream_in_a_pdf_that_inflates_without_end_harms_nobody() -> None:
    packed = zlib.compress(b"BT /F 12 Tf 50 750 Td (words) Tj ET " + b" " * (1 << 26))
    data = documents.pdf([["x"]])
    plain = documents.stream(b"BT /F 12 Tf 50 750 Td (x) Tj 0 -14 Td ET")
    assert plain in data
    assert "words" in read("a.pdf", data.replace(plain, documents.stream(packed, "/Filter/FlateDecode"))).text


@pytest.mark.parametrize("name", ["password.pdf", "libreoffice-writer-password.pdf"])
def test_real_encrypted_files_are_named_as_such(shared: Path, name: str) -> None:
    assert refusal(name, (shared / "data/documents" / name).read_bytes()).startswith("encrypted with a password")
