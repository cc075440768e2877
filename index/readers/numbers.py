"""Values as a spreadsheet shows them, by the format of their cell. Pure.

A format is what ECMA-376 (part 1, 18.8.31) calls a number format code: ``0.0%``, ``#,##0.00 "EUR"``, ``d mmmm yyyy``.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from index.reading import MONTHS

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General)|(?P<half>AM/PM|A/P)'
    r"|(?P<date>[yYeE]+|[mM]+|[dD]+|[hH]+|[sS]+)|(?P<sign>.)",
    re.DOTALL,
)
_CURRENCY = re.compile(r"\$([^-]*)(?:-([0-9A-Fa-f]+))?")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_PLACES = "0#?"
_DATE_SIGNS = re.compile(r"[yYmMdDhHsS]")
#: Digits that a cell without a format shows at most.
_DIGITS = 11
_EXACT = Context(prec=400)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
#: Formats that each country shows in its own way: no form of theirs is known from the file.
_LOCAL = {"mm-dd-yy", "m/d/yy h:mm", "m/d/yyyy", "m/d/yy", "General"}


def shown(value: object, code: str) -> str:
    """What a sheet shows for ``value`` in a cell of this format; where that is not known, the value itself.

    Dates stand as ISO 8601 has them where the format leaves their form to the reader's country.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case str():
            return _worded(value, code)
        case datetime() | date() | time() | timedelta():
            return _dated(value, code)
        case int() | float() | Decimal():
            return _numbered(value, code)
        case _:
            return str(value)


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[tuple[re.Match[str], ...], ...]:
    """The format's parts for positive numbers, negative ones, zero and text, each in tokens."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token[0] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(map(tuple, parts))


def _worded(value: str, code: str) -> str:
    """Text as the format's part for text has it, if it has one."""
    parts = _sections(code)
    part = parts[3] if len(parts) > 3 else parts[-1]
    if not any(token["sign"] == "@" for token in part):
        return "" if len(parts) > 3 and not part else value
    return "".join(value if token["sign"] == "@" else _literal(token) for token in part)


def _literal(token: re.Match[str]) -> str:
    """What a token that stands for itself writes."""
    if token["bracket"] is not None:
        found = _CURRENCY.match(token["bracket"])
        return found[1] if found else ""
    return token["quoted"] or token["escaped"] or token["sign"] or ""


def _numbered(value: float | Decimal, code: str) -> str:
    number = Decimal(repr(value) if isinstance(value, float) else value)
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return str(value)
    part, number = _part(_sections(code), number)
    kinds = {token.lastgroup for token in part}
    if not part:
        return "" if ";" in code else _general(number)
    if "general" in kinds:
        return "".join(_general(number) if token["general"] else _literal(token) for token in part)
    if kinds & {"date", "half"} and not any(token["sign"] in tuple(_PLACES) for token in part):
        return str(value)
    signs = "".join(token["sign"] or "" for token in part)
    if "@" in signs:
        return _general(number)
    if "/" in signs and "?" in signs.partition("/")[2] + "#":
        return _fraction(number, part)
    return _pattern(number, part)


def _part(parts: tuple[tuple[re.Match[str], ...], ...], number: Decimal) -> tuple[tuple[re.Match[str], ...], Decimal]:
    """The part of the format that a number falls under; the second one has its own sign for less than nothing."""
    for place, part in enumerate(parts[:2]):
        for token in part:
            condition = _CONDITION.fullmatch(token["bracket"] or "")
            if condition and _holds(number, condition[1], Decimal(condition[2])):
                return part, abs(number) if place else number
    if any(_CONDITION.fullmatch(token["bracket"] or "") for part in parts[:2] for token in part):
        return parts[min(len(parts), 3) - 1], number
    if number < 0 and len(parts) > 1:
        return parts[1], -number
    if number == 0 and len(parts) > 2:
        return parts[2], number
    return parts[0], number


