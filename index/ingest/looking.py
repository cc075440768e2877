"""Answers the reading process when it asks for the words in pictures, within limits of number and time."""

from dataclasses import astuple
from time import monotonic
from typing import Any

from index.errors import UnreadableDocument
from index.ingest.frames import Message
from index.ingest.tesseract import Tesseract
from index.readers import Bitmap, Unrecognised

#: Pages of one file whose words are recognised, and hours by the clock that all of them together may take.
MOST_PAGES = 1_000
HOURS = 6


class NoWordsRecognised(UnreadableDocument):
    """A file in whose pictures no words were found."""


class Pictures:
    """The pictures of one file. The process that asks has read an untrusted file, so all it may hand over is grey pixels."""

    def __init__(self, ocr: Tesseract) -> None:
        self._ocr, self._left, self._until = ocr, MOST_PAGES, monotonic() + HOURS * 3600

    def answer(self, asked: Message) -> dict[str, Any]:
        """What is answered about one picture: its words, or why there are none."""
        self._left -= 1
        if self._left < 0:
            return {"unreadable": f"has more than {MOST_PAGES:,} pages that are pictures: split it"}
        if monotonic() > self._until:
            return {"unreadable": f"takes more than {HOURS} hours to recognise: split it"}
        try:
            head, (pixels,) = asked
            width, height = head["recognise"]
            return {"words": [astuple(word) for word in self._ocr.words(Bitmap(int(width), int(height), pixels))]}
        except (Unrecognised, ValueError, TypeError, KeyError) as cause:
            return {"unrecognised": str(cause)}
