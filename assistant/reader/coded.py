"""What stands under a code or on a day, where the question asks for nothing else: "What does E-4021 mean?", "What happened
on 17 April 2025?"; and what is said of a day in the question's own words, however the day is written. Pure.
"""

import re
from collections.abc import Iterator

from assistant.language import sentences, stems
from index.dates import Day, dates
from index.documents import Passage, Span
from index.reading import named_days, paragraphs, reading
from index.words import telling

_CODE = re.compile(r"(?<![^\W_])[A-Za-z]{1,4}[-‐–./ ]?\d{1,6}[a-z]?(?![^\W_])")
#: Words that ask what a code means or calls for, and name nothing.
_ABOUT = frozenset(
    "error errors fault faults code codes alarm alarms warning message number mean means meaning meant happens happen shows"
    " show shown display displays displayed appears appear lamp screen fix fixed mend remedy solve solved help cause causes"
    " caused case say says stand stands come comes get got signal signals indicate indicates done".split()
)
#: Words that ask what there was on a day.
_ON = frozenset(
    "happened happen happens took take takes place occurred occur going went go planned scheduled due recorded entered"
    " noted agenda programme program log listed event events".split()
)
_WHEN = re.compile(
    r"(?:(?:since|until|from) )?when\b|(?:in|on|at) (?:what|which)\b|(?:what|which) (?:day|date|month|year)",
    re.IGNORECASE,
)
#: Code points before a date that begins a record: a bracket, a bullet.
_BEFORE = 3


def coded(question: str, passage: Passage) -> Iterator[Span]:
    """The one paragraph under a heading that is the code asked for, and a paragraph that begins with it."""
    asked = {_joined(found[0]): found[0] for found in _CODE.finditer(question)}
    if len(asked) != 1:
        return
    ((code, written),) = asked.items()
    known = {*telling(written), *telling(reading(passage).lead), *_ABOUT}
    if not set(telling(question)) <= known:
        return
    text = passage.document.text
    for section in passage.sections:
        if not section.quotable or section.row is not None:
            continue
        heads = [words for words in section.heading[-1:] if code in _codes(words)]
        found = [each.span for each in paragraphs(text, section.span.start, section.span.end)]
        under = [span for span in found if not heads or not is_heading(span.of(text), heads[0])]
        for span in under:
            begins = _CODE.match(text, span.start, span.end)
            if passage.span.covers(span) and ((heads and len(under) == 1) or (begins and _joined(begins[0]) == code)):
                yield span


def recorded(question: str, passage: Passage) -> Iterator[Span]:
    """The paragraphs that begin with the day asked for."""
    days = list(named_days(question))
    if len(days) != 1:
        return
    asked = days[0]
    if not set(telling(question[: asked.start] + question[asked.end :])) <= _ON:
        return
    text = passage.document.text
    for each in paragraphs(text, passage.span.start, passage.span.end):
        first = next(named_days(each.span.of(text)), None)
        section = passage.document.section_at(each.span.start)
        if first and first.start <= _BEFORE and first.day == asked.day and (section is None or section.quotable):
            yield each.span


def dated(question: str, passage: Passage) -> Iterator[Span]:
    """The sentences that say every word of the question of the day it names, and write it otherwise; or of the month or year."""
    days = list(dates(question))
    if len(days) != 1 or _WHEN.match(question):
        return
    ((place, day),) = days
    asked = stems(question[: place.start] + question[place.end :])
    for span in sentences(passage.text) if asked else ():
        words, start = span.of(passage.text), passage.span.start + span.start
        days_there = [other for _, other in dates(words)]
        if not days_there or place.of(question) in words or not asked <= stems(words):
            continue
        section = passage.document.section_at(start)
        if (section is None or section.quotable) and all(_is_in(other, day) for other in days_there):
            yield span.shifted(passage.span.start)


def _is_in(day: Day, asked: Day) -> bool:
    """Whether a day is the one asked for, or of the month or year asked for, and is told as exactly."""
    return (
        day.fits(asked)
        and (asked.day is None or day.day is not None)
        and (asked.month is None or day.month is not None)
    )


def _codes(words: str) -> set[str]:
    return {_joined(found[0]) for found in _CODE.finditer(words)}


def _joined(code: str) -> str:
    """A code without what stands between its parts: E4021 for E-4021 and E 4021."""
    return "".join(filter(str.isalnum, code)).lower()


def is_heading(words: str, heading: str) -> bool:
    """Whether a paragraph is but the heading of its section."""
    return " ".join(words.split()).strip("# ").casefold() == heading.casefold()
