"""Dates in a text, whole days, months or years, to compare what documents say. English month names, and orders that can be
read one way only. The days that are put into words for the models are found by :mod:`index.reading.days`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.documents import Span
from index.reading import MONTHS

_MONTHS = [name.lower() for name in MONTHS]
_NAMES = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH = r"(?P<name{0}>(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + r"|sept)\b\.?)"
_YEAR = r"(?P<year{0}>(?:1[5-9]|20)\d\d)"
_DAY = r"(?P<day{0}>[0-3]?\d)(?:st|nd|rd|th)?"

#: Each way a date is written, the fuller ones first: a shorter one would take a piece of it.
_FORMS = (
    rf"{_YEAR}[-/.](?P<month{{0}}>[01]?\d)[-/.](?P<day{{0}}>[0-3]?\d)(?!\d)",
    rf"(?P<first{{0}}>[0-3]?\d)[./-](?P<second{{0}}>[0-3]?\d)[./-]{_YEAR}(?![\d-])",
    rf"{_DAY}(?: day)?(?: of)?[ -]{_MONTH},?[ -](?:of )?{_YEAR}(?!\d)",
    rf"{_MONTH} {_DAY},? {_YEAR}(?!\d)",
    rf"{_MONTH},? (?:of )?{_YEAR}(?!\d)",
    rf"{_YEAR}-(?P<month{{0}}>[01]\d)(?![\d-])",
    rf"{_DAY}(?: of)? {_MONTH}(?! \d)",
    rf"{_MONTH} {_DAY}(?![\d:])",
    rf"{_YEAR}(?!\d|[.,]\d)",
)
_WRITTEN = re.compile(
    r"(?<![\w.,/$€£-])(?:" + "|".join(form.format(n) for n, form in enumerate(_FORMS)) + ")", re.IGNORECASE
)
_FIELDS = tuple(
    {name: f"{name}{n}" for name in ("year", "month", "day", "name", "first", "second") if f"<{name}{{0}}>" in form}
    for n, form in enumerate(_FORMS)
)


@dataclass(frozen=True)
class Day:
    """A day, a month or a year; a day or month of any year where the year is not told."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not (self.month is None or 1 <= self.month <= 12) or not (self.day is None or 1 <= self.day <= 31):
            raise ValueError(f"there is no such date as {self.year}-{self.month}-{self.day}")

    def __str__(self) -> str:
        parts = [f"{self.year:04}" if self.year else "-", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    def fits(self, other: "Day") -> bool:
        """Whether both may be the same day: what both tell is equal."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(one is None or two is None or one == two for one, two in pairs)


def dates(text: str) -> Iterator[tuple[Span, Day]]:
    """The dates in a text with their places; of one that could be two different days only the year."""
    for found in _WRITTEN.finditer(text):
        if day := _day(found):
            yield Span(*found.span()), day


def _day(found: re.Match[str]) -> Day | None:
    for names in _FIELDS:
        parts = {name: value for name, group in names.items() if (value := found[group]) is not None}
        if parts:
            break
    year = int(parts["year"]) if "year" in parts else None
    month = int(parts["month"]) if "month" in parts else None
    day = int(parts["day"]) if "day" in parts else None
    if "name" in parts:
        month = _NAMES[parts["name"][:3].lower()]
        # The verbs "may" and "march" are no months.
        if not parts["name"][0].isupper():
            return None
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        if first <= 12 and second <= 12 and first != second:
            return Day(year)
        day, month = (first, second) if second <= 12 else (second, first)
    try:
        return Day(year, month, day)
    except ValueError:
        return None
