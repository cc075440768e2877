"""The program that finds words in pictures: nothing it does can hold reading up."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.documents import Span
from index.errors import QuothError, UnreadableDocument
from index.ingest import looking, sandbox, tesseract
from index.ingest.looking import Pictures
from index.ingest.tesseract import Tesseract
from index.readers import read
from index.readers.recognition import Bitmap, Unrecognised, Word
from tests import documents

LINES = ["The tenant pays a deposit of 1,250 EUR before", "the keys are handed over. It shall not be", "refunded."]
BLANK = documents.picture([])
needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed (tesseract-ocr)")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="limits are set from outside on Linux alone")


def test_what_reads_pictures_imports_nothing_late(program: Callable[[str], Tesseract]) -> None:
    ocr = program("reads")
    sandbox.close()
    for kind in ("PNG", "JPEG", "TIFF"):
        assert sandbox.read_sandboxed("a", documents.picture(LINES, kind), ocr).text == "The tenant pays a deposit."
    assert sandbox.page_image(documents.picture(LINES, "TIFF"), 1).startswith(b"\x89PNG")


def test_the_program_is_given_nothing_but_pixels_and_nothing_of_the_environment(
    program: Callable[[str], Tesseract], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUOTH_TOKEN", "secret")
    ocr = program("tells")
    content = sandbox.read_sandboxed("name-of-it.png", documents.picture(LINES), ocr)
    said = content.text.split()
    assert said[:6] == ["stdin", "stdout", "-l", "eng", "--psm", "1"]
    assert "QUOTH_TOKEN" not in said
    assert str(tmp_path / "bin") in said
    assert "name-of-it" not in content.text
    assert said[-1].startswith("P51874250025"), "a header of ours, and grey"


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("hangs", "takes tesseract more than"),
        pytest.param("computes", "takes tesseract more than 1 seconds", marks=on_linux),
        ("dies", r"tesseract failed \(status -11\)"),
        ("fails", r"tesseract failed \(status 3\)"),
        pytest.param("fills memory", "tesseract failed", marks=on_linux),
        pytest.param("writes", "tesseract failed", marks=on_linux),
        ("floods", "tesseract answered without end"),
        ("is no table", "tesseract answered nonsense"),
        ("has no numbers", "tesseract answered nonsense"),
    ],
)
def test_a_program_that_fails_is_ended_and_its_file_named(
    program: Callable[[str], Tesseract], monkeypatch: pytest.MonkeyPatch, does: str, message: str
) -> None:
    ocr = program(does)
    monkeypatch.setattr(tesseract, "_MEMORY", 1 << 28)
    if does == "computes":
        monkeypatch.setattr(tesseract, "SECONDS", 1)
    if does == "hangs":
        monkeypatch.setattr(tesseract, "_PATIENCE", 0)
    with pytest.raises(UnreadableDocument, match=message):
        sandbox.read_sandboxed("a.png", BLANK, ocr)
    assert sandbox.read_sandboxed("a.txt", b"some words").text == "some words"


def test_a_page_that_fails_is_named_and_the_others_are_read(program: Callable[[str], Tesseract]) -> None:
    ocr, looks = program("reads"), iter([True, False, True])

    class Failing(Tesseract):
        def words(self, bitmap: Bitmap) -> list[Word]:
            if next(looks):
                return super().words(bitmap)
            raise Unrecognised("it is hopeless")

    content = sandbox.read_sandboxed("a.pdf", documents.scanned([LINES, LINES, LINES]), Failing(ocr.program))
    assert content.metadata["unreadable pages"] == "2"
    assert [section.page for section in content.sections] == [1, 3]


def test_pages_and_hours_are_bounded(program: Callable[[str], Tesseract], monkeypatch: pytest.MonkeyPatch) -> None:
    ocr = program("reads")
    monkeypatch.setattr(looking, "MOST_PAGES", 2)
    with pytest.raises(UnreadableDocument, match="more than 2 pages that are pictures"):
        sandbox.read_sandboxed("a.pdf", documents.scanned([[], [], []]), ocr)
    monkeypatch.setattr(looking, "HOURS", -1)
    with pytest.raises(UnreadableDocument, match="takes more than -1 hours"):
        sandbox.read_sandboxed("a.pdf", documents.scanned([LINES]), ocr)


@pytest.mark.parametrize(
    "asked", [{}, {"recognise": 3}, {"recognise": [2, -2]}, {"recognise": ["a", 1]}, {"recognise": [10**6, 10**6]}]
)
def test_whoever_asks_for_words_need_not_be_trusted(program: Callable[[str], Tesseract], asked: dict) -> None:
    answer = Pictures(program("reads")).answer((asked, [b"four"]))
    assert answer.keys() == {"unrecognised"}


@needs_tesseract
def test_a_scanned_pdf_is_read_quoted_and_shown_as_one_with_text_is() -> None:
    plain = documents.pdf([LINES])
    data = documents.scanned([LINES])
    content = sandbox.read_sandboxed("a.pdf", data, Tesseract.find())
    assert content.text == "\n".join(LINES)
    assert content.metadata["ocr"] == "eng"
    for phrase in ("deposit of 1,250 EUR", "before\nthe keys"):
        start = content.text.index(phrase)
        span = Span(start, start + len(phrase))
        (found,) = sandbox.boxes(data, content, [span])
        (printed,) = sandbox.boxes(plain, read("a.pdf", plain), [span])
        assert [box[0] for box in found] == [box[0] for box in printed]
        for here, there in zip(found, printed, strict=True):
            assert here[1:] == pytest.approx(there[1:], abs=0.008)


@needs_tesseract
def test_a_page_turned_on_its_side_is_read_and_its_boxes_hold_its_ink() -> None:
    turned = documents.image(LINES).rotate(90, expand=True, fillcolor=255)
    data = documents.drawn([turned], "PNG")
    content = sandbox.read_sandboxed("a.png", data, Tesseract.find())
    assert content.text == "\n".join(LINES)
    (found,) = sandbox.boxes(data, content, [Span(0, len(content.text))])
    assert len(found) == 3
    ink = np.asarray(turned) < 128
    height, width = ink.shape
    for _, left, top, right, bottom in found:
        part = (
            slice(int(top * height) - 2, int(bottom * height) + 3),
            slice(int(left * width) - 2, int(right * width) + 3),
        )
        assert ink[part].any()
        ink = ink.copy()
        ink[part] = False
    assert not ink.any()


def test_what_is_missing_is_said_in_one_line(
    program: Callable[[str], Tesseract], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program("reads")
    with pytest.raises(QuothError, match=r"has not the language 'tlh'.*apt install tesseract-ocr-tlh"):
        Tesseract.find("eng+tlh")
    for nonsense in ("--help", "eng;x", "", "eng+", "../eng"):
        with pytest.raises(QuothError, match="names no languages"):
            Tesseract.find(nonsense)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(QuothError, match=r"^tesseract.*is not installed; .*apt install tesseract-ocr"):
        Tesseract.find()
    assert tesseract.find_tesseract("eng") is None
