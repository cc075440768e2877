"""Recognising the words in pictures (OCR), as readers know it: grey pixels are handed over, words come back.

Which program finds them, and under which limits, is none of a reader's business: it is given with the file.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from index.documents import Content

#: Pixels of a picture that is looked at; what has more is made smaller.
MOST_PIXELS = 16_000_000
#: What to do about a picture where nothing recognises words.
MEND = "install tesseract and read it with: quoth index --ocr"
#: What a document's metadata say of its pictures: in which languages they were read, or that they were not.
OCR_KEY, UNREAD = "ocr", "off"


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A picture in grey.

    Attributes:
        pixels: row by row from the top, a byte for each: 0 is black, 255 white.
    """

    width: int
    height: int
    pixels: bytes

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1 or self.width * self.height != len(self.pixels):
            raise ValueError(f"{len(self.pixels):,} bytes are no picture of {self.width} by {self.height} pixels")
        if len(self.pixels) > MOST_PIXELS:
            raise ValueError(f"a picture of {len(self.pixels):,} pixels; at most {MOST_PIXELS:,} are looked at")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a picture, and where it stands there.

    Attributes:
        confidence: how sure the program is of it, from 0 to 100.
        paragraph, line: differ from those of the word before where it begins another.
        left, top, right, bottom: in pixels, from the top left corner.
    """

    text: str
    confidence: float
    paragraph: int
    line: int
    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not self.text or self.text.split() != [self.text]:
            raise ValueError(f"{self.text!r} is no word")
        if not 0 <= self.confidence <= 100:
            raise ValueError(f"a confidence lies between 0 and 100, not at {self.confidence}")
        if not (0 <= self.left <= self.right and 0 <= self.top <= self.bottom):
            raise ValueError(f"{self.text!r} stands nowhere")


class Unrecognised(Exception):
    """The words of one picture cannot be had; the others may."""


#: Finds the words in a picture, in the order in which they are read.
#:
#: Raises Unrecognised where this picture has none to be had, UnreadableDocument where no other of its file will, either.
Recogniser = Callable[[Bitmap], list[Word]]


@dataclass
class Recognition:
    """What recognises while one file is read, and what came of it.

    Attributes:
        by: None where nothing recognises words.
        met: whether there were pictures of text.
    """

    by: Recogniser | None
    languages: str
    met: bool = False

    def with_notice(self, content: Content) -> Content:
        """``content`` with what became of its pictures in its metadata, where it has any."""
        if not self.met:
            return content
        return replace(content, metadata={**content.metadata, OCR_KEY: self.languages if self.by else UNREAD})


_NOW: ContextVar[Recognition | None] = ContextVar("_NOW", default=None)


@contextmanager
def recognising(by: Recogniser | None, languages: str = "") -> Iterator[Recognition]:
    """While a file is read, and those inside of it."""
    recognition = Recognition(by, languages)
    token = _NOW.set(recognition)
    try:
        yield recognition
    finally:
        _NOW.reset(token)


def recogniser() -> Recogniser | None:
    """What recognises the words in a picture that a reader has just met; None without it."""
    recognition = _NOW.get()
    if recognition is None:
        return None
    recognition.met = True
    return recognition.by
