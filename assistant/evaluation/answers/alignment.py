"""How a quote stands in a text: to the letter, nearly, with parts left out, changed, or not at all. Pure.

No similarity of meanings is measured: a quote is aligned with the text, and what differs is named.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

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
class Change:
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
    changes: tuple[Change, ...] = ()
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

_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›′″"
_DASHES = "-‐‑‒–—―−­"
_PIECE = re.compile(
    rf"(?P<word>[^\W_]+)|(?P<blank>\s+)|(?P<dash>[{_DASHES}]\s*)|(?P<quote>[{_QUOTES}])|(?P<sign>.)", re.DOTALL
)
_ELLIPSIS = re.compile(r"\s*(?:[\[(]\s*(?:\.{3,}|…|\. \. \.)\s*[\])]|\.{3,}|…|\. \. \.)\s*")
_WORD = re.compile(rf"[^\W_]+(?:[.,:][0-9]+|[{_DASHES}](?:\s*\n\s*)?[^\W_]+)*|[%€$£§]")
_BETWEEN = re.compile(rf"[{_DASHES}\s]")
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


def align(quote: str, text: str, within: Span | None = None) -> Aligned:
    """The best grade a quote has in a text.

    Args:
        within: where it is looked for, unless it stands there to the letter; by default everywhere, which takes time
            in proportion to the text.
    """
    quote = quote.strip()
    if not quote:
        return ABSENT
    if found := _exact(quote, text, within):
        return found
    within = within or Span(0, len(text))
    region = text[within.start : within.end]
    return _shifted(_nearly(quote, region), within.start)


def negations(text: str) -> Counter[str]:
    """The words of a text that deny, each as often as it stands there."""
    return Counter(word for word in re.findall(r"[^\W_]+", text.casefold()) if word in NEGATIONS)


def _nearly(quote: str, region: str) -> Aligned:
    return _same(quote, region) or _abridged(quote, region) or _altered(quote, region) or ABSENT


def _exact(quote: str, text: str, within: Span | None) -> Aligned | None:
    start = text.find(quote, within.start, within.end) if within else -1
    start = start if start >= 0 else text.find(quote)
    if start < 0:
        return None
    return Aligned(Grade.EXACT, (Span(start, start + len(quote)),), likeness=1.0)


class _Squeezed(NamedTuple):
    """A text without what does not count: its key, and where each character of that begins and ends."""

    key: str
    starts: list[int]
    ends: list[int]


@lru_cache(maxsize=256)
def _squeezed(text: str) -> _Squeezed:
    """Case, blanks, hyphens, quotation marks and compatibility forms away.

    A blank between two digits stays, and a dash before a digit: "1 2" is not 12, and -5 is not 5.
    """
    key: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    pieces = list(_PIECE.finditer(text))
    for number, piece in enumerate(pieces):
        kind, (start, end) = piece.lastgroup, piece.span()
        if kind == "quote":
            continue
        after = text[end : end + 1]
        if kind == "blank":
            folded = " " if after.isdigit() and number and text[start - 1].isdigit() else ""
        elif kind == "dash":
            folded = "-" if after.isdigit() else ""
        else:
            folded = piece[0].lower() if piece[0].isascii() else normalize("NFKC", piece[0]).casefold()
        key.append(folded)
        if len(folded) == end - start:
            starts += range(start, end)
            ends += range(start + 1, end + 1)
        else:
            starts += [start] * len(folded)
            ends += [end] * len(folded)
    return _Squeezed("".join(key), starts, ends)


def _same(quote: str, region: str) -> Aligned | None:
    return _held(quote, region, _squeezed(region), 0)


def _held(quote: str, region: str, squeezed: _Squeezed, after: int) -> Aligned | None:
    """A quote whose squeezed form stands in that of the region, at or after an offset, from word to word."""
    for wanted, extra in ((quote, ()), (quote.rstrip(" .,;:!?"), ("end punctuation",))):
        key = _squeezed(wanted).key
        at = squeezed.key.find(key) if key.strip() else -1
        while at >= 0:
            start, end = squeezed.starts[at], squeezed.ends[at + len(key) - 1]
            found = region[start:end]
            if start >= after and _is_whole(region, start, end) and negations(found) == negations(wanted):
                notes = (*_notes(wanted, found), *(extra if wanted != quote else ()))
                return Aligned(Grade.SAME, (Span(start, end),), notes, likeness=1.0)
            at = squeezed.key.find(key, at + 1)
    return None


def _is_whole(region: str, start: int, end: int) -> bool:
    """Whether a stretch neither begins nor ends inside a word."""
    return not (
        (start and region[start - 1].isalnum() and region[start].isalnum())
        or (end < len(region) and region[end].isalnum() and region[end - 1].isalnum())
    )


def _notes(quote: str, found: str) -> tuple[str, ...]:
    """How two texts differ that are the same when squeezed."""

    def unlike(pattern: str) -> bool:
        return re.findall(pattern, quote) != re.findall(pattern, found)

    letters, other = (re.sub(r"[\W_]+", "", each) for each in (quote, found))
    notes = []
    if unlike(r"\n"):
        notes.append("line ends")
    elif unlike(r"\s+"):
        notes.append("spacing")
    if unlike(f"[{_DASHES}]"):
        notes.append("hyphenation")
    if unlike(f"[{_QUOTES}]"):
        notes.append("quotes")
    if letters != other:
        notes.append("case" if letters.lower() == other.lower() else "forms of letters")
    return tuple(notes)


def _abridged(quote: str, region: str) -> Aligned | None:
    """A quote with ellipses, every part of which stands there in order."""
    parts = [part for part in _ELLIPSIS.split(quote) if re.search(r"\w", part)]
    if not parts or not _ELLIPSIS.search(quote):
        return None
    squeezed, after = _squeezed(region), 0
    spans: list[Span] = []
    for part in parts:
        found = _held(part, region, squeezed, after)
        if found is None or (spans and found.spans[0].start - after > _LEFT_OUT):
            return None
        spans.append(found.spans[0])
        after = found.spans[0].end
    for before, behind in pairwise(spans):
        left_out = region[before.end : behind.start]
        # Leaving out "not" leaves nothing of what was said.
        if len(left_out) < 60 and negations(left_out):
            return Aligned(Grade.ALTERED, tuple(spans), (), (Change(left_out.strip(), "..."),), 1.0)
    return Aligned(Grade.ABRIDGED, tuple(spans), likeness=1.0)


class _Token(NamedTuple):
    word: str
    start: int
    end: int


@lru_cache(maxsize=256)
def _tokens(text: str) -> list[_Token]:
    return [
        _Token(_BETWEEN.sub("", normalize("NFKC", each[0])).casefold(), *each.span()) for each in _WORD.finditer(text)
    ]


def _altered(quote: str, region: str) -> Aligned | None:
    """A quote most of whose words stand there side by side, and what is different."""
    said, there = _tokens(quote), _tokens(region)
    known = {each.word for each in there}
    # Most invented quotes need no more than this.
    if len(said) < 3 or sum(each.word in known for each in said) < _ALTERED * len(said):
        return None
    window = _window(said, there)
    matcher = SequenceMatcher(None, [each.word for each in window], [each.word for each in said], autojunk=False)
    codes = _trimmed(matcher.get_opcodes())
    kept = [word.word for code, _, _, low, high in codes if code == "equal" for word in said[low:high]]
    telling = [each.word for each in said if each.word not in STOP_WORDS]
    # Names may have changed places: what is there counts, in order or not, but some of it must be in order.
    common = Counter(each.word for each in window) & Counter(each.word for each in said)
    held = sum(count for word, count in common.items() if word not in STOP_WORDS)
    if common.total() < _ALTERED * len(said) or len(kept) < _IN_ORDER * len(said) or not 2 * held >= len(telling) > 0:
        return None
    changes = tuple(
        Change(_slice(region, window, i, j), _slice(quote, said, low, high))
        for code, i, j, low, high in codes
        if code != "equal"
    )
    first, last = window[codes[0][1]], window[codes[-1][2] - 1]
    likeness = len(kept) / max(len(said), codes[-1][2] - codes[0][1])
    return Aligned(
        Grade.ALTERED, (Span(first.start, last.end),), (), changes or _signs(quote, region, first, last), likeness
    )


def _window(said: Sequence[_Token], there: Sequence[_Token]) -> Sequence[_Token]:
    """The stretch of the region around the longest run of words it shares with the quote."""
    matcher = SequenceMatcher(None, [each.word for each in there], [each.word for each in said], autojunk=False)
    run = matcher.find_longest_match()
    slack = max(3, len(said) // 5)
    start = max(0, run.a - run.b - slack)
    return there[start : run.a - run.b + len(said) + slack] or there


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


def _slice(text: str, tokens: Sequence[_Token], low: int, high: int) -> str:
    return text[tokens[low].start : tokens[high - 1].end] if low < high else ""


def _signs(quote: str, region: str, first: _Token, last: _Token) -> tuple[Change, ...]:
    """All words agree: what differs is a sign between them, shown with the words beside it."""
    there, said = region[first.start : last.end].split(), quote.split()
    while len(there) > 1 and len(said) > 1 and there[0] == said[0]:
        there, said = there[1:], said[1:]
    while len(there) > 1 and len(said) > 1 and there[-1] == said[-1]:
        there, said = there[:-1], said[:-1]
    return (Change(" ".join(there), " ".join(said)),)


def _shifted(found: Aligned, by: int) -> Aligned:
    spans = tuple(span.shifted(by) for span in found.spans)
    return Aligned(found.grade, spans, found.notes, found.changes, found.likeness)


def regions(quote: str, text: str, most: int = 2) -> Iterator[Span]:
    """Where in a long text a quote may stand nearly: the stretches with most of its telling words."""
    reach = 2 * len(quote) + 400
    if len(text) <= 2 * reach:
        yield Span(0, len(text))
        return
    telling = {word.word for word in _tokens(quote)} - STOP_WORDS
    counts: Counter[int] = Counter()
    seen: set[tuple[int, str]] = set()
    for token in _tokens(text):
        place = token.start // reach
        if token.word in telling and (place, token.word) not in seen:
            seen.add((place, token.word))
            counts[place] += 1
    for place, _ in counts.most_common(most):
        yield Span(max(0, (place - 1) * reach), min(len(text), (place + 2) * reach))
