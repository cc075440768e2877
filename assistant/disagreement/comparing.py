"""Whether two quotes answer a question with the same value, with different ones, or whether that cannot be told."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from assistant.disagreement.frames import HARMLESS, Frame, frame
from assistant.disagreement.polarity import DENYING, SAME, denies
from assistant.disagreement.quantities import Quantity, quantities
from assistant.language import stem
from assistant.questions import is_yes_or_no
from index.dates import dates
from index.documents import Span
from index.words import STOP_WORDS

_WHEN = re.compile(r"\b(?:when|what (?:date|day|year|month|time)|which (?:year|day))\b", re.IGNORECASE)
_AMOUNT = re.compile(r"\bhow (?:many|much|long|tall|far|often|old|heavy|big|high|large|deep|wide)\b", re.IGNORECASE)
_WHICH = re.compile(r"^\W*(?:who|whom|whose|where|which)\b", re.IGNORECASE)
_WHAT = re.compile(r"\bwhat\b", re.IGNORECASE)
#: What a question asks with; no word of what it asks about.
_ASKING = frozenset(
    stem(word)
    for word in "many much long tall far often old heavy big high large deep wide date day year month time maximum minimum"
    " total number amount people share sort kind due possible".split()
)
#: What has one answer at a time: of these alone two names are two answers.
_ONE = frozenset(
    stem(word)
    for word in "won win designed founded built invented discovered approve approves approved approved appointed chair chairs"
    " leads lead heads head governs govern registered located based buried owns own director manager president chairman"
    " chairwoman mayor king queen captain capital minister headquarters treasurer secretary principal".split()
)
#: Each of two sentences may speak of a time of its own.
_TIMES = re.compile(
    r"\b(?:last|next|previous|previously|former|formerly|earlier|later|ago|before|until|since|then|again|originally|initially)\b",
    re.IGNORECASE,
)
#: What happens once: of these alone two days are two answers.
_ONCE = frozenset(
    stem(word)
    for word in "founded founding born died dead signed signing opened opening built completed completion ended ends end"
    " expires expire expiry begin begins begun start starts started effect force effective sank sunk sink closes close closed"
    " published adopted elected appointed killed burnt destroyed discovered invented launched married due deadline".split()
)
_NAME = re.compile(r"[A-ZÅÄÖÉ][\w'’-]+(?: (?:[A-ZÅÄÖÉ][\w'’-]+|of|de|von|van|the))*")


class Beyond(StrEnum):
    """What a sentence may tell beyond what is asked and what the other tells."""

    NOTHING = "nothing"
    AFTER = "after"


class Relation(StrEnum):
    """How the values of two quotes stand to each other."""

    AGREE = "agree"
    DIFFER = "differ"
    UNSURE = "unsure"


class ValueKind(StrEnum):
    """What differs."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    DENIAL = "denial"


@dataclass(frozen=True)
class QuoteComparison:
    """How two quotes compare.

    Attributes:
        kind: what was compared; None where nothing could be. one, other: the places of both values, for what has places.
    """

    relation: Relation
    kind: ValueKind | None = None
    one: Span | None = None
    other: Span | None = None


UNSURE = QuoteComparison(Relation.UNSURE)


def compare(question: str, one: str, other: str) -> QuoteComparison:
    """Compares two quotes that both answer ``question``; unsure wherever they may speak of different things."""
    if is_yes_or_no(question):
        return _denials(question, one, other)
    if _WHEN.search(question):
        return _days(question, one, other) or _amounts(question, one, other)
    if _AMOUNT.search(question):
        return _amounts(question, one, other)
    if _WHICH.search(question):
        return _names(question, one, other)
    if _WHAT.search(question):
        return _amounts(question, one, other)
    return UNSURE


def _amounts(question: str, one: str, other: str) -> QuoteComparison:
    mine, theirs = _undated(one), _undated(other)
    pairs = [(a, b) for a in mine for b in theirs if a.unit == b.unit and a.unit]
    if any(a.equals(b) for a, b in pairs):
        return QuoteComparison(Relation.AGREE, ValueKind.NUMBER)
    if len({(a.low, a.high, b.low, b.high) for a, b in pairs}) != 1 or _dates_differ(one, other):
        return UNSURE
    a, b = pairs[0]
    # Another amount beside it may be a condition that the other quote does not have.
    if (len(mine) > 1 and len(theirs) > 1) or not a.contradicts(b):
        return UNSURE
    if not _same_matter(question, one, other, values=(a.span, b.span), drop={stem(a.unit), a.unit}):
        return UNSURE
    return QuoteComparison(Relation.DIFFER, ValueKind.NUMBER, a.span, b.span)


