"""What was filled into a page's form, put where it stands among the page's own words. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from index.readers.glyphs import Glyph

#: Words stand on one line where their feet differ by less than this share of their height.
_LEVEL = 0.6


@dataclass(eq=False)
class _Line:
    """A line of glyphs; ``foot``, ``height`` and ``left`` are those of what is drawn of it."""

    glyphs: list[Glyph]
    foot: float
    height: float
    left: float


def placed(glyphs: Sequence[Glyph], first: int) -> list[Glyph]:
    """The page's glyphs in the order they are read.

    Args:
        glyphs: the page's own ones in their order, then those of its fields, line by line.
        first: the number of the first glyph that stands in a field.
    """
    lines = list(_lines(glyph for glyph in glyphs if glyph.index < first))
    for value in _lines(glyph for glyph in glyphs if glyph.index >= first):
        level = [line for line in lines if abs(line.foot - value.foot) < _LEVEL * value.height]
        before = [line for line in level if line.left <= value.left]
        if before:
            # Of several parts of one line, the one that begins nearest.
            _insert(max(before, key=lambda line: line.left).glyphs, value)
        elif level:
            lines.insert(lines.index(min(level, key=lambda line: line.left)), value)
        else:
            above = [line for line in lines if line.foot > value.foot]
            lines.insert(lines.index(min(above, key=lambda line: line.foot)) + 1 if above else 0, value)
    return [glyph for line in lines for glyph in line.glyphs]


def _insert(line: list[Glyph], value: _Line) -> None:
    """Puts a field's words into a line, before the first of its words that stands further right."""
    further = (i for i, glyph in enumerate(line) if _is_drawn(glyph) and glyph.left > value.left)
    place = next(further, len(line) - 1)
    blank = Glyph(" ", value.glyphs[0].index, made=True)
    line[place:place] = [blank, *value.glyphs[:-1], blank]


def _lines(glyphs: Iterable[Glyph]) -> Iterator[_Line]:
    """The lines on which something is drawn; each ends with a newline."""
    line: list[Glyph] = []
    for glyph in glyphs:
        line.append(glyph)
        if glyph.sign.endswith("\n"):
            yield from _line(line)
            line = []
    if line:
        yield from _line([*line, Glyph("\n", line[-1].index, made=True)])


def _line(glyphs: list[Glyph]) -> Iterator[_Line]:
    drawn = [glyph for glyph in glyphs if _is_drawn(glyph)]
    if drawn:
        foot, height = median(glyph.line for glyph in drawn), max(glyph.height for glyph in drawn)
        yield _Line(glyphs, foot, height, min(glyph.left for glyph in drawn))


def _is_drawn(glyph: Glyph) -> bool:
    return not glyph.made and bool(glyph.sign.strip())
