"""A text without what does not count when words are compared: blanks, hyphens, quotation marks, case, forms of letters.
Pure.
"""

import re
from array import array
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from index.words import UNSPACED

_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›′″"
DASHES = "-‐‑‒–—―−­"
_FORMS = rf"(?P<blank>\s+)|(?P<dash>[{DASHES}]\s*)|(?P<quote>[{_QUOTES}])"
_PIECE = re.compile(rf"{_FORMS}|[^\W_]+|.", re.DOTALL)
#: The pieces of which more becomes than their lower case.
_FOLDED = re.compile(rf"{_FORMS}|[A-Za-z0-9]*+[^\W_A-Za-z0-9][^\W_]*|[^\x00-\x7f]")
#: What before a digit is part of its number: digits with a sign between, or the sign of a negative one.
_BEGUN = re.compile(r"(?:\d[.,]|(?<!\w)[-−])$")
_GOES_ON = re.compile(r"[.,]\d")


class Squeezed(NamedTuple):
    """A text without what does not count: its key, and where each character of that begins and ends."""

    key: str
    starts: "array[int]"
    ends: "array[int]"


@lru_cache(maxsize=256)
def key(text: str) -> str:
    """The key of a text in lower case, much sooner than with its places: it tells where looking for these is no use."""
    return _FOLDED.sub(_folded, text).lower()


@lru_cache(maxsize=64)
def squeezed(text: str) -> Squeezed:
    """Case, blanks, hyphens, quotation marks and compatibility forms away.

    A blank between two digits stays, and a dash before a digit: "1 2" is not 12, and -5 is not 5.
    """
    parts: list[str] = []
    starts, ends = array("I"), array("I")
    for piece in _PIECE.finditer(text):
        folded, (start, end) = _folded(piece), piece.span()
        parts.append(folded)
        if len(folded) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(folded))
            ends.extend([end] * len(folded))
    return Squeezed("".join(parts), starts, ends)


def _folded(piece: re.Match[str]) -> str:
    kind, text, end = piece.lastgroup, piece.string, piece.end()
    if kind == "quote":
        return ""
    if kind == "blank":
        return " " if text[piece.start() - 1 : piece.start()].isdigit() and text[end : end + 1].isdigit() else ""
    if kind == "dash":
        return "-" if text[end : end + 1].isdigit() else ""
    return piece[0].lower() if piece[0].isascii() else normalize("NFKC", piece[0]).casefold()


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch neither begins nor ends inside a word or a number: "likely" is not in "unlikely", nor 12 in 412."""
    return not (
        _are_joined(text[start - 1 : start], text[start])
        or _are_joined(text[end - 1], text[end : end + 1])
        or (text[start].isdigit() and _BEGUN.search(text[max(0, start - 3) : start]))
        or (text[end - 1].isdigit() and _GOES_ON.match(text, end))
    )


def _are_joined(one: str, other: str) -> bool:
    # Scripts without blanks have a word in every character.
    return one.isalnum() and other.isalnum() and not UNSPACED.search(one + other)


def unlikeness(quote: str, found: str) -> tuple[str, ...]:
    """How two texts differ that are the same when squeezed."""

    def unlike(pattern: str) -> bool:
        return re.findall(pattern, quote) != re.findall(pattern, found)

    letters, other = (re.sub(r"[\W_]+", "", each) for each in (quote, found))
    notes = []
    if unlike(r"\n"):
        notes.append("line ends")
    elif unlike(r"\s+"):
        notes.append("spacing")
    if unlike(f"[{DASHES}]"):
        notes.append("hyphenation")
    if unlike(f"[{_QUOTES}]"):
        notes.append("quotes")
    if letters != other:
        notes.append("case" if letters.lower() == other.lower() else "forms of letters")
    return tuple(notes)