def _holds(number: Decimal, relation: str, bound: Decimal) -> bool:
    return {
        "<": number < bound,
        ">": number > bound,
        "<=": number <= bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[relation]


def _general(number: Decimal) -> str:
    """A number without a format: whole ones whole, others to as many digits as a sheet shows."""
    if number == number.to_integral_value() and abs(number) < 10**15:
        return str(int(number))
    text = f"{number:.{_DIGITS}g}"
    if -7 < number.adjusted() < _DIGITS:
        return f"{Decimal(text).normalize():f}"
    mantissa, _, exponent = text.upper().partition("E")
    return f"{mantissa}E{int(exponent or 0):+03d}"


def _pattern(number: Decimal, part: tuple[re.Match[str], ...]) -> str:
    """A number in the places a format has for its digits."""
    signs = [(token["sign"] or token["date"] or "") if token.lastgroup in ("sign", "date") else "" for token in part]
    places = [i for i, sign in enumerate(signs) if sign in tuple(_PLACES)]
    if not places:
        return "".join(map(_literal, part))
    power = next((i for i, sign in enumerate(signs) if sign in ("E", "e") and i > places[0]), None)
    mantissa = [i for i in places if power is None or i < power]
    point = next((i for i, sign in enumerate(signs) if sign == "." and i > -1), None)
    whole = [i for i in mantissa if point is None or i < point]
    decimals = [i for i in mantissa if point is not None and i > point]
    commas = [i for i, sign in enumerate(signs) if sign == "," and mantissa]
    grouped = any(i < mantissa[-1] and (point is None or i < point) for i in commas if i > mantissa[0])
    scale = sum(1 for i in commas if i > (whole or mantissa)[-1] and not (decimals and i < decimals[0]))
    number = number.scaleb(2 * signs.count("%") - 3 * scale)
    exponent = 0
    if power is not None and number:
        exponent = number.adjusted() - max(len(whole) - 1, 0)
        number = number.scaleb(-exponent)
    rounded = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, _EXACT)
    digits, _, rest = f"{abs(rounded):f}".partition(".")
    digits = digits.lstrip("0").rjust(sum(signs[i] == "0" for i in whole), "0")
    rest = rest[: len(decimals)]
    while rest.endswith("0") and signs[decimals[len(rest) - 1]] == "#":
        rest = rest[:-1]
    written = dict.fromkeys(whole, "")
    for i in reversed(whole):
        written[i], digits = digits[-1:], digits[:-1]
    if whole:
        written[whole[0]] = digits + written[whole[0]]
        if grouped:
            together = f"{int(''.join(written.values()) or 0):,}".rjust(1)
            together = together if any(written.values()) else ""
            written = dict.fromkeys(whole, "") | {whole[0]: together}
    written |= dict(zip(decimals, rest, strict=False))
    out = ["-" if rounded < 0 else ""]
    for i, token in enumerate(part):
        if power is not None and i == power:
            width = sum(1 for p in places if p > power)
            plus = "+" if "+" in signs[power:] else ""
            out.append(f"E{'-' if exponent < 0 else plus}{abs(exponent):0{width}d}")
        elif power is not None and i > power and (i in places or signs[i] in ("+", "-")):
            continue
        elif i in mantissa:
            out.append(written.get(i, ""))
        elif i == point:
            out.append("." if rest else "")
        elif i not in commas:
            out.append(_literal(token))
    return "".join(out).strip()


def _fraction(number: Decimal, part: tuple[re.Match[str], ...]) -> str:
    """A number as a whole and a fraction: ``# ?/?``."""
    signs = "".join(token["sign"] or "" for token in part)
    before, _, after = signs.partition("/")
    digits = re.match(r"[?#0]+|[0-9]+", after.strip())
    most = 10 ** len(digits[0]) - 1 if digits else 9
    exact = Fraction(abs(number))
    whole = int(exact) if " " in before.strip() else 0
    fraction = (exact - whole).limit_denominator(most)
    if fraction == 1 and whole:
        whole, fraction = whole + 1, Fraction(0)
    said = [str(whole)] if whole or not fraction else []
    said += [f"{fraction.numerator}/{fraction.denominator}"] if fraction else []
    return "-" * (number < 0) + " ".join(said)


