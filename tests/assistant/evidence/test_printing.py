"""Evidence sheets as PDF: what another program reads out of one is the quote, to the letter, or the sheet says that it is not."""

import io
import re

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ui.paper import Look, Paper
from ui.printing import printed
from ui.sheets import Picture

NOT_DRAWN = "The sheet as HTML and as JSON has every sign."
LETTERS = "abcxyzABCÄÖÜßéèñçåøæœ0123456789.,;:!?'\"()-–—“”„‘’…%€§/&"


def sheet(text: str, start: int = 0, end: int | None = None, **more: object) -> dict:
    """A sheet with one quote in its paragraph."""
    end = len(text) if end is None else end
    quote = {
        "paragraph": {"text": text, "start": 100, "end": 100 + len(text)},
        "text": text[start:end],
        "start": 100 + start,
        "end": 100 + end,
        "answer": {"text": text[start:end], "start": 100 + start, "end": 100 + end},
        "source": "rules.txt",
        "title": "Rules",
        "place": "page 3",
        "dated": {"date": "2020-05-01", "from": "metadata"},
        "support": 0.75,
        "digest": "d" * 64,
        "source_digest": "e" * 64,
    }
    return {
        "question": "What do the rules say?",
        "outcome": "answered",
        "asked": "2026-01-02T03:04:05+00:00",
        "support": 0.75,
        "threshold": 0.5,
        "program": {"name": "quoth", "version": "1"},
        "reader": {"name": "careful", "digest": "a" * 64},
        "embedder": {"name": "small", "digest": "b" * 64},
        "quotes": [quote | more],
        "nearest": [],
    }


def words(data: bytes) -> str:
    """All that can be copied out of a PDF."""
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def close(text: str) -> str:
    """A text without blanks: where a line ends on paper is the paper's matter. PDFium has signs of its own for a hyphen there."""
    return re.sub(r"\s", "", re.sub("[\x02\ufffe]", "-", text))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(LETTERS, min_size=1, max_size=90), min_size=1, max_size=60).map(" ".join))
def test_a_quote_can_be_copied_out_to_the_letter(text: str) -> None:
    shown = words(printed(sheet(text)))
    assert close(text) in close(shown)
    assert NOT_DRAWN not in shown


@pytest.mark.parametrize(
    "text",
    [
        "Договор вступает в силу 1 мая 2024 года.",
        "Η μίσθωση αρχίζει την 1η Μαΐου 2024.",
        "Zażółć gęślą jaźń, příliš žluťoučký kůň.",
        "يبدأ العقد في الأول من مايو.",
        "החוזה נכנס לתוקף במאי.",
        "अनुबंध मई में शुरू होता है।",
        "契約は五月に始まる。",
        "It fell to ⅔ of it 🙂, says the minute-book.",
        "soft\u00adly, \u202ereversed\u202c and \x07 rung",
    ],
)
def test_what_is_not_copied_out_whole_is_said_to_be_so(text: str) -> None:
    shown = words(printed(sheet(text)))
    said = close(NOT_DRAWN) in close(shown)
    assert (close(text) in close(shown)) is not said
    assert said is bool(Paper("", text).lacking(text))


def test_what_is_set_from_the_right_or_joined_is_left_to_the_page_and_named() -> None:
    shown = words(printed(sheet("يبدأ العقد في الأول من مايو.")))
    assert "The quote is not drawn here" in shown
    assert "U+064A ARABIC LETTER YEH" in " ".join(shown.split())


def test_all_that_a_quote_rests_on_stands_on_the_paper() -> None:
    shown = close(words(printed(sheet("Alpha beta gamma delta.", 6, 16, note="Mind this.", answers=False))))
    for told in ("What do the rules say?", "Mind this.", "rules.txt", "page 3", "2020-05-01 (metadata)", "106-116"):
        assert close(told) in shown
    for told in ("d" * 64, "e" * 64, "a" * 64, "2026-01-02T03:04:05+00:00", "75 %, needed 50 %", "not an answer"):
        assert close(told) in shown


def test_a_word_that_has_no_end_and_many_pages_have_one() -> None:
    text = "x" * 9_000 + "\n" * 200 + "The end."
    data = printed(sheet(text))
    assert close(text) in re.sub(r"(?<=x)\d+", "", close(words(data)))
    assert len(pypdfium2.PdfDocument(data)) > 2


def test_a_page_is_shown_with_its_boxes() -> None:
    image = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(image, "PNG")
    shown = Picture(2, image.getvalue(), ((0.25, 0.5, 0.75, 0.6),))
    *_, page = pypdfium2.PdfDocument(printed(sheet("Alpha."), lambda _: [shown]))
    (picture,) = (each for each in page.get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
    left, bottom, right, top = picture.get_bounds()
    seen = page.render().to_pil().convert("RGB")
    height = page.get_height()
    inside = ((left + right) / 2, height - (bottom + 0.45 * (top - bottom)))
    beside = ((left + right) / 2, height - (bottom + 0.8 * (top - bottom)))
    assert seen.getpixel(tuple(map(int, inside)))[2] < 200 < seen.getpixel(tuple(map(int, beside)))[2]


def test_the_same_sheet_is_the_same_file() -> None:
    assert printed(sheet("Alpha beta.")) == printed(sheet("Alpha beta."))


def test_marks_do_not_part_words() -> None:
    paper = Paper("", "unbroken")
    paper.write([("un", Look.PALE), ("bro", Look.MARKED), ("ken", Look.PLAIN)])
    assert "unbroken" in words(paper.finish())
