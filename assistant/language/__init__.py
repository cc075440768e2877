"""What the words of a text are: its sentences, their stems, the times they tell. By rules, for English."""

from assistant.language.numerals import NUMERALS, ONES, TENS
from assistant.language.periods import Times, asks_who, held, later, times, within
from assistant.language.segmentation import sentences, sentences_around
from assistant.language.stemming import WORD, beginning, relatives, stem, stems

__all__ = [
    "NUMERALS",
    "ONES",
    "TENS",
    "WORD",
    "Times",
    "asks_who",
    "beginning",
    "held",
    "later",
    "relatives",
    "sentences",
    "sentences_around",
    "stem",
    "stems",
    "times",
    "within",
]
