"""Where words stand on a PDF's pages, held against what is drawn there."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from index.documents import Content, Span
from index.errors import UnreadableDocument
from index.readers import read
from index.readers.pdf import Box, boxes, page_image
from tests import documents

LINES = ["The river is long.", "Its banks (both) are wide - co\u00f6perating, so they say."]


def ink(data: bytes, page: int) -> np.ndarray:
    """Which pixels of a page's picture are dark, shape (height, width)."""
    return np.asarray(Image.open(io.BytesIO(page_image(data, page, 1200))).convert("L")) < 128


def inside(box: Box, drawn: np.ndarray) -> tuple[slice, slice]:
    height, width = drawn.shape
    return slice(int(box.top * height), int(box.bottom * height) + 1), slice(
        int(box.left * width), int(box.right * width) + 1
    )


def where(content: Content, words: str) -> Span:
    start = content.text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_hold_the_ink_of_their_words_and_no_other(rotate: int) -> None:
    data = documents.pdf([["Another page."], LINES], rotate=rotate)
    content = read("a.pdf", data)
    drawn = ink(data, 2)
    found = [boxes(data, content, where(content, line)) for line in LINES]
    assert [len(line) for line in found] == [1, 1]
    for (box,) in found:
        assert box.page == 2
        assert drawn[inside(box, drawn)].any()
        drawn[inside(box, drawn)] = False
    assert not drawn.any()


def test_a_box_is_where_the_word_was_put() -> None:
    data = documents.pdf([LINES])
    content = read("a.pdf", data)
    (box,) = boxes(data, content, where(content, "The"))
    # Written at (50, 750) of a page of 600 by 800, 12 points high; Helvetica's "The" is 1.723 of that wide.
    assert box.left == pytest.approx(50 / 600, abs=0.003)
    assert box.right == pytest.approx((50 + 1.723 * 12) / 600, abs=0.003)
    assert box.top < 1 - 759 / 800 < 1 - 750 / 800 < box.bottom


def test_a_span_over_lines_and_pages_has_a_box_for_each_line() -> None:
    data = documents.pdf([["one", "two three"], ["four five", "six"]])
    content = read("a.pdf", data)
    start, end = content.text.index("three"), content.text.index("four") + len("four")
    assert [box.page for box in boxes(data, content, Span(start, end))] == [1, 2]
    assert [box.page for box in boxes(data, content, Span(0, len(content.text)))] == [1, 1, 2, 2]


def test_another_file_than_the_one_that_was_read_gets_no_boxes() -> None:
    content = read("a.pdf", documents.pdf([["one two"]]))
    with pytest.raises(UnreadableDocument, match="not the file"):
        boxes(documents.pdf([["one three"]]), content, Span(0, 3))


def test_pictures_are_bounded_and_pages_that_are_not_there_are_named() -> None:
    data = documents.pdf([["x"]])
    assert Image.open(io.BytesIO(page_image(data, 1, 300))).size == (300, 400)
    width, height = Image.open(io.BytesIO(page_image(data, 1, 100_000))).size
    assert width * height <= 16_100_000
    for page in (0, 2):
        with pytest.raises(UnreadableDocument, match=f"no page {page}"):
            page_image(data, page)


def test_each_word_of_real_pages_has_its_boxes(shared: Path) -> None:
    paths = [shared / "data/documents" / name for name in ("pdflatex-outline.pdf", "markitdown-test.pdf")]
    for path in paths:
        data = path.read_bytes()
        content = read(path.name, data)
        drawn = {page: ink(data, page) for page in {section.page or 0 for section in content.sections}}
        for box in boxes(data, content, Span(0, len(content.text))):
            page = drawn[box.page]
            assert page[inside(box, page)].any()
            page[inside(box, page)] = False
        # A few pixels of ink are no text: rules and edges of letters.
        assert all(page.mean() < 0.002 for page in drawn.values())
