"""Words and their stems. Pure, by rules, for English."""

import re

from index.words import STOP_WORDS, forms

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "ys", "s", "e", "y")
_BASES = {
    "sank": "sink", "sunk": "sink", "won": "win", "built": "build", "paid": "pay", "held": "hold", "began": "begin",
    "begun": "begin", "written": "write", "wrote": "write", "sent": "send", "sold": "sell", "bought": "buy", "led": "lead",
    "given": "give", "gave": "give", "left": "leave", "met": "meet", "lost": "lose", "died": "die", "dead": "die",
    "swedish": "sweden", "made": "make", "born": "bear", "kept": "keep", "found": "find", "spent": "spend", "fell": "fall",
}  # fmt: skip

#: Words that are forms of one word, and that no ending tells.
_FAMILIES = [
    frozenset(family.split())
    for family in """be been was were|become became|begin began begun|bite bit bitten|break broke broken|bring brought|build built
    buy bought|catch caught|choose chose chosen|come came|die died dead|draw drew drawn|drink drank drunk|drive drove driven
    eat ate eaten|fall fell fallen|feel felt|fight fought|find found|fly flew flown|forget forgot forgotten|freeze froze frozen
    get got|give gave given|go went gone|grow grew grown|hear heard|hide hid hidden|hold held|keep kept|know knew known
    lead led|leave left|lend lent|lose lost|make made|mean meant|meet met|pay paid|ride rode ridden|ring rang rung
    rise rose risen|run ran|say said|see saw seen|sell sold|send sent|shake shook shaken|show shown|sing sang sung
    sink sank sunk|sit sat|sleep slept|speak spoke spoken|spend spent|stand stood|steal stole stolen|strike struck
    swim swam swum|take took taken|teach taught|tear torn|tell told|think thought|throw threw thrown|understand understood
    wear wore worn|win won|write wrote written|child children|foot feet|goose geese|man men|mouse mice|person people
    tooth teeth|woman women|half halves|knife knives|leaf leaves|life lives|loaf loaves|shelf shelves|thief thieves
    wife wives|wolf wolves""".replace("\n", "|").split("|")
]


def relatives(word: str) -> frozenset[str]:
    """The other forms of a word that no ending tells, be it one of them with an ending: of "sold" and of "sells" both "sell" and "sold"."""
    known = {word, *forms(word)}
    return frozenset[str]().union(*(family for family in _FAMILIES if family & known))


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
