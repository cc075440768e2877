"""Whole days in a text, however they are written: the reading text has them all in words."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + r"|Sept\.?"
_NUMBER_OF = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_DATE = re.compile(
    rf"""(?<![\w./-])(?:
    (?P<y1>(?:1[5-9]|20)\d\d)(?P<s1>[-/.])(?P<m1>\d\d?)(?P=s1)(?P<d1>\d\d?)
    |(?P<d2>\d\d?)(?P<s2>[-/.])(?P<m2>\d\d?)(?P=s2)(?P<y2>(?:1[5-9]|20)\d\d|(?<=\d\d\.\d\d\.)\d\d)
    |(?P<d3>\d\d?)(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<m3>{_MONTH}),?\s(?P<y3>(?:1[5-9]|20)\d\d)
    |(?P<m4>{_MONTH})\s(?P<d4>\d\d?)(?:st|nd|rd|th)?,?\s(?P<y4>(?:1[5-9]|20)\d\d)
    )(?![\w/-]|\.\d)""",
    re.VERBOSE | re.IGNORECASE,
)


class NamedDay(NamedTuple):
    """A date and where it stands; ``numeric`` where it is written in numbers alone."""

    day: date
    start: int
    end: int
    numeric: bool


def named_days(text: str) -> Iterator[NamedDay]:
    """The days that ``text`` names, in order.

    03/04/2025 is passed over: its day and month cannot be told from each other. With full stops the day comes first.
    """
    for found in _DATE.finditer(text):
        if found["y1"]:
            parts, numeric = (found["y1"], found["m1"], found["d1"]), True
        elif found["y2"]:
            year, month, day = found["y2"], int(found["m2"]), int(found["d2"])
            year = year if len(year) == 4 else f"20{year}"
            if found["s2"] != "." and month <= 12 and day <= 12 and month != day:
                continue
            if found["s2"] != "." and month > 12:
                month, day = day, month
            parts, numeric = (year, str(month), str(day)), True
        else:
            name = found["m3"] or found["m4"]
            parts = (found["y3"] or found["y4"], str(_NUMBER_OF[name[:3].lower()]), found["d3"] or found["d4"])
            numeric = False
        try:
            day_ = date(*map(int, parts))
        except ValueError:
            continue
        yield NamedDay(day_, found.start(), found.end(), numeric)


def spelled(day: date) -> str:
    """The date in words: "3 April 2025"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def respelled(text: str) -> str:
    """``text`` with its dates in words where they are in numbers, as a reading text has them."""
    parts, last = [], 0
    for found in named_days(text):
        if found.numeric:
            parts += [text[last : found.start], spelled(found.day)]
            last = found.end
    return "".join([*parts, text[last:]])
