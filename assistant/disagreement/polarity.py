"""Whether a sentence affirms or denies what a question asks. English, by its words; None where that is not plain."""

import re

from assistant.disagreement.quantities import quantities
from assistant.language import stem

#: Words that deny by themselves, with the word they deny.
DENYING = {
    "prohibited": "allowed", "forbidden": "allowed", "banned": "allowed", "disallowed": "allowed", "closed": "open",
    "excluded": "included", "optional": "required", "voluntary": "required", "invalid": "valid", "impossible": "possible",
    "unavailable": "available", "illegal": "legal", "unsafe": "safe",
}  # fmt: skip
#: Words that affirm the same thing, under one name.
SAME = {"permitted": "allowed", "mandatory": "required", "obligatory": "required"}
_NOT = re.compile(r"\b(?:not|never|cannot|neither|nor)\b|n['’]t\b", re.IGNORECASE)
_NONE = re.compile(r"\bno\b", re.IGNORECASE)
_LIMITED = re.compile(r"\b(?:unless|except|without|until|if|whether|only|when|where|nothing)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
#: Words between a denial and what it denies.
_REACH = 3


def denies(sentence: str, predicates: frozenset[str], *, exact: bool) -> bool | None:
    """Whether a sentence denies one of the predicates, given by their stems; None where it names none or is not plain.

    A denial that holds only under a condition denies nothing plainly.

    Args:
        exact: all of them are predicates; else one of them is, and what is denied is that.
    """
    verdicts = set()
    words = [(found[0], found.start()) for found in _WORD.finditer(sentence)]
    for number, (word, start) in enumerate(words):
        lower = word.lower()
        base = DENYING.get(lower, SAME.get(lower, lower))
        if stem(base) not in predicates and stem(lower) not in predicates:
            continue
        near = sentence[words[max(0, number - _REACH)][1] : start]
        denied = bool(_NOT.search(near)) != (lower in DENYING)
        # "No pets are allowed"
        if not denied and _NONE.search(sentence[:start]):
            denied = True
        verdicts.add(denied)
    if not verdicts or (exact and len(verdicts) > 1):
        return None
    denied = True in verdicts
    if denied and (_LIMITED.search(sentence) or quantities(sentence)):
        return None
    if not denied and _NOT.search(sentence):
        return None
    return denied
