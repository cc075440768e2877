"""What full-text search sees of a text, and a question as a full-text query."""

import re
import unicodedata
from collections.abc import Iterator
from unicodedata import combining

from index.reading import named_days

# Scripts written without blanks between words: each character becomes a word of its own.
UNSPACED = re.compile(r"([぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿ༀ-࿿ក-៿]|[\U00020000-\U0003ffff])")
_WORD = re.compile(r"[^\W_]+")
_RAISED = re.compile(r"[²³¹⁰⁴-⁹₀-₉]+")
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+|(?:['’\xa0\u2009 ]\d{3})+)(?!\w|[.,]?\d)")
# Letters and figures with or without a sign between; with a blank only where the letters are capitals.
_CODE = re.compile(r"(?<![^\W_])(?:([A-Za-z]{1,4})[-‐–./]|([A-Z]{1,3}) )(\d{1,8})(?![^\W_])")

#: BM25 weights of title, headings and body. Chosen by measurement, see docs/quality.md. Whole numbers: where full
#: text knows no weights, a word stands there as many times.
FIELD_WEIGHTS = (2, 1, 1)

#: Too frequent to tell passages apart; matching them would visit nearly every passage.
STOP_WORDS = frozenset(
    "a about after all also an and any are as at be because been but by can could did do does for from had has have he"
    " her his how i if in into is it its may me more most my no not of on or our she should so some such than that the"
    " their them then there these they this to was we were what when where which while who whom whose why will with"
    " would you your".split()
)
#: Stop words that are names where they have a capital in mid-sentence.
_NAMES = frozenset({"May", "Will"})


def words(text: str) -> str:
    """``text`` as it goes into full-text search.

    Compatibility forms are unified and unspaced scripts spaced. Raised numbers are words of their own. Dates, numbers
    and codes that people write in several ways stand behind the text in one way, too.
    """
    plain = _plain(text)
    return " ".join([UNSPACED.sub(r" \1 ", plain), *_other_forms(plain)])


def spaced(text: str) -> str:
    """``text`` with its words apart and no forms beside its own."""
    return UNSPACED.sub(r" \1 ", _plain(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", _RAISED.sub(r" \g<0> ", text)).replace("\xad", "")


def _other_forms(text: str) -> Iterator[str]:
    """20250403 for each form of that date, 1250 for 1,250 and 1.250, and E4021 for E-4021 and E 4021."""
    if not any(map(str.isdigit, text)):
        return
    for found in named_days(text):
        yield f"{found.day:%Y%m%d}"
    for number in _GROUPED.findall(text):
        yield "".join(filter(str.isdigit, number))
    for joined, separate, digits in _CODE.findall(text):
        yield joined + separate + digits


def folded(text: str) -> str:
    """The words of ``text`` with a blank between: letters and digits in lower case, without diacritics."""
    spaced = words(text)
    bare = spaced if spaced.isascii() else "".join(c for c in unicodedata.normalize("NFKD", spaced) if not combining(c))
    return " ".join(word.lower() for word in _WORD.findall(bare))


def forms(word: str) -> list[str]:
    """A word with the endings that English words change, itself first."""
    bare = re.sub(r"(?<=\w{3})(?:es|s|ed|ing)$", "", word)
    return list(dict.fromkeys([word, bare, *(bare + ending for ending in ("s", "es", "ed", "ing", "e"))]))


def telling(text: str) -> list[str]:
    """The words that tell a text apart from others: in lower case, each once, in their order.

    A word that stops elsewhere tells where its capitals say that it is a name: IT and WHO, and May in mid-sentence.
    """
    return list(
        dict.fromkeys(word.lower() for word, names in _written(text) if names or word.lower() not in STOP_WORDS)
    )


def asked(question: str) -> list[str]:
    """The words to look for: those that tell, or every one where none does."""
    return telling(question) or list(dict.fromkeys(word.lower() for word, _ in _written(question)))


def match_expression(question: str) -> str:
    """The question's words joined by OR; none of it can be read as query syntax. Empty without a word."""
    return " OR ".join(f'"{word}"' for word in asked(question))


def _written(text: str) -> Iterator[tuple[str, bool]]:
    """Each word as it is written, and whether its capitals make it a name."""
    text = words(text)
    shouted = not any(map(str.islower, text))
    begins = True
    for found in _WORD.finditer(text):
        word = found[0]
        capitals = (len(word) > 1 and word.isupper()) or (word in _NAMES and not begins)
        yield word, capitals and not shouted
        begins = text[found.end() : found.end() + 1] in (".", "!", "?", ":")
