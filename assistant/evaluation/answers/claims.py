"""What a sentence claims that can be checked without understanding it: its numbers, dates and names. Pure, for English.

Two ways to write the same fact are one: "1,000" and "1000", "3 May 1945" and "1945-05-03", "seven" and "7".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from assistant.evaluation.answers.alignment import NEGATIONS
from assistant.language import NUMERALS, ONES, TENS
from index.reading import MONTHS
from index.words import STOP_WORDS, folded

_MONTH = "|".join(f"{month}|{month[:3]}" for month in MONTHS) + "|sept"
_DATES = (
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\.?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(rf"\b(?P<m>{_MONTH})\.?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*,?\s*\d{{4}})", re.IGNORECASE),
)
_NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:[,   ]\d{3})*(?:\.\d+)?(?!\d)")
#: "one" is rarely a number: one of them, one day.
_NO_NUMBER = {"one", "zero"}
_WORD_NUMBER = re.compile(
    rf"\b({'|'.join(TENS)})[-\s]({'|'.join(ONES[1:10])})\b|\b({'|'.join(NUMERALS)})\b", re.IGNORECASE
)
_NAME = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*\w|[A-Z])(?:\s+(?:(?:of|de|van|von|the|and)\s+)?[A-ZÀ-ÖØ-Þ][\w’'-]*\w)*")
#: A sign before a name that does not end a sentence.
_WITHIN = re.compile(r"[\w,;:)’'\"-]")
_NO_NAMES = (
    frozenset(word.capitalize() for word in STOP_WORDS)
    | frozenset(MONTHS)
    | frozenset(
        "I According However Therefore Thus Yes Although While Since Moreover Additionally Furthermore Finally First Second "
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Section Page Figure Table Mr Mrs Ms Dr".split()
    )
)


#: Texts of which it is kept what they say: each is asked of once a sentence, and once a citation.
_KEPT = 64


@dataclass(frozen=True)
class Fact:
    """A fact a text names.

    Attributes:
        kind: number, date or name. text: as it is written. key: the same for every way to write it.
    """

    kind: str
    text: str
    key: str


@dataclass(frozen=True)
class Agreement:
    """Whether a text agrees with a sentence.

    Attributes:
        coverage: share of the sentence's telling words that stand in the text. missing: its facts that do not.
        denied: whether one of the two denies a word that the other never does.
    """

    coverage: float
    missing: tuple[Fact, ...]
    denied: bool

    @property
    def supports(self) -> bool:
        """Enough words, every fact, and no "not" between them."""
        return self.coverage >= _COVERAGE and not self.missing and not self.denied


#: Words behind a "not" that it denies.
_DENIED = 4
#: Share of a sentence's telling words that a text must have to support it.
_COVERAGE = 0.6


@lru_cache(_KEPT)
def facts(text: str) -> tuple[Fact, ...]:
    """The dates, numbers and names of a text, each once."""
    text = normalize("NFKC", text)
    found, rest = [], text
    for pattern in _DATES:
        found += [Fact("date", each[0], _date(each.groupdict())) for each in pattern.finditer(rest)]
        rest = pattern.sub(lambda each: " " * len(each[0]), rest)
    found += [Fact("number", each[0].strip(), _number(each[0])) for each in _NUMBER.finditer(rest)]
    spelled = (each for each in _WORD_NUMBER.finditer(rest) if each[0].lower() not in _NO_NUMBER)
    found += [Fact("number", each[0], _spelled(each)) for each in spelled]
    found += [Fact("name", name, folded(name)) for name in _names(rest)]
    return tuple({(each.kind, each.key): each for each in reversed(found)}.values())[::-1]


def lacking(sentence: str, text: str, known: str = "") -> list[Fact]:
    """The facts of a sentence that stand nowhere in a text.

    Args:
        known: the question: a name in it is repeated rather than claimed.
    """
    words = f" {_folded(text)} "
    there = {(each.kind, each.key) for each in facts(text)}
    dates = [key.split("-") for kind, key in there if kind == "date"]
    repeated = f" {_folded(known)} "
    found = []
    for fact in facts(sentence):
        if fact.kind == "name":
            missing = not all(f" {word} " in words or f" {word} " in repeated for word in _telling(fact.key))
        elif fact.kind == "date":
            missing = not any(_agree(fact.key.split("-"), other) for other in dates)
        else:
            # A year may stand in a date, 12 in "12th" or "12kg".
            missing = ("number", fact.key) not in there and not re.search(
                rf"(?<![\d.,]){re.escape(fact.key)}(?![\d]|[.,]\d)", _ungrouped(text)
            )
        if missing:
            found.append(fact)
    return found


def agreement(sentence: str, texts: Sequence[str], known: str = "") -> Agreement:
    """How texts, taken together, agree with a sentence: by words, facts and denials."""
    text = "\n".join(texts)
    telling = _stems(sentence)
    there = _stems(text) | _stems(known)
    coverage = len(telling & there) / len(telling) if telling else 0.0
    said, denied_there = _denials(sentence), _denials(text)
    denied = any(not said[stem] & denied_there.get(stem, said[stem]) for stem in said)
    return Agreement(coverage, tuple(lacking(sentence, text, known)), denied)


@lru_cache(_KEPT)
def _denials(text: str) -> Mapping[str, int]:
    """For each telling word whether it is affirmed somewhere (1), denied (2), or both: a "not" shortly before it denies."""
    found: dict[str, int] = {}
    for part in re.split(r"[.,;:!?]\s|\n{2,}", text):
        left = 0
        for word in folded(part).split():
            if word in NEGATIONS:
                left = _DENIED
                continue
            if stem := _stem(word):
                found[stem] = found.get(stem, 0) | (2 if left > 0 else 1)
            left -= 1
    return found


def _telling(key: str) -> list[str]:
    return [word for word in key.split() if word not in STOP_WORDS] or key.split()


@lru_cache(_KEPT)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem for word in _folded(text).split() if (stem := _stem(word)))


@lru_cache(4096)
def _stem(word: str) -> str | None:
    """A telling word without the commonest endings, so that "captured" agrees with "captures"; None of another."""
    if word in STOP_WORDS or word in NEGATIONS:
        return None
    for ending in ("ing", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending).removesuffix("e")
    return word.removesuffix("e")


@lru_cache(_KEPT)
def _folded(text: str) -> str:
    return folded(text)


@lru_cache(_KEPT)
def _ungrouped(text: str) -> str:
    """With 1,000 as 1000."""
    return normalize("NFKC", text).replace(",", "")


def _names(text: str) -> list[str]:
    found = []
    for each in _NAME.finditer(text):
        words = each[0].split()
        while words and words[0] in _NO_NAMES:
            words.pop(0)
        begins = not _WITHIN.fullmatch(text[max(0, each.start() - 20) : each.start()].rstrip()[-1:])
        # The first word of a sentence has its capital from there.
        if begins and len(words) == len(each[0].split()) == 1 and not re.search(r"\d|.[A-Z]", words[0]):
            continue
        name = " ".join(words).rstrip(".")
        if name and not name.replace(".", "").isdigit():
            found.append(re.sub(r"[’']s$", "", name))
    return found


def _date(parts: dict[str, str | None]) -> str:
    """Year, month and day, each "?" where it is not told."""
    month = (parts.get("m") or "").lower()
    if not month.isdigit():
        month = f"{next(i for i, name in enumerate(MONTHS, start=1) if name[:3].lower() == month[:3]):02d}"
    day = parts.get("d")
    return f"{parts.get('y') or '?'}-{month}-{f'{int(day):02d}' if day else '?'}"


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a date holds another, which may know less."""
    return all(a in {"?", b} for a, b in zip(one, other, strict=True))


def _number(text: str) -> str:
    plain = re.sub(r"[,   ]", "", text).replace("−", "-").strip()
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _spelled(each: re.Match[str]) -> str:
    if each[1]:
        return str(TENS[each[1].lower()] + NUMERALS[each[2].lower()])
    return str(NUMERALS[each[3].lower()])
