"""Rows of a table are near twins: which of them a question is about, by what it names. Pure, by words alone."""

import re
from collections.abc import Iterable

from index.words import STOP_WORDS, folded

_WORD = re.compile(r"[^\W_](?:[\w.,:/’'+-]*\w)?")
_PART = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s?$")
#: Days and months have a capital and are no names: a row may say them in other words.
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september"
    " october november december".split()
)


def named(question: str) -> list[str]:
    """The words of a question that name something: those with a capital in mid-sentence, and those with a figure."""
    said = [_POSSESSIVE.sub("", word) for word in _WORD.findall(question)]
    capitals = [word for word in said[1:] if word[0].isupper()]
    # Where most have one, it says nothing.
    if 2 * len(capitals) > len(said):
        capitals = []
    capitals = [word for word in capitals if word.lower() not in STOP_WORDS | _TIMES]
    return list(dict.fromkeys([*capitals, *(word for word in said if any(map(str.isdigit, word)))]))


def unmet(question: str, texts: Iterable[str]) -> list[int]:
    """For each row, how many of the question's names it lacks.

    Args:
        texts: what is read of each row, with what stands above it.
    """
    names = named(question)
    found = []
    for text in texts:
        held = set(folded(text).split()) if names else set()
        found.append(sum(not _holds(held, name) for name in names))
    return found


def _holds(held: set[str], name: str) -> bool:
    """Whether a text has a name, in one of its forms."""
    words = folded(name).split()
    # Its other forms stand behind it: 20250403 behind 03.04.2025.
    parts = len(_PART.findall(name))
    plain, forms = words[:parts], words[parts:]
    return {*plain} <= held or "".join(plain) in held or any(form in held for form in forms)
