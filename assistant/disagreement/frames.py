"""What a sentence speaks of, beside the value it tells: its telling words, and who or what they narrow it to."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import takewhile

from assistant.language import stem
from index.documents import Span
from index.words import STOP_WORDS

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
#: Who said it is not what it says.
_SAID = re.compile(
    r"^(?:according to [^,]{3,60},|[^,.]{2,60}? (?:said|says|reported|reports|stated|states|announced|claimed|claims) that)\s+",
    re.IGNORECASE,
)
#: Words that narrow nothing: what carries a value, and what holds for the whole.
_CARRYING = (
    "apply applies amount amounts entitle entitled lasts take takes cost costs stay kept keep equal equals each every"
    " total number sum value per annum yearly today currently now officially reportedly approximately about exactly"
    " must may shall can need needs will building house premises property general generally whole entire entirely"
    " mr ms mrs dr one ones people person persons also only just least most up been being become"
)
#: The stems of words that narrow nothing.
HARMLESS = frozenset(stem(word) for word in _CARRYING.split())


@dataclass(frozen=True)
class Frame:
    """The telling words of a sentence.

    Attributes:
        order: all of them, as they stand. names: those with a capital inside the sentence, letters that stand for something, and codes.
        close: pairs of stems that stand side by side.
    """

    order: tuple[str, ...]
    names: frozenset[str]
    close: frozenset[tuple[str, str]]

    @property
    def stems(self) -> frozenset[str]:
        """All of them, without their order."""
        return frozenset(self.order)

    def before(self, stems: frozenset[str]) -> frozenset[str]:
        """Those that stand before the first of ``stems``."""
        return frozenset(takewhile(lambda each: each not in stems, self.order))

    def joined(self, some: frozenset[str], stems: frozenset[str]) -> bool:
        """Whether one of ``some`` stands side by side with one of ``stems``: "museum shop" is another thing than "museum"."""
        return any((a in some and b in stems) or (a in stems and b in some) for a, b in self.close)

    def besides(self, question: "Frame", other: "Frame") -> frozenset[str]:
        """What it speaks of beyond the question and the other sentence."""
        return self.stems - question.stems - other.stems - HARMLESS


def frame(sentence: str, values: Collection[Span] = (), drop: Collection[str] = ()) -> Frame:
    """The frame of a sentence without its values.

    Args:
        values: places that are left out. drop: stems that are left out.
    """
    said = _SAID.match(sentence)
    start = said.end() if said else 0
    stems, names, close = [], set(), set()
    before: tuple[str, int] | None = None
    for found in _WORD.finditer(sentence, start):
        span, word = Span(*found.span()), found[0]
        if any(span.meets(value) for value in values):
            before = None
            continue
        letter = len(word) == 1 and word.isupper() and span.start > start
        # A month, where the verb would have no capital.
        month = word == "May" and span.start > start
        if word.lower() in STOP_WORDS and not (letter or month):
            before = None
            continue
        root = word if letter else stem(word)
        if root in drop or (len(root) < 2 and not letter and not word.isdigit()):
            before = None
            continue
        stems.append(root)
        if letter or (span.start > start and word[0].isupper()) or any(c.isdigit() for c in word):
            names.add(root)
        # Two words with nothing but a blank between them.
        if before and before[1] + 1 == span.start:
            close.add((before[0], root))
        before = (root, span.end)
    return Frame(tuple(stems), frozenset(names), frozenset(close))
