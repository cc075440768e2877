"""What takes back what another quote says: "choose by 5 December, not 28 November". Pure, by rules, for English."""

import re
from collections.abc import Iterator

from index.dates import dates
from index.documents import Span

#: What stands right before a value that does not hold, and right after one.
_BEFORE = re.compile(
    r"\b(?:not|no longer|instead of|rather than|in place of)\s+(?:(?:on|by|at|for|the)\s+)*$", re.IGNORECASE
)
_AFTER = re.compile(
    r"[\"'”’]?,?\s+(?:is|are|was|were|has been|have been)\s+(?:now\s+)?"
    r"(?:(?:changed|moved|raised|lowered|extended|shortened) to|replaced|amended|postponed|put off|brought forward|cancelled)\b",
    re.IGNORECASE,
)
#: Words of a value that is looked for to the letter; what is longer is a statement.
_LONGEST = 4


def retracts(said: str, answer: str) -> bool:
    """Whether words say that an answer's day or figure does not hold."""
    return any(_BEFORE.search(said[: at.start]) or _AFTER.match(said, at.end) for at in _mentions(said, answer))


def _mentions(said: str, answer: str) -> Iterator[Span]:
    """Where words tell an answer's day, in whatever form, or its figure, to the letter."""
    days = [day for _, day in dates(answer) if day.day]
    yield from (span for span, day in dates(said) if day.day and any(day.fits(other) for other in days))
    forms = [rf"{day.day}(?:st|nd|rd|th)" for day in days]
    if not days and any(map(str.isdigit, answer)) and len(answer.split()) <= _LONGEST:
        forms = [re.escape(answer)]
    for form in forms:
        yield from (Span(*found.span()) for found in re.finditer(rf"(?<!\w){form}(?!\w)", said, re.IGNORECASE))