def _days(question: str, one: str, other: str) -> QuoteComparison | None:
    mine, theirs = list(dates(one)), list(dates(other))
    if not (mine and theirs):
        return None
    if any(a.fits(b) for _, a in mine for _, b in theirs):
        return QuoteComparison(Relation.AGREE, ValueKind.DATE)
    if len(mine) != 1 or len(theirs) != 1:
        return UNSURE
    ((at, _),), ((there, _),) = mine, theirs
    if not frame(question).stems & _ONCE or not _same_matter(
        question, one, other, values=(at, there), beyond=(Beyond.AFTER, Beyond.AFTER)
    ):
        return UNSURE
    return QuoteComparison(Relation.DIFFER, ValueKind.DATE, at, there)


def _names(question: str, one: str, other: str) -> QuoteComparison:
    asked = frame(question).stems
    if not asked & _ONE:
        return UNSURE
    mine, theirs = _named(one, asked), _named(other, asked)
    if len(mine) != 1 or len(theirs) != 1:
        return UNSURE
    a, b = mine[0], theirs[0]
    if set(map(stem, a.of(one).split())) & set(map(stem, b.of(other).split())):
        return QuoteComparison(Relation.AGREE, ValueKind.NAME)
    if _dates_differ(one, other) or not _same_matter(question, one, other, values=(a, b)):
        return UNSURE
    return QuoteComparison(Relation.DIFFER, ValueKind.NAME, a, b)


def _denials(question: str, one: str, other: str) -> QuoteComparison:
    asked = frame(question).stems
    bases = {stem(SAME.get(word, word)) for word in (*SAME, *SAME.values()) if stem(word) in asked}
    bases |= {stem(base) for word, base in DENYING.items() if stem(base) in asked or stem(word) in asked}
    mine, theirs = (denies(each, frozenset(bases or asked), exact=bool(bases)) for each in (one, other))
    if mine is None or theirs is None:
        return UNSURE
    if mine == theirs:
        return QuoteComparison(Relation.AGREE, ValueKind.DENIAL)
    words = {stem(word) for word in (*SAME, *SAME.values(), *DENYING, *DENYING.values())}
    # What is denied as a whole is denied of each part; what is affirmed as a whole may have its exceptions.
    beyond = (Beyond.NOTHING, Beyond.AFTER) if mine else (Beyond.AFTER, Beyond.NOTHING)
    if _dates_differ(one, other) or not _same_matter(question, one, other, drop=words, beyond=beyond):
        return UNSURE
    return QuoteComparison(Relation.DIFFER, ValueKind.DENIAL)


def _same_matter(
    question: str,
    one: str,
    other: str,
    *,
    values: tuple[Span | None, Span | None] = (None, None),
    drop: Collection[str] = (),
    beyond: tuple[Beyond, Beyond] = (Beyond.NOTHING, Beyond.NOTHING),
) -> bool:
    """Whether both sentences plainly speak of what is asked, and of nothing that the other does not.

    Args:
        values: the places of both values, which are what may differ. drop: stems that say nothing here.
        beyond: what each may speak of beyond the question and the other.
    """
    if _TIMES.search(one) or _TIMES.search(other):
        return False
    asked = frame(question, (), drop)
    asked = Frame(tuple(each for each in asked.order if each not in _ASKING | HARMLESS), asked.names, asked.close)
    frames = [frame(text, [value] if value else (), drop) for text, value in zip((one, other), values, strict=True)]
    mine, theirs = frames
    if not (asked.stems & mine.stems & theirs.stems):
        return False
    # What is asked about may be missing from both, never from one alone.
    if asked.stems & (mine.stems ^ theirs.stems):
        return False
    extras = [mine.besides(asked, theirs), theirs.besides(asked, mine)]
    if all(extras):
        return False
    return all(
        not extra
        or (may is Beyond.AFTER and not extra & have.before(asked.stems) and not have.joined(extra, asked.stems))
        for extra, have, may in zip(extras, frames, beyond, strict=True)
    )


def _undated(text: str) -> list[Quantity]:
    days = [span for span, day in dates(text)]
    return [each for each in quantities(text) if not any(each.span.meets(span) for span in days)]


def _dates_differ(one: str, other: str) -> bool:
    """Whether each tells of a time of its own."""
    mine, theirs = [day for _, day in dates(one)], [day for _, day in dates(other)]
    return bool(mine and theirs) and not any(a.fits(b) for a in mine for b in theirs)


def _named(text: str, asked: frozenset[str]) -> list[Span]:
    """The names in a sentence that the question does not have."""
    found = []
    for each in _NAME.finditer(text):
        words = each[0].split()
        # A sentence's first word has its capital from there.
        start = each.start()
        if start == 0 and (words[0].lower() in STOP_WORDS or len(words) == 1):
            start += len(words[0]) + 1
            words = words[1:]
        if words and not all(stem(word) in asked for word in words):
            found.append(Span(start, each.end()))
    return found
