"""Amounts in a sentence: numbers in digits or words, with what they count or measure. English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from assistant.language import NUMERALS, ONES
from index.documents import Span
from index.words import STOP_WORDS

_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
#: Units by their names, with how many of the one they are counted in.
_UNITS: dict[str, tuple[str, int | Fraction]] = {
    **dict.fromkeys(("€", "eur", "euro"), ("euro", 1)),
    **dict.fromkeys(("$", "usd", "dollar"), ("dollar", 1)),
    **dict.fromkeys(("£", "gbp", "pound"), ("pound", 1)),
    **dict.fromkeys(("%", "percent", "per cent"), ("percent", 1)),
    **dict.fromkeys(("m", "metre", "meter"), ("metre", 1)),
    **dict.fromkeys(("km", "kilometre", "kilometer"), ("metre", 1_000)),
    **dict.fromkeys(("cm", "centimetre", "centimeter"), ("metre", Fraction(1, 100))),
    **dict.fromkeys(("mm", "millimetre", "millimeter"), ("metre", Fraction(1, 1_000))),
    **dict.fromkeys(("g", "gram", "gramme"), ("gram", 1)),
    **dict.fromkeys(("mg", "milligram"), ("gram", Fraction(1, 1_000))),
    **dict.fromkeys(("kg", "kilogram", "kilo"), ("gram", 1_000)),
    **dict.fromkeys(("t", "tonne", "ton"), ("gram", 1_000_000)),
    "month": ("month", 1),
    "year": ("month", 12),
    "day": ("day", 1),
    "week": ("day", 7),
    **dict.fromkeys(("s", "second", "sec"), ("second", 1)),
    **dict.fromkeys(("min", "minute"), ("second", 60)),
    **dict.fromkeys(("h", "hour"), ("second", 3_600)),
}
_SPELLED = "|".join(sorted((*NUMERALS, *_SCALES), key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"(?:[ -]?(?P<unit>%|°[CF]|[^\W\d_]+))?"
_CLOCK = re.compile(
    r"(?<![\w:.])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?(?: ?(?P<half>[ap])\.?m\b\.?| o[’']clock)"
    r"|(?<![\w:.])(?P<hour24>[01]?\d|2[0-4]):(?P<minute24>[0-5]\d)(?![\d:])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?P<sign>[-−])?(?P<money>[€$£] ?)?(?:(?P<digits>{_DIGITS})|(?P<words>(?:{_SPELLED})(?:[ -](?:and )?(?:{_SPELLED})\b)*\b))"
    rf"(?: (?P<scale>hundred|thousand|million|billion|dozen))?(?![\d:]|\.\d|-\w*\d){_UNIT}",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"(?<![\w.,])(?P<low>{_DIGITS}) ?(?:to|–|-) ?(?P<high>{_DIGITS}){_UNIT}")
_PART = re.compile(
    rf"\b(?:(?P<many>a|an|{'|'.join(ONES[1:])})[ -](?P<part>{'|'.join(_PARTS)})s?)\b(?! of an? )", re.IGNORECASE
)
_BOUND = re.compile(
    r"\b(?:at (?:least|most)|up to|(?:more|less|fewer|greater|longer) than|over|under|above|below|minimum of|maximum of|as many as)"
    r"(?: \w+)?\s*[€$£]?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|some|circa|estimated)\s*[€$£]?$", re.IGNORECASE
)


@dataclass(frozen=True)
class Quantity:
    """An amount.

    Attributes:
        low, high: equal but for a range. unit: what is counted, in the singular; empty where it is not told.
        about: it is not meant to be exact. bound: it is a limit rather than an amount.
    """

    span: Span
    low: Fraction
    high: Fraction
    unit: str
    about: bool = False
    bound: bool = False

    def equals(self, other: "Quantity") -> bool:
        """Whether both are the same amount."""
        return (self.low, self.high) == (other.low, other.high)

    def contradicts(self, other: "Quantity") -> bool:
        """Whether the two cannot mean the same amount."""
        if self.bound or other.bound or (self.low <= other.high and other.low <= self.high):
            return False
        if self.about or other.about:
            small, great = sorted((abs(self.high), abs(other.high)))
            return great > 2 * small
        return True


def quantities(text: str) -> list[Quantity]:
    """The amounts in a text, in their order; no two share a character."""
    found: list[Quantity] = []
    for each in (*_clocks(text), *_ranges(text), *_parts(text), *_numbers(text)):
        if not any(each.span.meets(other.span) for other in found):
            found.append(each)
    return sorted(found, key=lambda each: each.span)


def singular(word: str) -> str:
    """A noun without its plural ending."""
    word = word.lower()
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word


def _clocks(text: str) -> Iterator[Quantity]:
    for found in _CLOCK.finditer(text):
        hour = int(found["hour"] or found["hour24"])
        minute = int(found["minute"] or found["minute24"] or 0)
        if found["half"]:
            hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
        yield Quantity(Span(*found.span()), *(Fraction(60 * hour + minute),) * 2, "clock")


def _ranges(text: str) -> Iterator[Quantity]:
    for found in _RANGE.finditer(text):
        low, high = _exact(found["low"]), _exact(found["high"])
        if low < high:
            unit, factor = _unit(found["unit"])
            yield Quantity(_kept(found), low * factor, high * factor, unit)


def _parts(text: str) -> Iterator[Quantity]:
    for found in _PART.finditer(text):
        many = NUMERALS.get(found["many"].lower(), 1)
        share = Fraction(many, _PARTS[found["part"].lower()])
        yield Quantity(Span(*found.span()), share, share, "share")


def _numbers(text: str) -> Iterator[Quantity]:
    for found in _NUMBER.finditer(text):
        value = _exact(found["digits"]) if found["digits"] else Fraction(_spelled(found["words"]))
        value *= _SCALES[found["scale"].lower()] if found["scale"] else 1
        value = -value if found["sign"] else value
        name, factor = _unit((found["money"] or "").strip() or found["unit"])
        before = text[: found.start()]
        yield Quantity(
            _kept(found),
            value * factor,
            value * factor,
            name,
            about=bool(_ABOUT.search(before)),
            bound=bool(_BOUND.search(before)),
        )


def _kept(found: re.Match[str]) -> Span:
    """The amount with its unit of measure; any other word after it is not its own."""
    unit = found["unit"]
    if unit and unit[0] not in "%°" and unit.lower() not in _UNITS and singular(unit) not in _UNITS:
        return Span(found.start(), len(found.string[: found.start("unit")].rstrip(" -")))
    return Span(*found.span())


def _unit(word: str | None) -> tuple[str, int | Fraction]:
    if not word or word.lower() in STOP_WORDS:
        return "", 1
    return _UNITS.get(word.lower(), _UNITS.get(singular(word), (singular(word), 1)))


def _exact(digits: str) -> Fraction:
    return Fraction(digits.replace(",", ""))


def _spelled(words: str) -> int:
    total = part = 0
    for word in re.split(r"[ -]+", words.lower()):
        if word in _SCALES:
            scale = _SCALES[word]
            part = max(1, part) * scale
            if scale >= 1_000:
                total, part = total + part, 0
        elif word in NUMERALS:
            part += NUMERALS[word]
    return total + part