def _dated(value: datetime | date | time | timedelta, code: str) -> str:
    part = _sections(code)[0]
    bare = "".join(token[0] for token in part if token["bracket"] is None).strip()
    currencies = [_CURRENCY.match(token["bracket"]) for token in part if token["bracket"] is not None]
    # English, or no language named: others write their own months, which no one here knows.
    foreign = any(t and t[2] and int(t[2], 16) & 0x3FF not in (0, 9) for t in currencies)
    named = any(len(token["date"] or "") > 2 and (token["date"] or " ")[0] in "mMdD" for token in part)
    if bare in _LOCAL or not _DATE_SIGNS.search(bare) or (foreign and named):
        return _iso(value)
    if isinstance(value, timedelta):
        return _elapsed(value, part)
    moment = value if isinstance(value, datetime) else _moment(value)
    half = any(token["half"] for token in part)
    out = []
    for place, token in enumerate(part):
        if token["half"]:
            out.append("AM" if moment.hour < 12 else "PM")
        elif token["date"]:
            out.append(_field(moment, token["date"].lower(), half=half, minutes=_is_minutes(part, place)))
        elif token["sign"] == "0":
            continue
        elif token["sign"] != "@":
            out.append(_literal(token))
    return "".join(out).strip(" .")


def _is_minutes(part: tuple[re.Match[str], ...], place: int) -> bool:
    """Whether an ``m`` stands for minutes: after hours or before seconds."""
    dates = [i for i, token in enumerate(part) if token["date"] or _hours(token)]
    at = dates.index(place)
    before = part[dates[at - 1]] if at else None
    after = part[dates[at + 1]] if at + 1 < len(dates) else None
    return bool(
        (before and ((before["date"] and before["date"][0] in "hH") or _hours(before)))
        or (after and after["date"] and after["date"][0] in "sS")
    )


def _hours(token: re.Match[str]) -> bool:
    return (token["bracket"] or "").lower() in ("h", "hh", "m", "mm", "s", "ss")


def _field(moment: datetime, field: str, *, half: bool, minutes: bool) -> str:
    match field[0]:
        case "y" | "e":
            return f"{moment.year % 100:02d}" if len(field) <= 2 and field[0] == "y" else f"{moment.year:04d}"
        case "m" if minutes:
            return f"{moment.minute:0{min(len(field), 2)}d}"
        case "m":
            name = MONTHS[moment.month - 1]
            return {3: name[:3], 4: name, 5: name[0]}.get(len(field)) or f"{moment.month:0{min(len(field), 2)}d}"
        case "d":
            name = _DAYS[moment.weekday()]
            return {3: name[:3], 4: name}.get(len(field)) or f"{moment.day:0{min(len(field), 2)}d}"
        case "h":
            return f"{(moment.hour % 12 or 12) if half else moment.hour:0{min(len(field), 2)}d}"
        case _:
            return f"{moment.second:0{min(len(field), 2)}d}"


def _moment(value: date | time) -> datetime:
    return datetime.combine(date(1900, 1, 1), value) if isinstance(value, time) else datetime.combine(value, time())


def _elapsed(value: timedelta, part: tuple[re.Match[str], ...]) -> str:
    """A length of time: ``[h]:mm``."""
    seconds = round(abs(value).total_seconds())
    units = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}
    rest = {"h": seconds // 3600 % 24, "m": seconds // 60 % 60, "s": seconds % 60}
    out = ["-" if value < timedelta() else ""]
    for token in part:
        if _hours(token):
            out.append(f"{units[token['bracket'][0].lower()]:0{len(token['bracket'])}d}")
        elif token["date"] and token["date"][0].lower() in rest:
            out.append(f"{rest[token['date'][0].lower()]:0{len(token['date'])}d}")
        elif token["sign"] not in ("0", "@"):
            out.append(_literal(token))
    return "".join(out).strip(" .")


def _iso(value: datetime | date | time | timedelta) -> str:
    match value:
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
        case timedelta():
            return str(value)
        case _:
            return value.isoformat()
