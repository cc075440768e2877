"""Answers that are about somebody or something else, or about another time, by the text's own words. Pure, by rules, for English."""

import re

from assistant.language import asks_who, later, sentences, times, within
from assistant.questions import follows_preposition, names
from index.dates import Day
from index.documents import Document, Span
from index.reading import paragraphs
from index.words import folded, telling

#: Between columns that are set with blanks, in a text without tables.
_COLUMNS = re.compile(r"\S(?: {2,}|[ \t]*\t[ \t]*)\S")
#: Code points on either side of a line in which its like are looked for.
_BESIDE = 1_500
_PRONOUN = re.compile(r"\b(he|she)\b", re.IGNORECASE)
#: Code points after a name in which "he" or "she" is taken for it; mentions that are looked at; how many must agree.
_NEAR, _MENTIONS, _VOTES, _AGREED = 200, 100, 3, 0.8
_NOW = re.compile(r"\b(?:now|current|currently|today|at present|at the moment|these days)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had been|held|served|ran|led)\b", re.IGNORECASE)
_BEGAN = re.compile(
    r"\b(?:became|becomes|took (?:over|office)|takes over|(?:was|were|is) (?:appointed|elected|named|chosen)|since|succeeded|replaced|joined)\b",
    re.IGNORECASE,
)


def mistaken(question: str, document: Document, quoted: Span, answer: Span) -> bool:
    """Whether what is quoted plainly speaks of another person or thing than the question names, or of another time."""
    return (
        _is_somebody_else(question, document, quoted, answer)
        or _is_another_line(question, document, quoted)
        or _is_another_row(question, document, quoted)
        or _is_another_time(question, quoted.of(document.text))
    )


def _is_another_line(question: str, document: Document, quoted: Span) -> bool:
    """Whether a row of columns nearby has every word of the question that this one has, and more of them."""
    said = quoted.of(document.text)
    if not _is_line(said):
        return False
    asked = set(telling(question))
    mine = asked & set(folded(said).split())
    around = paragraphs(document.text, max(0, quoted.start - _BESIDE), quoted.end + _BESIDE)
    others = (each.span.of(document.text) for each in around if not each.span.meets(quoted))
    return any(mine < asked & set(folded(other).split()) for other in others if _is_line(other))


def _is_another_row(question: str, document: Document, quoted: Span) -> bool:
    """Whether another row of a table nearby has every word of the question that this one has, and several more."""
    row = document.section_at(quoted.start)
    if row is None or row.row is None or len(row.columns) < 2:
        return False
    asked = set(telling(question))
    mine = asked & set(telling(row.span.of(document.text)))
    around = Span(max(0, quoted.start - _BESIDE), min(len(document.text), quoted.end + _BESIDE))
    others = [
        asked & set(telling(each.span.of(document.text)))
        for each in document.sections_in(around)
        if each.row is not None and each.columns == row.columns
    ]
    return any(mine < other and len(other) > len(mine) + 1 for other in others)


def _is_line(words: str) -> bool:
    """Whether it is one line of columns with a figure in it; their heads have none."""
    return _COLUMNS.search(words) is not None and "\n" not in words.strip() and any(map(str.isdigit, words))


def _is_somebody_else(question: str, document: Document, quoted: Span, answer: Span) -> bool:
    """Whether the answer is told of "he" where the document calls the question's one name "she", or the other way."""
    named = [name for name in names(question) if not follows_preposition(question, name)]
    said = quoted.of(document.text)
    if len(named) != 1 or named[0].endswith(("'s", "’s")) or any(word in said for word in named[0].split()):
        return False
    before = said[: answer.start - quoted.start]
    whole = [span.of(before) for span in sentences(before)]
    subjects = _PRONOUN.findall(whole[-1]) if whole else []
    if not subjects:
        return False
    votes: list[str] = []
    mention = re.compile(rf"\b{re.escape(named[0].split()[-1] if len(named[0].split()) > 1 else named[0])}\b")
    for number, found in enumerate(mention.finditer(document.text)):
        after = _PRONOUN.search(document.text, found.end(), found.end() + _NEAR)
        votes += [after[0].lower()] if after else []
        if number == _MENTIONS:
            break
    other = len(votes) - votes.count(subjects[-1].lower())
    return other >= max(_VOTES, _AGREED * len(votes))


def _is_another_time(question: str, said: str) -> bool:
    """Whether a sentence tells who it was at a time that the question does not ask of."""
    if not asks_who(question):
        return False
    asked, stated = times(question), times(said)
    if stated.period and _PAST.search(said) and _NOW.search(question):
        return True
    if not asked.days or not stated.days:
        return False
    if not asked.period and any(day.fits(other) for day in asked.days for other in stated.days):
        return False
    if stated.period:
        return not any(within(day, stated.period) for day in asked.days)
    begun = _BEGAN.search(said) is not None
    if asked.period:
        return begun and asked.period[0] is not None and all(_key(asked.period[0]) < _key(day) for day in stated.days)
    return begun and all(later(day, other) for day in stated.days for other in asked.days)


def _key(day: Day) -> tuple[int, int, int]:
    return day.year or 0, day.month or 0, day.day or 0
