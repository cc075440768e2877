"""Characters as they stand on a page, put into the order and form in which they are read. Pure.

Two things need to be known from their places: which are raised or lowered (marks of notes, powers), and how lines
run from right to left, whose words programs draw in any order.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeVar

from index.readers.scripts import lowered, raised

#: Letters of Hebrew and Arabic and their kin, also in the forms that stand for glyphs.
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
#: Letters that run to the right; numbers do so everywhere.
_RIGHTWARD = re.compile(r"[^\W\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")

_Item = TypeVar("_Item")
#: Raised or lowered text is smaller than this share of what it stands at.
_SMALLER = 0.86
#: How far its foot is above or below the other's, as shares of the other's height.
_UP, _DOWN = (0.15, 0.75), (-0.45, -0.05)
#: A foot is about this share of a character's height below the line it stands on.
_FOOT = 0.2
#: More than these many are no mark and no power.
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character where it is drawn.

    Attributes:
        sign: what it is in the text; empty for what is none of it.
        index: its number on the page.
        made: whether the program that reads the page put it in: a blank or a newline stands nowhere.
    """

    sign: str
    index: int
    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0
    made: bool = False

    @property
    def height(self) -> float:
        """From the foot to the head of its font."""
        return self.top - self.bottom

    @property
    def line(self) -> float:
        """The height of the line that it stands on."""
        return self.bottom + _FOOT * self.height


