"""Whether an answer's words are the gold ones. Pure; shares in [0, 1]."""

import re
import string
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

from index.words import spaced

_ARTICLE = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
_WORD = re.compile(r"[^\W_]+")


def normalised(text: str) -> str:
    """Lower case, without ASCII punctuation and English articles, single blanks.

    SQuAD's rule (Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text", sec. 6.1).
    """
    return " ".join(_ARTICLE.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact(prediction: str, gold: Iterable[str]) -> float:
    """1 where the prediction equals a gold answer after :func:`normalised`, else 0 (Rajpurkar et al. 2016).

    Args:
        gold: accepted answers; none, or none with a word, stands for "no answer", which ``""`` meets.
    """
    return float(normalised(prediction) in _accepted(gold))


def f1(prediction: str, gold: Iterable[str]) -> float:
    """The best token F1 of the prediction against a gold answer (Rajpurkar et al. 2016, sec. 6.1).

    "No answer" overlaps with nothing but itself (Rajpurkar, Jia and Liang 2018, "Know What You Don't Know", sec. 5).

    Args:
        gold: as in :func:`exact`.
    """
    given = normalised(prediction).split()
    return max(_overlap(given, answer.split()) for answer in _accepted(gold))


def holds(text: str, gold: Iterable[str]) -> bool:
    """Whether ``text`` holds the words of a gold answer, in their order and next to each other.

    Whole words are compared, without case, punctuation and articles: "nine" is not in "nineteen". A gold
    answer without a word ("%") is looked for as it stands.
    """
    have = f" {_words(text)} "
    for answer in gold:
        if wanted := _words(answer):
            if f" {wanted} " in have:
                return True
        elif answer.strip() and answer.strip().casefold() in text.casefold():
            return True
    return False


def overlaps(text: str, gold: Iterable[str]) -> bool:
    """Whether half of the shorter of ``text`` and a gold answer is one run of words of the other.

    Kinder than :func:`holds` where the gold answers are long: a quote that gives half of a gold paragraph, or a gold
    sentence of which the quote is one half. Words are compared as in :func:`holds`.
    """
    have = _words(text).split()
    for answer in gold:
        wanted = _words(answer).split()
        run = SequenceMatcher(None, have, wanted, autojunk=False).find_longest_match().size
        if run and 2 * run >= min(len(have), len(wanted)):
            return True
    return False


def _accepted(gold: Iterable[str]) -> list[str]:
    return [answer for each in gold if (answer := normalised(each))] or [""]


def _overlap(given: list[str], wanted: list[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    common = (Counter(given) & Counter(wanted)).total()
    return 2 * common / (len(given) + len(wanted))


def _words(text: str) -> str:
    # Punctuation separates here, unlike in SQuAD's rule: a gold answer may be one half of "French-speaking".
    return " ".join(_ARTICLE.sub(" ", " ".join(_WORD.findall(spaced(text).casefold()))).split())
