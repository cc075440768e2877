"""Forms that people filled in: what they wrote stands where they wrote it."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.readers import read
from index.readers.fields import placed
from index.readers.glyphs import Glyph
from index.readers.pdf import boxes
from tests import documents
from tests.index.readers.test_formats_boxes import ink, inside, where

# Lines stand 14 points apart from 750 on, a field's words 4 points above its edge.
_FORM = documents.pdf(
    [["Name:", ("Born:", "", "In:"), "Member", "Remarks", "", "Signed by hand."]],
    filled=[
        (260, 732, "Oslo"),
        (100, 746, "Ida Berg"),
        (85, 732, "1 May 1990"),
        (100, 718, None),
        (50, 690, "None at all"),
    ],
)


def test_what_was_filled_in_stands_behind_its_label_or_under_it() -> None:
    lines = [" ".join(line.split()) for line in read("form.pdf", _FORM).text.split("\n")]
    assert [line for line in lines if line] == [
        "Name: Ida Berg",
        "Born: 1 May 1990 In: Oslo",
        "Member ☒",
        "Remarks",
        "None at all",
        "Signed by hand.",
    ]


def test_what_was_filled_in_is_marked_on_its_page() -> None:
    content = read("form.pdf", _FORM)
    drawn = ink(_FORM, 1)
    for words in ("Ida Berg", "1 May 1990", "Oslo"):
        (box,) = boxes(_FORM, content, where(content, words))
        assert drawn[inside(box, drawn)].any()
        assert np.count_nonzero(drawn[inside(box, drawn)].any(axis=0)) > 10


@given(
    st.lists(
        st.tuples(st.text("ab \n", min_size=1, max_size=3), st.floats(0, 600), st.floats(0, 800), st.booleans()),
        max_size=20,
    ),
    st.integers(0, 20),
)
def test_no_character_is_lost_or_comes_twice(drawn: list[tuple[str, float, float, bool]], first: int) -> None:
    glyphs = [
        Glyph(sign, index, left, bottom, left + 5, bottom + 10, made=made)
        for index, (signs, left, bottom, made) in enumerate(drawn)
        for sign in signs[:1]
    ]
    kept = Counter(glyph for glyph in placed(glyphs, first) if not glyph.made and glyph.sign.strip())
    assert kept == Counter(glyph for glyph in glyphs if not glyph.made and glyph.sign.strip())
