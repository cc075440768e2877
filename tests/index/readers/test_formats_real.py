"""Real files, made by many programs: what stands where in them."""

import re
from pathlib import Path

import pytest

from index.errors import UnreadableDocument
from index.ingest import files, looking, tesseract
from index.readers import FORMATS, archive, html, limits, pdf, pictures, read, recognised, xlsx
from tests.conftest import ROOT
from tests.index.sound import assert_sound

REFUSED = {
    "empty.txt",
    "fake-text-all-whitespace.txt",
    "libreoffice-writer-password.pdf",
    "markitdown-random.bin",
    "password.pdf",
}


@pytest.fixture(scope="module")
def real(shared: Path) -> Path:
    return shared / "data/documents"


def test_every_real_file_is_read_soundly_or_refused_in_one_line(real: Path) -> None:
    refused: dict[str, str] = {}
    for path in sorted(real.rglob("*")):
        if not path.is_file():
            continue
        try:
            content = read(path.name, path.read_bytes())
        except UnreadableDocument as cause:
            refused[path.name] = str(cause)
        else:
            assert_sound(content)
    assert refused.keys() == REFUSED
    assert not any("\n" in line for line in refused.values())


CUPS = "Team | Location | Stanley Cups"


@pytest.mark.parametrize(
    ("name", "words", "place"),
    [
        ("stanley-cups.xlsx", "Maple Leafs | TOR | 13", (1, None, ("Stanley Cups", CUPS), 5)),
        ("stanley-cups.xlsx", "Maple Leafs | TOR | 0", (2, None, ("Stanley Cups Since 67", CUPS), 5)),
        ("stanley-cups.csv", "Maple Leafs,TOR,13", (None, None, ("Stanley Cups", CUPS), 5)),
        ("markitdown-test_mskanji.csv", "髙橋淳,35,名古屋", (None, None, ("名前 | 年齢 | 住所",), 4)),
        ("simple.pptx", "If not now when?", (2, None, ("Things to think about",), None)),
        ("fake-memo.pdf", "There were 20,000 bottles of water", (1, None, (), None)),
        ("pdflatex-outline.pdf", "8 Bar\nHello", (4, None, ("Bar",), None)),
        ("docx-tables.docx", "Lorem ipsum | A link example", (None, None, ("Header Col 1 | Header Col 2",), 2)),
        ("markitdown-test.epub", "a blockquote", (None, None, ("Chapter 2", "Chapter 2: More Content"), None)),
        ("fake-email.eml", "Roses are red", (None, None, ("Matthew Robinson, 16 December 2022",), None)),
        ("fake-html-cp1252.html", "15,50 €", (None, None, ("My First Heading",), None)),
        ("fake-text-utf-16-le.txt", "Doylestown, PA 18901", (None, None, (), None)),
        ("umlauts-non-utf8.md", "äöüß", (None, None, ("können",), None)),
        ("example-10k-1p.html", "Common stock | GLXZ", (None, None, ("Title of each class | Trading symbol | Name of exchange on which registered",), 2)),
        ("markitdown-test_wikipedia.html", "ISIN | US5949181045", (None, None, ("Microsoft",), 5)),
    ],
)  # fmt: skip
def test_words_of_real_files_stand_where_a_person_finds_them(
    real: Path, name: str, words: str, place: tuple[object, ...]
) -> None:
    content = read(name, (real / name).read_bytes())
    start = content.text.index(words)
    (section,) = [s for s in content.sections if s.span.start <= start < s.span.end]
    assert (section.page, section.label, section.headings, section.row) == place
    assert section.quotable


def test_footers_of_a_real_contract_are_in_its_text_but_in_no_passage(real: Path) -> None:
    (path,) = real.glob("contracts/Pharmagen*")
    content = read(path.name, path.read_bytes())
    footers = [s for s in content.sections if "Source: PHARMAGEN" in s.span.of(content.text)]
    assert [s.page for s in footers] == [*range(1, 8)]
    assert not any(s.quotable for s in footers)


class TestDocumentation:
    TEXT = (ROOT / "docs/formats.md").read_text()

    def test_the_suffixes_listed_are_those_the_program_reads(self) -> None:
        rows = [line.split("|")[1] for line in self.TEXT.splitlines() if line.startswith("| `.")]
        assert sorted(re.findall(r"`(\.\w+)`", " ".join(rows))) == sorted(FORMATS)
        assert len(rows) == len(set(FORMATS.values()))

    def test_the_bounds_listed_are_those_that_hold(self) -> None:
        for bound in (
            f"{files.LARGEST >> 20} MiB",
            f"{limits.MOST_TEXT:,} characters",
            f"{pdf.MOST_PAGES:,} pages",
            f"{xlsx.MOST_CELLS:,} cells",
            f"elements {html.DEEPEST:,} deep",
            f"cut after {limits.MOST_HEADING} characters",
            f"{archive.MOST_MEMBERS:,} files",
            f"{archive.MOST_INFLATED >> 20} MiB inflated",
            f"{archive.MOST_XML >> 20} MiB of XML",
            f"{pictures.MOST_UNPACKED:,} pixels",
            f"{pictures.MOST_FRAMES:,} frames",
            f"{looking.MOST_PAGES:,} pages by OCR, {tesseract.SECONDS} seconds each, {looking.HOURS} hours together",
            f"below {recognised.SURE:.0f} %",
        ):
            assert bound in self.TEXT
