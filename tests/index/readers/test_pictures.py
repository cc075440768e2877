"""Pictures, and the words in them: each a slice with its box, quoted only where it is sure."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import pictures, read, recognised
from index.readers.boxes import kept
from index.readers.pages import GAP, sections
from index.readers.recognition import Bitmap, Word, recognising
from tests import documents

LINES = ["The tenant pays a deposit of 1,250 EUR before", "the keys are handed over. It shall not be", "refunded."]
WHITE = Bitmap(20, 10, b"\xff" * 200)
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
