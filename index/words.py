"""What full-text search sees of a text, and a question as a full-text query."""

import re
import unicodedata
from unicodedata import combining

# Scripts written without blanks between words: each character becomes a word of its own.
_UNSPACED = re.compile(r"([぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿ༀ-࿿ក-៿]|[\U00020000-\U0003ffff])")
_WORD = re.compile(r"[^\W_]+")

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


def words(text: str) -> str:
    """``text`` as it goes into full-text search: compatibility forms unified, unspaced scripts spaced."""
    return _UNSPACED.sub(r" \1 ", unicodedata.normalize("NFKC", text))


def folded(text: str) -> str:
    """The words of ``text`` with a blank between: letters and digits in lower case, without diacritics."""
    apart = text if text.isascii() else "".join(c for c in unicodedata.normalize("NFKD", text) if not combining(c))
    return " ".join(word.lower() for word in _WORD.findall(words(apart)))


def telling(text: str) -> list[str]:
    """The words that tell a text apart from others: in lower case, each once, in their order."""
    return [word for word in _every(text) if word not in STOP_WORDS]


def asked(question: str) -> list[str]:
    """The words to look for: those that tell, or every one where none does."""
    return telling(question) or _every(question)


def match_expression(question: str) -> str:
    """The question's words joined by OR; none of it can be read as query syntax. Empty without a word."""
    return " OR ".join(f'"{word}"' for word in asked(question))


def _every(text: str) -> list[str]:
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(words(text))))
