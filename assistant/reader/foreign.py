"""A question in another language than the readers know is answered by rule: by the sentence that has every word of it and
looks like what is asked for. It finds what is said in the question's own words, and no more. Pure.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files

from assistant.language import beginning, sentences
from assistant.reader.coded import is_heading
from index.documents import Passage, Span
from index.reading import is_question, reading

#: The share of neighbouring pairs of characters that a sentence must have of a word, in scripts without blanks.
_PAIRS = 0.6
#: What things are counted by in Chinese and Japanese, and what goes for the same.
_COUNTED = frozenset("钱元块个人名位间天年次本岁月日号点钟時人冊個枚回円台分度歳間")
_LIKE = {"钱": "元块", "块": "元", "钟": "点", "日": "号", "号": "日", "人": "名位", "名": "人位", "位": "人名"}
_UNSPACED = re.compile("[぀-ヿ㐀-䶿一-鿿]")
_HIRAGANA = re.compile("[぀-ゟ]+")
#: Letters that are written in two ways, and an article that is written in one word with what follows.
_SAME = str.maketrans({"ة": "ه", "ى": "ي"})
_JOINED = re.compile(r"(?:[وبكل]?ال|لل)(?=\w{3})|ge(?=\w{4})")


class AnswerKind(Enum):
    """What is asked for."""

    TIME = "time"
    COUNT = "count"
    AMOUNT = "amount"
    PERSON = "person"
    PLACE = "place"
    WHETHER = "whether"


@dataclass(frozen=True)
class ForeignLanguage:
    """How a language asks, and what answers look like; see languages.toml.

    Attributes:
        unspaced: whether it is written without blanks.
        asks: the words that ask for each kind; what asks in Latin letters stands first.
        shows: how a sentence looks that answers one; a kind without a pattern is not told by its looks.
        number: a number in figures or words.
    """

    unspaced: bool
    asks: tuple[tuple[AnswerKind, re.Pattern[str]], ...]
    light: frozenset[str]
    shows: dict[AnswerKind, re.Pattern[str]]
    number: str


@dataclass(frozen=True)
class _Asked:
    """A question's kind, the words that ask for it, and those that name something."""

    language: ForeignLanguage
    kind: AnswerKind
    by: str
    words: tuple[str, ...]


def stated(question: str, passage: Passage) -> Iterator[Span]:
    """The sentences that say what is asked in another language, with every word of the question; its headings may have some."""
    readings = _asked(question)
    if not readings:
        return
    text, lead = passage.document.text, _folded(reading(passage).lead)
    for section in passage.sections:
        head = next(iter(section.heading[-1:]), "")
        start, end = max(passage.span.start, section.span.start), min(passage.span.end, section.span.end)
        for span in sentences(text[start:end]) if section.quotable else ():
            words = span.of(text[start:end])
            if is_heading(words, head) or is_question(words):
                continue
            if any(_says(asked, words, lead) for asked in readings):
                yield span.shifted(start)


@lru_cache(maxsize=64)  # of each passage that is read, the same is asked
def _asked(question: str) -> tuple[_Asked, ...]:
    """What a question asks, in each language in which it asks something."""
    plain, asked = _folded(question), []
    for language in _languages():
        for kind, begins in language.asks:
            found = begins.search(plain)
            words = _telling(language, f"{plain[: found.start()]} {plain[found.end() :]}") if found else []
            if found and len(words) > (kind is AnswerKind.WHETHER):
                asked.append(_Asked(language, kind, found[0], tuple(dict.fromkeys(words))))
                break
    return tuple(asked)


def _telling(language: ForeignLanguage, plain: str) -> list[str]:
    """The words that name something."""
    if not language.unspaced:
        return [word for word in plain.split() if word not in language.light]
    for word in language.light:
        plain = plain.replace(word, " ")
    return [word for word in _HIRAGANA.sub(" ", plain).split() if _UNSPACED.search(word)]


