"""Pictures that the process which reads would have looked at: how many of a file, how long, and what came of it."""

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
    """A file that has no words though its pictures were looked at, which takes long."""


class Pictures:
    """Those of one file. What asks has read a stranger's file and is not trusted: it hands over grey pixels, no more."""

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
