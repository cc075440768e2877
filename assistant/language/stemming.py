"""Words and their stems. Pure, by rules, for English."""

import re

from index.words import STOP_WORDS

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "ys", "s", "e", "y")
_BASES = {
    "sank": "sink", "sunk": "sink", "won": "win", "built": "build", "paid": "pay", "held": "hold", "began": "begin",
    "begun": "begin", "written": "write", "wrote": "write", "sent": "send", "sold": "sell", "bought": "buy", "led": "lead",
    "given": "give", "gave": "give", "left": "leave", "met": "meet", "lost": "lose", "died": "die", "dead": "die",
    "swedish": "sweden", "made": "make", "born": "bear", "kept": "keep", "found": "find", "spent": "spend", "fell": "fall",
}  # fmt: skip


def stem(word: str) -> str:
    """A word without its ending: enough to see "submitted" in "submit"."""
    lower = word.lower()
    lower = _BASES.get(lower, lower)
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            lower = lower[: -len(ending)]
            break
    # submitted, submit
    return lower[:-1] if len(lower) > 3 and lower[-1] == lower[-2] and lower[-1] not in "aeiousl" else lower


def beginning(word: str) -> str:
    """A word's first letters: enough to see "opens" in "opening", but not "sank" in "sink" as :func:`stem` does."""
    return word[: max(4, len(word) - 3)]


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that tell something."""
    return frozenset(stem(word) for word in WORD.findall(text) if word.lower() not in STOP_WORDS)
