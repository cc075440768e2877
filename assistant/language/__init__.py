"""What the words of a text are: its sentences, their stems, the times they tell. By rules, for English."""

from assistant.language.periods import Times, held, later, times, within
from assistant.language.segmentation import sentences, sentences_around
from assistant.language.stemming import WORD, beginning, stem, stems

__all__ = [
    "WORD",
    "Times",
    "beginning",
    "held",
    "later",
    "sentences",
    "sentences_around",
    "stem",
    "stems",
    "times",
    "within",
]
