"""The numbers that Word puts before paragraphs by itself: "4.2", "(a)", "iii.". Pure but for its counters."""

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = _W + "val"
#: Levels a list has.
_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Numbering:
    """Counts the paragraphs of a document's lists."""

    def __init__(self, root: Any) -> None:
        """Takes the part that defines the lists; None where a file has none."""
        self._levels: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        linked: dict[str, str] = {}
        for abstract in root.iterchildren(_W + "abstractNum"):
            id = abstract.get(_W + "abstractNumId") or ""
            self._levels[id] = {_number(level, "ilvl"): level for level in abstract.iterchildren(_W + "lvl")}
            if (link := abstract.find(_W + "styleLink")) is not None:
                linked[link.get(_VAL)] = id
        for abstract in root.iterchildren(_W + "abstractNum"):
            if (link := abstract.find(_W + "numStyleLink")) is not None and link.get(_VAL) in linked:
                self._levels[abstract.get(_W + "abstractNumId")] = self._levels[linked[link.get(_VAL)]]
        for each in root.iterchildren(_W + "num"):
            target = each.find(_W + "abstractNumId")
            begins = {
                _number(override, "ilvl"): int(start.get(_VAL) or 1)
                for override in each.iterchildren(_W + "lvlOverride")
                if (start := override.find(_W + "startOverride")) is not None
            }
            self._lists[each.get(_W + "numId") or ""] = (target.get(_VAL) if target is not None else "", begins)

    def label(self, list_: str, level: int) -> str:
        """Counts one paragraph of a list and gives what stands before it; ``""`` for a bullet or nothing."""
        abstract, begins = self._lists.get(list_, ("", {}))
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if level in begins and (list_, level) not in self._begun:
            self._begun.add((list_, level))
            counts[level] = begins[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else _start(levels[level])
        for deeper in [d for d in counts if d > level]:
            del counts[deeper]
        for above in range(level):
            if above not in counts and above in levels:
                counts[above] = _start(levels[above])
        text = levels[level].find(_W + "lvlText")
        pattern = (text.get(_VAL) or "") if text is not None else ""
        if _format(levels[level]) in ("bullet", "none"):
            return ""
        legal = levels[level].find(_W + "isLgl") is not None

        def written(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            if place not in levels:
                return ""
            form = _format(levels[place])
            return _written(counts.get(place, 1), "decimal" if legal and form != "none" else form)

        return re.sub(r"%([1-9])", written, pattern).strip()

    def level_of(self, list_: str, style: str) -> int | None:
        """The level of a list that a paragraph style is tied to."""
        levels = self._levels.get(self._lists.get(list_, ("", {}))[0], {})
        for number, level in levels.items():
            tied = level.find(_W + "pStyle")
            if tied is not None and tied.get(_VAL) == style:
                return number
        return None


def ordered(number: int, form: str) -> str:
    """A number as a list writes it; ``form`` is ``1``, ``a``, ``A``, ``i`` or ``I``."""
    forms = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    return _written(number, forms.get(form, "decimal"))


def _number(node: Any, name: str) -> int:
    value = node.get(_W + name) or ""
    return int(value) if value.isdecimal() and int(value) < _LEVELS else 0


def _start(level: Any) -> int:
    start = level.find(_W + "start")
    value = (start.get(_VAL) or "") if start is not None else ""
    return int(value) if value.isdecimal() else 0 if start is None else 1


def _format(level: Any) -> str:
    form = level.find(_W + "numFmt")
    return (form.get(_VAL) or "decimal") if form is not None else "decimal"


def _written(number: int, form: str) -> str:
    match form:
        case "lowerRoman" | "upperRoman" if 0 < number < 5000:
            roman = _roman(number)
            return roman.upper() if form.startswith("upper") else roman
        case "lowerLetter" | "upperLetter" if 0 < number < 1000:
            # After z comes aa, then bb.
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters.upper() if form.startswith("upper") else letters
        case "decimalZero":
            return f"{number:02d}"
        case "ordinal":
            teens = number % 100 in (11, 12, 13)
            return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
        case "none" | "bullet":
            return ""
        case _:
            return str(number)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out
