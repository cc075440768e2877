"""Words in pictures: each a slice with its box, found by a program that nothing can hold up, and quoted only where it is sure."""

import io
import shutil
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from index.documents import Content, Span
from index.embedding import Embedder
from index.errors import QuothError, UnreadableDocument
from index.index import Index
from index.ingest import looking, sandbox, tesseract
from index.ingest.looking import NoWordsRecognised, Pictures
from index.ingest.tesseract import Tesseract
from index.readers import pictures, read, recognised
from index.readers.boxes import kept
from index.readers.pages import GAP, sections
from index.readers.recognition import Bitmap, Unrecognised, Word, recognising
from tests import documents
from tests.index import recognisers

LINES = ["The tenant pays a deposit of 1,250 EUR before", "the keys are handed over. It shall not be", "refunded."]
BLANK = documents.picture([])
WHITE = Bitmap(20, 10, b"\xff" * 200)

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed (tesseract-ocr)")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="limits are set from outside on Linux alone")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Tesseract]:
    """Puts a program in tesseract's place."""

    def put(does: str) -> Tesseract:
        recognisers.write(tmp_path / "bin", does)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        return Tesseract.find()

    return put


WORDS = st.lists(
    st.builds(
        Word,
        st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8).filter(lambda t: t.split() == [t]),
        st.floats(0, 100),
        st.integers(1, 3),
        st.integers(1, 3),
        st.integers(0, 10),
        st.integers(0, 5),
        st.integers(11, 20),
        st.integers(6, 10),
    ),
    max_size=12,
)


@given(st.lists(WORDS, min_size=1, max_size=3))
def test_each_word_is_a_slice_in_its_order_and_has_its_box(found: list[list[Word]]) -> None:
    scans = {number: recognised.page(WHITE, words) for number, words in enumerate(found)}
    pages = [scan.text for scan in scans.values()]
    whole = GAP.join(pages)
    made = tuple(recognised.located([*sections(pages, [None] * len(pages), ())], pages, scans))
    content = Content(whole, made)
    start = 0
    for number, words in enumerate(found):
        shift = sum(len(page) + len(GAP) for page in pages[:number])
        for word, (span, _) in zip(words, scans[number].words, strict=True):
            place = span.shifted(shift)
            assert place.of(whole) == word.text
            assert place.start >= start
            start = place.end
            (section,) = [each for each in content.sections if each.span.meets(place)]
            assert section.page == number + 1
            (box,) = kept(content, place)
            edges = (box.left * 20, box.top * 10, box.right * 20, box.bottom * 10)
            assert edges == pytest.approx((word.left, word.top, word.right, word.bottom), abs=0.01)


def words(text: str, confidence: float, paragraph: int) -> list[Word]:
    return [Word(each, confidence, paragraph, 1, 0, 0, 9, 9) for each in text.split()]


def test_what_is_doubtful_as_a_whole_is_kept_and_never_quoted_and_no_word_is_left_out_of_what_is() -> None:
    sure = words("It shall", 96, 1) + words("not", 5, 1) + words("be refunded.", 96, 1)
    scan = recognised.page(WHITE, [*sure, *words("|| ~ i; ve", 30, 2), *words("Dogs are welcome.", 90, 3)])
    assert scan.text == "It shall not be refunded.\n\n|| ~ i; ve\n\nDogs are welcome."
    made = recognised.located([*sections([scan.text], [None], ())], [scan.text], {0: scan})
    assert [(each.span.of(scan.text), each.quotable) for each in made] == [
        ("It shall not be refunded.", True),
        ("|| ~ i; ve", False),
        ("Dogs are welcome.", True),
    ]


def test_writing_without_blanks_gets_none() -> None:
    scan = recognised.page(WHITE, words("東京 都 Tokyo 2020 年", 90, 1))
    assert scan.text == "東京都 Tokyo 2020 年"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_read_only_by_somebody_who_recognises(kind: str) -> None:
    data = documents.picture(LINES, kind)
    with pytest.raises(UnreadableDocument, match=rf"a picture \({kind}\).*quoth index --ocr"):
        read("a.png", data)
    seen: list[Bitmap] = []
    with recognising(lambda bitmap: [seen.append(bitmap), *words("Some words", 90, 1)][1:]):
        content = read("a.png", data)
    assert content.text == "Some words"
    assert [(s.page, s.place) for s in content.sections] == [(1, "read by OCR")]
    (bitmap,) = seen
    # 2,223 pixels high, made a little larger.
    assert (bitmap.height, set(bitmap.pixels) >= {0, 255}) == (2500, True)


def test_a_picture_of_many_frames_has_as_many_pages() -> None:
    data = documents.drawn([documents.image([line]) for line in LINES], "TIFF", compression="tiff_lzw")
    with recognising(lambda _: words("Some words", 90, 1)):
        content = read("a.tif", data)
    assert [section.page for section in content.sections] == [1, 2, 3]
    assert pictures.page_count(data) == 3
    with pytest.raises(UnreadableDocument, match="no page 4"):
        pictures.page_image(data, 4)