def turned(turns: int, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    """A box of a page as it stands where the page is turned by so many quarters to the left."""
    for _ in range(turns):
        left, bottom, right, top = -top, left, -bottom, right
    return left, bottom, right, top


def leftward(text: str) -> bool:
    """Whether some of a text runs from right to left."""
    return _LEFTWARD.search(text) is not None


def read(glyphs: Sequence[Glyph]) -> list[tuple[str, int]]:
    """The signs of the text in the order they are read, and the number of each one's character on the page."""
    ordered = [glyph for line in _lines(glyphs) for glyph in _turned(line)]
    kinds = list(_kinds(ordered))
    if not any(kinds):
        return [(glyph.sign, glyph.index) for glyph in ordered]
    return list(_formed(_rejoined(ordered, kinds)))


def _lines(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in glyphs:
        line.append(glyph)
        if glyph.sign.endswith("\n"):
            yield line
            line = []
    yield line


def _turned(line: list[Glyph]) -> list[Glyph]:
    """A line that runs to the left, from its right end on; numbers and foreign words in it run to the right."""
    signs = "".join(glyph.sign for glyph in line)
    if len(_LEFTWARD.findall(signs)) <= len(_RIGHTWARD.findall(signs)):
        return line
    rest = [glyph for glyph in line if not glyph.sign or glyph.sign.endswith("\n")]
    words: list[list[Glyph]] = []
    blanks: list[list[Glyph]] = []
    read_ = (glyph for glyph in line if glyph.sign and not glyph.sign.endswith("\n"))
    for blank, run in groupby(read_, key=lambda glyph: not glyph.sign.strip()):
        (blanks if blank else words).append(list(run))
    # Some programs write a line from its left end on, as it looks.
    steps = [one[0].left < two[0].left for one, two in pairwise(words)]
    if 2 * sum(steps) > len(steps):
        words = list(_runs(words[::-1], lambda word: not leftward("".join(g.sign for g in word))))
        blanks.reverse()
    out: list[Glyph] = []
    for place, word in enumerate(words):
        out += _word(word)
        out += blanks[place] if place < len(blanks) else []
    return out + rest


def _word(word: list[Glyph]) -> list[Glyph]:
    """A word's signs as they are read; a vowel's sign goes with the letter it stands at."""
    letters = sorted((g for g in word if not unicodedata.combining(g.sign[0])), key=lambda glyph: glyph.left)
    starts = [glyph.left for glyph in letters]

    def place(numbered: tuple[int, Glyph]) -> tuple[float, int]:
        number, glyph = numbered
        if unicodedata.combining(glyph.sign[0]) and letters:
            base = letters[max(bisect_right(starts, (glyph.left + glyph.right) / 2) - 1, 0)]
            if (base.left, base.right) != (glyph.left, glyph.right):
                return -base.right, 1
        # Where one shape stands for several letters, they come as they look, from the left on.
        return -glyph.right, -number

    ordered = [glyph for _, glyph in sorted(enumerate(word), key=place)]
    return list(_runs(ordered, lambda glyph: not leftward(glyph.sign), inside=lambda glyph: glyph.sign.isalnum()))


def _runs(
    items: Sequence[_Item], rightward: Callable[[_Item], bool], inside: Callable[[_Item], bool] = lambda _: True
) -> Iterator[_Item]:
    """``items`` with each run of those that are to run to the right turned round, save what is only at its ends."""
    for turned, run in groupby(items, key=rightward):
        kept = list(run)
        first = next((i for i, item in enumerate(kept) if inside(item)), len(kept))
        last = next((i for i in range(len(kept), first, -1) if inside(kept[i - 1])), first)
        yield from (*kept[:first], *reversed(kept[first:last]), *kept[last:]) if turned else kept


def _kinds(glyphs: Sequence[Glyph]) -> Iterator[str]:
    """Of each whether it is raised (``up``) or lowered (``down``) behind what stands before it."""
    on_line: Glyph | None = None
    last: Glyph | None = None
    for glyph in glyphs:
        kind = ""
        if glyph.made or not glyph.sign.strip() or leftward(glyph.sign):
            yield ""
            continue
        if on_line and last and glyph.height < _SMALLER * on_line.height and _follows(last, glyph, on_line.height):
            rise = (glyph.line - on_line.line) / on_line.height
            kind = "up" if _UP[0] < rise < _UP[1] else "down" if _DOWN[0] < rise < _DOWN[1] else ""
        if not kind:
            on_line = glyph
        last = glyph
        yield kind


def _follows(last: Glyph, glyph: Glyph, height: float) -> bool:
    """Whether a glyph stands right behind another, on the same line or a little above or below it."""
    return -0.3 * height < glyph.left - last.right < 0.15 * height and abs(glyph.line - last.line) < height


def _rejoined(glyphs: Sequence[Glyph], kinds: Sequence[str]) -> list[tuple[Glyph, str]]:
    """Glyphs and kinds without the newlines that only set a raised or lowered one apart."""
    out: list[tuple[Glyph, str]] = []
    drawn = [place for place, glyph in enumerate(glyphs) if not glyph.made and glyph.sign.strip()]
    for here, there in zip([None, *drawn], [*drawn, None], strict=True):
        between = [
            (glyphs[i], "") for i in range(0 if here is None else here + 1, len(glyphs) if there is None else there)
        ]
        if here is not None and there is not None and (kinds[here] or kinds[there]):
            one, two = glyphs[here], glyphs[there]
            height = max(one.height, two.height)
            if (
                any("\n" in glyph.sign for glyph, _ in between)
                and -0.3 * height < two.left - one.right < 2 * height
                and (abs(two.line - one.line) < 0.8 * height)
            ):
                spaced = two.left - one.right > 0.15 * height and not kinds[there]
                first = between[0][0]
                between = [(Glyph(" " if spaced else "", first.index, made=True), "")]
        out += between
        if there is not None:
            out.append((glyphs[there], kinds[there]))
    return out


def _formed(glyphs: Iterable[tuple[Glyph, str]]) -> Iterator[tuple[str, int]]:
    """Signs and numbers, raised and lowered ones in the forms that one line can hold."""
    before = ""
    for kind, group in groupby(glyphs, key=lambda pair: pair[1]):
        run = [glyph for glyph, _ in group]
        words = "".join(glyph.sign for glyph in run)
        signs = [glyph.sign for glyph in run]
        if kind and len(words) <= _LONGEST:
            made = raised(words, before) if kind == "up" else lowered(words, before)
            if len(made) == len(words):
                signs = list(made) if all(len(sign) == 1 for sign in signs) else signs
            else:
                start = made.index(words)
                signs[0] = made[:start] + signs[0]
                signs[-1] += made[start + len(words) :]
        before = (before + "".join(signs))[-20:]
        yield from ((sign, glyph.index) for sign, glyph in zip(signs, run, strict=True))
