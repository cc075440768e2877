"""What kind of question one is, by the word it begins with. Pure, for English."""

import re

_WORD = re.compile(r"[^\W_]+")
_COUNTS = frozenset({"many", "much", "long", "far", "old", "often", "large", "tall", "high", "deep", "big", "fast"})
_WH = frozenset({"who", "what", "when", "where", "which", "why"})
_YES_NO = frozenset("is are was were do does did has have had can could will would should may might must am".split())
_WHOSE = frozenset({"whom", "whose"})


def question_kind(question: str) -> str:
    """One of: who, what, when, where, which, why, how, how much, yes or no, other.

    The first such word counts, so that "In which year" is a which-question.
    """
    words = [word.lower() for word in _WORD.findall(question)]
    for word, after in zip(words, [*words, ""][1:], strict=True):
        if word in _WH or word in _WHOSE:
            return "who" if word in _WHOSE else word
        if word == "how":
            return "how much" if after in _COUNTS else "how"
    return "yes or no" if words and words[0] in _YES_NO else "other"
