"""How a quote stands in a text: to the letter, nearly, with parts left out, changed, or not at all. Pure.

No similarity of meanings is measured: a quote is aligned with the text, and what differs is named.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from sys import intern
from typing import NamedTuple
from unicodedata import normalize

from assistant.evaluation.answers.squeezing import DASHES, is_whole, key, squeezed, unlikeness
from index.documents import Span
from index.words import STOP_WORDS


class Grade(StrEnum):
    """How faithful a quote is, best first."""

    EXACT = "exact"
    SAME = "same"
    ABRIDGED = "abridged"
    ALTERED = "altered"
    ABSENT = "absent"

    @property
    def is_faithful(self) -> bool:
        """Whether the source says it."""
        return self in {Grade.EXACT, Grade.SAME, Grade.ABRIDGED}


#: Best first.
_ORDER = list(Grade)


@dataclass(frozen=True)
class Alteration:
    """Words of the source and what the quote has in their place; one of them may be empty."""

    source: str
    quote: str


@dataclass(frozen=True)
class Aligned:
    """A quote held against a text.

    Attributes:
        spans: where it stands, in the text's code points; several where parts are left out; none where it is absent.
        notes: how it differs where it is the same but for that: spacing, line ends, hyphenation, quotes, case.
        changes: what was changed, where it is altered.
        likeness: share of the quote's words that stand there in order.
    """

    grade: Grade
    spans: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
    changes: tuple[Alteration, ...] = ()
    likeness: float = 0.0

    @property
    def rank(self) -> tuple[int, float]:
        """Less is better."""
        return _ORDER.index(self.grade), -self.likeness

    @property
    def span(self) -> Span | None:
        """From its first to its last word."""
        return Span(self.spans[0].start, self.spans[-1].end) if self.spans else None


ABSENT = Aligned(Grade.ABSENT)

_ELLIPSIS = re.compile(r"(?<!\s)\s*+(?:[\[(]\s*(?:\.{3,}|…|\. \. \.)\s*[\])]|\.{3,}|…|\. \. \.)\s*")
_WORD = re.compile(rf"(?:(?<!\w)[-−](?=\d))?[^\W_]+(?:[.,:][0-9]+|[{DASHES}](?:[^\S\n]*+\n\s*+)?[^\W_]+)*|[%€$£§]")
_BETWEEN = re.compile(rf"(?!^)[{DASHES}\s]")
#: Words that deny, with what is left of "isn't" and the like where letters alone are looked at.
NEGATIONS = frozenset(
    "no not non never none nor neither nobody nothing nowhere without cannot isn aren wasn weren don doesn didn won "
    "wouldn couldn shouldn hasn haven hadn".split()
)
#: Shares of a quote's words that must stand together in one place, and in order there, to call it altered and not
#: invented.
_ALTERED, _IN_ORDER = 0.6, 0.4
#: Code points that one ellipsis may stand for.
_LEFT_OUT = 4_000
#: Words of the longest quote of which it is looked for what was altered: the time grows with their square.
_LONGEST = 3_000
#: Places looked at where a quote's characters stand, but not as whole words.
_TRIES = 1_000


def align(quote: str, text: str, within: Span | None = None) -> Aligned:
    """The best grade a quote has in a text.

    Args:
        within: where it is looked for, unless it stands there to the letter; by default everywhere, which takes time
            in proportion to the text.
    """
    quote = quote.strip()
    if not quote:
        return ABSENT
    if span := standing(quote, text, within):
        return Aligned(Grade.EXACT, (span,), likeness=1.0)
    return nearly(quote, text, within or Span(0, len(text)))


def standing(quote: str, text: str, within: Span | None = None) -> Span | None:
    """Where a quote stands to the letter, from word to word: within a stretch, or else anywhere."""
    for place in (within, Span(0, len(text))) if within else (Span(0, len(text)),):
        start = place.start
        for _ in range(_TRIES):
            start = text.find(quote, start, place.end)
            if start < 0:
                break
            if is_whole(text, start, start + len(quote)):
                return Span(start, start + len(quote))
            start += 1
    return None


def nearly(quote: str, text: str, within: Span) -> Aligned:
    """The best grade that a quote has in a stretch of a text where it does not stand to the letter."""
    region = text[within.start : within.end]
    return _shifted(_faithful(quote, region) or _altered(quote, region) or ABSENT, within.start)


def faithfully(quote: str, text: str, within: Span) -> Aligned:
    """As :func:`nearly`, but what is altered counts as absent: known much sooner."""
    return _shifted(_faithful(quote, text[within.start : within.end]) or ABSENT, within.start)


def left_out(quote: str) -> int:
    """How much longer the stretch may be that a quote is taken from: what its ellipses may stand for."""
    return _LEFT_OUT if _ELLIPSIS.search(quote) else 0


def negations(text: str) -> Counter[str]:
    """The words of a text that deny, each as often as it stands there."""
    return Counter(word for word in re.findall(r"[^\W_]+", text.casefold()) if word in NEGATIONS)


def _faithful(quote: str, region: str) -> Aligned | None:
    return _held(quote, region, 0) or _abridged(quote, region)


def _held(quote: str, region: str, after: int) -> Aligned | None:
    """A quote whose squeezed form stands in that of the region, at or after an offset, from word to word."""
    shorter = quote.rstrip(" .,;:!?")
    if key(shorter) not in key(region):
        return None
    there = squeezed(region)
    for wanted, extra in ((quote, ()), (shorter, ("end punctuation",))):
        sought = squeezed(wanted).key
        at = there.key.find(sought) if sought.strip() else -1
        while at >= 0:
            start, end = there.starts[at], there.ends[at + len(sought) - 1]
            found = region[start:end]
            if start >= after and is_whole(region, start, end) and negations(found) == negations(wanted):
                notes = (*unlikeness(wanted, found), *(extra if wanted != quote else ()))
                return Aligned(Grade.SAME, (Span(start, end),), notes, likeness=1.0)
            at = there.key.find(sought, at + 1)
    return None


def _abridged(quote: str, region: str) -> Aligned | None:
    """A quote with ellipses, every part of which stands there in order."""
    parts = [part for part in _ELLIPSIS.split(quote) if re.search(r"\w", part)]
    if not parts or not _ELLIPSIS.search(quote):
        return None
    after = 0
    spans: list[Span] = []
    for part in parts:
        found = _held(part, region, after)
        if found is None or (spans and found.spans[0].start - after > _LEFT_OUT):
            return None
        spans.append(found.spans[0])
        after = found.spans[0].end
    for before, behind in pairwise(spans):
        between = region[before.end : behind.start]
        # Leaving out "not" leaves nothing of what was said.
        if len(between) < 60 and negations(between):
            return Aligned(Grade.ALTERED, tuple(spans), (), (Alteration(between.strip(), "..."),), 1.0)
    return Aligned(Grade.ABRIDGED, tuple(spans), likeness=1.0)


class _Words(NamedTuple):
    """The words of a text as they are compared, and where each begins and ends."""

    words: list[str]
    starts: "array[int]"
    ends: "array[int]"

    def slice(self, text: str, low: int, high: int) -> str:
        """The text from one word up to another; none where there is no word between."""
        return text[self.starts[low] : self.ends[high - 1]] if low < high else ""


@lru_cache(maxsize=64)
def _words(text: str) -> _Words:
    found = list(_WORD.finditer(text))
    starts, ends = array("I", [each.start() for each in found]), array("I", [each.end() for each in found])
    return _Words([_plain(each[0]) for each in found], starts, ends)


def _plain(word: str) -> str:
    if word.isascii() and word.isalnum():
        return intern(word.lower())
    return intern(_BETWEEN.sub("", normalize("NFKC", word)).replace("−", "-").casefold())


def _altered(quote: str, region: str) -> Aligned | None:
    """A quote most of whose words stand there side by side, and what is different."""
    said, there = _words(quote), _words(region)
    known, words = set(there.words), said.words
    # Most invented quotes need no more than this.
    if not 3 <= len(words) <= _LONGEST or sum(word in known for word in words) < _ALTERED * len(words):
        return None
    base, end = _window(words, there.words)
    window = there.words[base:end]
    codes = _trimmed(SequenceMatcher(None, window, words, autojunk=False).get_opcodes())
    kept = sum(high - low for code, _, _, low, high in codes if code == "equal")
    telling = [word for word in words if word not in STOP_WORDS]
    # Names may have changed places: what is there counts, in order or not, but some of it must be in order.
    common = Counter(window) & Counter(words)
    held = sum(count for word, count in common.items() if word not in STOP_WORDS)
    if common.total() < _ALTERED * len(words) or kept < _IN_ORDER * len(words) or not 2 * held >= len(telling) > 0:
        return None
    changes = tuple(
        Alteration(there.slice(region, base + i, base + j), said.slice(quote, low, high))
        for code, i, j, low, high in codes
        if code != "equal"
    )
    first, last = codes[0][1], codes[-1][2]
    span = Span(there.starts[base + first], there.ends[base + last - 1])
    likeness = kept / max(len(words), last - first)
    return Aligned(Grade.ALTERED, (span,), (), changes or _signs(quote, span.of(region)), likeness)


def _window(said: Sequence[str], there: Sequence[str]) -> tuple[int, int]:
    """The stretch of the region's words around the longest run of them that it shares with the quote."""
    run = SequenceMatcher(None, there, said, autojunk=False).find_longest_match()
    slack = max(3, len(said) // 5)
    low, high = max(0, run.a - run.b - slack), min(len(there), run.a - run.b + len(said) + slack)
    return (low, high) if low < high else (0, len(there))


_Code = tuple[str, int, int, int, int]


def _trimmed(codes: Sequence[_Code]) -> list[_Code]:
    """Without what of the window lies before and behind the quote."""
    found = list(codes)
    while found and found[0][0] == "delete":
        found.pop(0)
    while found and found[-1][0] == "delete":
        found.pop()
    # At the ends, what the quote has in another's place is compared with as many words of the source.
    if found and found[0][0] == "replace":
        code, i, j, low, high = found[0]
        found[0] = (code, max(i, j - (high - low)), j, low, high)
    if found and found[-1][0] == "replace":
        code, i, j, low, high = found[-1]
        found[-1] = (code, i, min(j, i + high - low), low, high)
    # An insertion at an end stands beside the first or last word, and has no place of its own in the source.
    return found


def _signs(quote: str, found: str) -> tuple[Alteration, ...]:
    """All words agree: what differs is a sign between them, shown with the words beside it."""
    there, said = found.split(), quote.split()
    while len(there) > 1 and len(said) > 1 and there[0] == said[0]:
        there, said = there[1:], said[1:]
    while len(there) > 1 and len(said) > 1 and there[-1] == said[-1]:
        there, said = there[:-1], said[:-1]
    return (Alteration(" ".join(there), " ".join(said)),)


def _shifted(found: Aligned, by: int) -> Aligned:
    spans = tuple(span.shifted(by) for span in found.spans)
    return Aligned(found.grade, spans, found.notes, found.changes, found.likeness)


def regions(quote: str, text: str, most: int = 2) -> Iterator[Span]:
    """Where in a long text a quote may stand nearly: the stretches with most of its telling words."""
    reach, further = 2 * len(quote) + 400, left_out(quote)
    if len(text) <= 2 * reach + further:
        yield Span(0, len(text))
        return
    said, there = set(_words(quote).words), _words(text)
    telling = said - STOP_WORDS or said
    met = ((start // reach, word) for word, start in zip(there.words, there.starts, strict=True) if word in telling)
    counts = Counter(place for place, _ in dict.fromkeys(met))
    for place, _ in counts.most_common(most):
        yield Span(max(0, (place - 1) * reach - further), min(len(text), (place + 2) * reach + further))