def _says(asked: _Asked, sentence: str, lead: str) -> bool:
    """Whether a sentence has all the words, but for those that stand above it, and what is asked for."""
    plain = _folded(sentence)
    has = _spelled if asked.language.unspaced else _has
    here = [word for word in asked.words if has(word, plain)]
    if not here or not all(word in here or has(word, lead) for word in asked.words):
        return False
    return _shows(asked, sentence, plain)


def _shows(asked: _Asked, sentence: str, plain: str) -> bool:
    """Whether a sentence looks like what is asked for; a number as one of the things that are counted."""
    language, shows = asked.language, asked.language.shows.get(asked.kind)
    unit = asked.by[-1]
    if language.unspaced and asked.kind in (AnswerKind.TIME, AnswerKind.AMOUNT) and unit in _COUNTED:
        return re.search(f"(?:{language.number})[个個多餘余]?[{unit}{_LIKE.get(unit, '')}]", plain) is not None
    if asked.kind is AnswerKind.COUNT:
        near = rf"(?<!\S)(?:\d+|{language.number})(?:\s\S+){{0,2}}?\s{re.escape(beginning(asked.words[0]))}"
        return re.search(near, plain) is not None
    # What answers is none of the question's own words; names are told by their capitals.
    rest = sentence if asked.kind is AnswerKind.PERSON else " ".join(w for w in plain.split() if w not in asked.words)
    return shows is None or shows.search(rest) is not None


def _has(word: str, text: str) -> bool:
    """Whether a word stands in a text, be it with another ending."""
    own = _JOINED.sub("", word, count=1)
    return any(
        other == word or (len(own) > 3 and _JOINED.sub("", other, count=1).startswith(beginning(own)))
        for other in text.split()
    )


def _spelled(word: str, text: str) -> bool:
    """Whether the characters of a word stand in a text, most of them side by side."""
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return all(c in text for c in word) and sum(pair in text for pair in pairs) >= _PAIRS * len(pairs)


def _folded(text: str) -> str:
    """A text in small letters, without marks above and below letters, and with nothing but blanks between words."""
    return " ".join("".join(" " if unicodedata.category(c)[0] in "PSZC" else c for c in _bare(text)).split())


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_SAME)
    return "".join(c for c in plain if unicodedata.category(c) != "Mn")


@cache
def _languages() -> tuple[ForeignLanguage, ...]:
    written = (files(__package__ or "") / "languages.toml").read_text(encoding="utf-8")
    return tuple(_language(table) for table in tomllib.loads(written).values())


def _language(table: dict[str, str]) -> ForeignLanguage:
    def pattern(key: str) -> str:
        # Folded as what it is compared with; a pattern's own signs are not.
        return _bare("".join(table[key].splitlines()))

    unspaced = _UNSPACED.search(table["person"]) is not None
    # Not the edge of a word as "re" sees it, to which a vowel sign of Hindi is one.
    low, high = ("", "") if unspaced else (r"(?<!\S)", r"(?!\S)")
    first = r"\A" if table["person"].isascii() else low
    number = rf"\d|{low}(?:{pattern('numbers')}){high}"
    shows = {
        AnswerKind.AMOUNT: re.compile(number),
        AnswerKind.TIME: re.compile(rf"\d|{low}(?:{pattern('times')}){high}"),
    }
    if not unspaced:
        shows[AnswerKind.PLACE] = re.compile(rf"{low}(?:{pattern('places')}){high}")
        name = rf"(?<=\s)[^\W\d_a-zà-ÿа-я]\w+ [^\W\d_a-zà-ÿа-я][\w’'-]+|(?:^|\s)(?:{table['titles']})(?=[\s.])"
        shows[AnswerKind.PERSON] = re.compile(name)
    asks = tuple(
        (kind, re.compile(rf"{first}(?:{pattern(kind.value)}){high}")) for kind in AnswerKind if kind.value in table
    )
    return ForeignLanguage(unspaced, asks, frozenset(_bare(table["light"]).split()), shows, number)