def test_a_picture_lies_as_it_is_looked_at_and_is_drawn_on_white() -> None:
    turned = Image.new("L", (40, 20), 255)
    exif = Image.Exif()
    exif[0x0112] = 6
    data = documents.drawn([turned], "JPEG", exif=exif)
    assert Image.open(io.BytesIO(pictures.page_image(data, 1))).size == (20, 40)
    clear = documents.drawn([Image.new("RGBA", (9, 9), (0, 0, 0, 0))], "PNG")
    assert Image.open(io.BytesIO(pictures.page_image(clear, 1))).convert("L").getextrema() == (255, 255)
    deep = documents.drawn([Image.fromarray(np.array([[0, 30_000, 65_535]], dtype=np.uint16))], "PNG")
    shades = np.asarray(Image.open(io.BytesIO(pictures.page_image(deep, 1))).convert("L"))
    assert shades[0].tolist() == [0, pytest.approx(117, abs=1), 255]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    small = documents.drawn([Image.new("1", (1, 1))], "PNG")
    bomb = small[:12] + head + zlib.crc32(head).to_bytes(4, "big") + small[33:]
    with recognising(lambda _: []), pytest.raises(UnreadableDocument, match="60,000 by 60,000 pixels"):
        read("a.png", bomb)
    with pytest.raises(UnreadableDocument, match="60,000 by 60,000 pixels"):
        pictures.page_image(bomb, 1)


@given(st.binary(max_size=300), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*"]))
def test_whatever_a_picture_holds_it_is_read_or_refused(data: bytes, start: bytes) -> None:
    with recognising(lambda _: []), pytest.raises(UnreadableDocument):
        read("a.png", start + data)


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


def test_a_scan_that_says_little_of_its_own_is_read_and_a_page_of_text_is_not() -> None:
    mark = "Scanned with a telephone"
    page = documents.pdf([[mark]], picture=True).replace(b"200 0 0 200 50 300 cm", b"600 0 0 800 00 000 cm")
    with recognising(lambda _: words(" ".join(LINES), 90, 1)) as recognition:
        assert read("a.pdf", page).text == " ".join(LINES)
    assert recognition.met
    with recognising(lambda _: words("Scannod wilh", 50, 1)):
        assert read("a.pdf", page).text == mark, "its own text says as much"
    with recognising(lambda _: words("never asked", 90, 1)) as recognition:
        assert read("a.pdf", documents.pdf([LINES], picture=True)).text.startswith(LINES[0])
    assert not recognition.met


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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(documents.scanned([LINES]))
    (folder / "text.txt").write_text("Some words.")
    plain = [f"A page of text that is no picture, line {number}." for number in range(9)]
    both = documents.pdf([plain, []], picture=True)
    (folder / "both.pdf").write_bytes(both)
    (folder / "packed.zip").write_bytes(documents.packed({"scan.pdf": documents.scanned([LINES]), "a.txt": "Words."}))
    return folder


def test_a_library_that_is_told_to_reads_pictures_from_then_on(
    program: Callable[[str], Tesseract], tiny_embedder: Embedder, folder: Path, tmp_path: Path
) -> None:
    program("reads")
    with Index.open_or_create(tmp_path / "library", tiny_embedder) as library:
        (skipped,) = library.sync([folder]).skipped
        assert (Path(skipped.source).name, "quoth index --ocr" in skipped.reason) == ("scan.pdf", True)
        library.recognise()
        done = library.sync([folder])
        assert [Path(each).name for each in done.added] == ["scan.pdf"]
        assert [Path(each).name for each in done.changed] == ["both.pdf", "packed.zip"], "they had pictures, too"
        assert not done.skipped
    with Index.open(tmp_path / "library", tiny_embedder) as library:
        assert library.sync([folder]).unchanged == 4
        library.recognise("deu")
        assert len(library.sync([folder]).changed) == 3, "read in another language"
        library.recognise(None)
        assert library.sync([folder]).unchanged == 4, "what was read stays"
        (folder / "scan.pdf").write_bytes(documents.scanned([LINES, LINES]))
        assert len(library.sync([folder]).skipped) == 1


def test_a_picture_without_words_is_looked_at_once(
    program: Callable[[str], Tesseract], tiny_embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("finds nothing")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "photo.png").write_bytes(BLANK)
    with Index.open_or_create(tmp_path / "library", tiny_embedder) as library:
        library.recognise()
        first = library.sync([tmp_path / "docs"]).skipped
        assert first[0].reason == "a picture in which OCR finds no words"
        program("fails")
        assert library.sync([tmp_path / "docs"]).skipped == first
        program("reads")
        library.recognise()
        assert len(library.sync([tmp_path / "docs"]).added) == 1, "told so again, it is looked at again"


def test_a_machine_without_the_program_passes_pictures_over_and_reads_the_rest(
    program: Callable[[str], Tesseract], tiny_embedder: Embedder, folder: Path, tmp_path: Path, monkeypatch
) -> None:
    program("reads")
    with Index.open_or_create(tmp_path / "library", tiny_embedder) as library:
        library.recognise()
        monkeypatch.setenv("PATH", str(tmp_path))
        done = library.sync([folder])
        assert (len(done.added), [Path(each.source).name for each in done.skipped]) == (3, ["scan.pdf"])
        assert "install tesseract" in done.skipped[0].reason


def test_what_was_looked_at_in_without_words_is_told_apart(program: Callable[[str], Tesseract]) -> None:
    ocr = program("finds nothing")
    for name, data in (("a.png", BLANK), ("a.pdf", documents.scanned([[]]))):
        with pytest.raises(NoWordsRecognised, match="OCR finds no words"):
            sandbox.read_sandboxed(name, data, ocr)
    with pytest.raises(UnreadableDocument) as caught:
        sandbox.read_sandboxed("a.txt", b" ", ocr)
    assert not isinstance(caught.value, NoWordsRecognised)
