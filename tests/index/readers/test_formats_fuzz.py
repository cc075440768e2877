"""Whatever the bytes: content that is sound, or one clear line."""

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableDocument
from index.readers import FORMATS, read
from tests import documents
from tests.index.sound import assert_sound
from tests.texts import texts

SAMPLES = documents.samples()
#: Words that mean something to one parser or another.
_MARKUP = st.sampled_from(
    "<p> </p> <table> <tr> <td> <th> </table> <pre> <br> <h1> </h1> <nav> <title> <script> <!-- --> <![CDATA[ ]]> &#0;"
    " &#xD800; &#x110000; &nbsp; <svg> <math> <select> <frameset> <plaintext> \x00 \r \ufeff \u2028 \ud83d".split(" ")
)


def attempt(name: str, data: bytes) -> None:
    try:
        content = read(name, data)
    except UnreadableDocument as cause:
        line = str(cause)
    else:
        line = content.text.strip()[:1]
        assert_sound(content)
    assert line
    assert "\n" not in line


@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=400))
def test_any_bytes(suffix: str, data: bytes) -> None:
    attempt("a" + suffix, data)


@given(st.sampled_from([".txt", ".md", ".html", ".csv", ".eml"]), texts)
def test_any_text(suffix: str, text: str) -> None:
    attempt("a" + suffix, text.encode())


@given(st.lists(st.one_of(_MARKUP, st.sampled_from(["word ", "1", "\n", " "])), max_size=80))
def test_any_soup_of_tags(parts: list[str]) -> None:
    attempt("a.html", "".join(parts).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", SAMPLES)
@given(share=st.floats(0, 1))
def test_any_truncation(name: str, share: float) -> None:
    attempt(name, SAMPLES[name][: int(len(SAMPLES[name]) * share)])


@pytest.mark.parametrize("name", SAMPLES)
@given(seed=st.integers(0, 2**32), flips=st.integers(1, 20))
def test_any_flipped_bytes(name: str, seed: int, flips: int) -> None:
    chance = random.Random(seed)
    data = bytearray(SAMPLES[name])
    for _ in range(flips):
        data[chance.randrange(len(data))] = chance.randrange(256)
    attempt(name, bytes(data))


_PARTS = {
    "a.docx": "word/document.xml",
    "a.pptx": "ppt/slides/slide1.xml",
    "a.xlsx": "xl/worksheets/sheet1.xml",
    "a.epub": "OEBPS/one.xhtml",
}


@pytest.mark.parametrize("name", _PARTS)
@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 4))
def test_any_damage_to_what_is_packed(name: str, seed: int, cuts: int) -> None:
    """Flips in the archive rarely get past its checksums; these do."""
    chance = random.Random(seed)
    data = bytearray(zipfile.ZipFile(io.BytesIO(SAMPLES[name])).read(_PARTS[name]))
    for _ in range(cuts):
        # A stretch is moved elsewhere, so that what comes out is often well formed, but never meant.
        start = chance.randrange(len(data))
        stretch = data[start : start + chance.randrange(1, 60)]
        del data[start : start + len(stretch) * chance.randrange(2)]
        place = chance.randrange(len(data) + 1)
        data[place:place] = stretch
    attempt(name, documents.repacked(SAMPLES[name], {_PARTS[name]: bytes(data)}))
