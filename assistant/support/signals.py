"""What, beside the reader's score, speaks for or against a candidate answer.

Each signal is a pure function of the question, the passage and the candidate: it means the same in every library, so
neither what else was found nor the embedder's similarity is one. Which of them a policy uses, and with what weight, is
fitted (docs/quality.md); one that did not measurably help has no weight.
"""

import re
from collections.abc import Callable

from assistant.language import beginning
from assistant.support.evidence import Evidence
from index.reading import MONTHS, ends_as_question, reading
from index.search import Hit
from index.words import STOP_WORDS

Signal = Callable[[Evidence], float]


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_NUMBER = re.compile(r"\d[\d,.]*")
_NEGATION = re.compile(r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_MONTH = re.compile(
    rf"\b(?:{'|'.join(MONTHS)}"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|year|spring|summer|autumn|winter)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion"
    r"|half|third|quarter|several|many|few|couple|single|double|twice|once|all|most|no|none)",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|can|could|may|must|will|would|shall|should|has|have|had|am)\b", re.IGNORECASE
)
_AT_LENGTH = re.compile(
    r"\b(?:why|how (?:do|does|did|can|could|to|should|is|are|was|were)|describe|explain|what happens)\b", re.IGNORECASE
)
#: Beyond these a reader's score says no more; what it made of a place it passed over is not known.
_SURE, _UNSEEN = 8.0, -6.0
# What a question asks for, by its words, and how an answer of that kind looks.
_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        re.compile(r"\b(?:when|what (?:year|date|day|month|century|decade)|which (?:year|century))\b", re.IGNORECASE),
        lambda answer: bool(re.search(r"\d", answer) or _MONTH.search(answer)),
    ),
    (
        re.compile(
            r"\b(?:how (?:many|much|old|long|far|tall|big|large|high)|what (?:percent|percentage|number))\b",
            re.IGNORECASE,
        ),
        lambda answer: bool(_AMOUNT.search(answer)),
    ),
    (re.compile(r"\bwho\b", re.IGNORECASE), lambda answer: any(c.isupper() for c in answer)),
)


def logit(evidence: Evidence) -> float:
    """The reader's own score, kept in a range where its meaning is steady."""
    return _steady(evidence.candidate.logit)


def quick(evidence: Evidence) -> float:
    """The quick reader's score for the same place, where a careful one read after it."""
    score = evidence.candidate.quick
    return logit(evidence) if score is None else max(_UNSEEN, _steady(score))


def agreed(evidence: Evidence) -> float:
    """1 where the quick reader, too, saw an answer in this place."""
    return float(evidence.candidate.quick is None or evidence.candidate.quick > float("-inf"))


def _steady(logit: float) -> float:
    return max(-_SURE, min(_SURE, logit))


def missing_words(evidence: Evidence) -> float:
    """Share of the question's telling words whose beginning neither passage nor lead has."""
    telling = {beginning(word) for word in _words(evidence.question) if word not in STOP_WORDS}
    if not telling:
        return 0.0
    return len(telling - {beginning(word) for word in _words(_read(evidence.hit))}) / len(telling)


def missing_numbers(evidence: Evidence) -> float:
    """How many numbers of the question the passage does not have."""
    have = set(_NUMBER.findall(_read(evidence.hit).replace(",", "")))
    return float(sum(number.rstrip(".") not in have for number in _NUMBER.findall(evidence.question.replace(",", ""))))


def missing_names(evidence: Evidence) -> float:
    """How many names of the question the passage and its headings do not have."""
    # The first word is capitalised for being first.
    names = {name.lower() for name in _NAME.findall(evidence.question.split(maxsplit=1)[-1])}
    return float(len({beginning(name) for name in names} - {beginning(word) for word in _words(_read(evidence.hit))}))


def negation(evidence: Evidence) -> float:
    """1 where the question denies something that the words around the answer do not deny."""
    if not _NEGATION.search(evidence.question):
        return 0.0
    passage, span = evidence.hit.passage, evidence.candidate.span
    around = passage.document.text[max(passage.span.start, span.start - 150) : span.end + 150]
    return float(not _NEGATION.search(around))


def wrong_kind(evidence: Evidence) -> float:
    """1 where the question asks for a date, an amount or a person and the answer does not look like one."""
    return float(any(kind.search(evidence.question) and not looks(evidence.answer) for kind, looks in _KINDS))


def repeats(evidence: Evidence) -> float:
    """Share of the answer's telling words that the question had already."""
    answer = [w for w in _words(evidence.answer) if w not in STOP_WORDS]
    asked = set(_words(evidence.question))
    return sum(word in asked for word in answer) / len(answer) if answer else 1.0


def length(evidence: Evidence) -> float:
    """The answer's length in words, up to 20, by tens."""
    return min(20, len(_words(evidence.answer))) / 10


def yes_or_no(evidence: Evidence) -> float:
    """1 where the question asks for yes or no: the sentence that decides it seldom reads like an answer."""
    return float(bool(_YES_OR_NO.match(evidence.question)))


def unasked(evidence: Evidence) -> float:
    """1 where no question mark says that something is asked, as when people type a few words: those fit no sentence."""
    return float(not ends_as_question(evidence.question.rstrip()))


def at_length(evidence: Evidence) -> float:
    """1 where the question asks for reasons, ways or descriptions: these have no sharp ends."""
    return float(bool(_AT_LENGTH.search(evidence.question)))


#: Every signal by its name.
SIGNALS: dict[str, Signal] = {
    signal.__name__: signal
    for signal in (
        logit,
        quick,
        agreed,
        missing_words,
        missing_numbers,
        missing_names,
        negation,
        wrong_kind,
        repeats,
        length,
        yes_or_no,
        unasked,
        at_length,
    )
}

#: Those that speak against an answer.
FAULTS = frozenset({"missing_words", "missing_numbers", "missing_names", "negation", "wrong_kind", "repeats", "length"})
#: Those that say what kind of question it is, and may speak either way.
KINDS = frozenset({"yes_or_no", "unasked", "at_length"})


def _read(hit: Hit) -> str:
    return reading(hit.passage).text


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
