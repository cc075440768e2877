"""The times that a text tells: its days, and the period that two of them make. Pure, by rules, for English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.language.segmentation import sentences
from assistant.language.stemming import stems
from index.dates import Day, dates
from index.documents import Span

_TO = re.compile(r"\s(?:to|until|till|and|through)\s(?:the end of )?|\s?[–-]\s?", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till)\s(?:the end of )?$", re.IGNORECASE)
#: "After 1850" is no time within anything.
_BESIDE = re.compile(r"\b(?:after|before|since|until|till|by)\b", re.IGNORECASE)
_WHO = re.compile(r"(?:and )?(?:who|which)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Times:
    """The dates of a text that have a year, and the period that two of them make, or one with "until"."""

    days: tuple[Day, ...]
    period: tuple[Day | None, Day] | None


def times(text: str) -> Times:
    """The times of a text."""
    found = list(dates(text))
    period: tuple[Day | None, Day] | None = None
    for (one, first), (other, last) in pairwise(found):
        if _TO.fullmatch(text[one.end : other.start]) and last.year:
            period = (first if first.year else replace(first, year=last.year), last)
    if len(found) == 1 and found[0][1].year and _UNTIL.search(text[: found[0][0].start]):
        period = (None, found[0][1])
    return Times(tuple(day for _, day in found if day.year), period)


def within(day: Day, period: tuple[Day | None, Day]) -> bool:
    """Whether a day lies in a period, its first and its last day among it."""
    start, end = period
    return (start is None or not later(start, day)) and not later(day, end)


def later(one: Day, other: Day) -> bool:
    """Whether a day is plainly after another, each as exactly as both are told."""
    return any(
        a is not None and b is not None and a > b and same
        for a, b, same in (
            (one.year, other.year, True),
            (one.month, other.month, one.year == other.year),
            (one.day, other.day, one.year == other.year and one.month == other.month),
        )
    )


def asks_who(question: str) -> bool:
    """Whether a question begins by asking for a person."""
    return _WHO.match(question) is not None


def held(question: str, text: str, lead: str) -> Iterator[Span]:
    """The sentences of a text that tell who it was all through a period in which the question asks who it was.

    Args:
        lead: what stands above the text, and need not be said in it again.
    """
    asked = times(question)
    if not asks_who(question) or len(asked.days) != 1 or asked.period or _BESIDE.search(question):
        return
    bare = question
    for span, _ in reversed(list(dates(question))):
        bare = bare[: span.start] + bare[span.end :]
    telling = stems(bare)
    for each in sentences(text) if telling else ():
        said = each.of(text)
        stated = times(said)
        # With other days in it, or an open beginning, it may tell of more than the period.
        if stated.period is None or stated.period[0] is None or len(stated.days) > 2:
            continue
        if within(asked.days[0], stated.period) and telling <= stems(f"{lead} {said}") and telling & stems(said):
            yield each
