"""Tables drawn with characters: cells between upright strokes, with rules of dashes between rows. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.documents import Span, trimmed

#: A row begins and ends with a stroke and has one between.
_ROW = re.compile(r"[ \t]*[|│║┃][^\n]*[|│║┃][^\n]*[|│║┃][ \t]*$")
_STROKE = re.compile(r"[|│║┃]")
_RULE = re.compile(r"[ \t]*(?=[^\n]*[-=─━═]{2})[-=─━═+|:│║┃├┼┤┌┬┐└┴┘╔╦╗╠╬╣╚╩╝╟╫╢╞╪╡╒╤╕╘╧╛ \t]+$")
#: Lines that a row has at most.
_DEEPEST = 8

#: A row's cells in the order of the text: the column, and where it, or a line of it, stands.
Row = list[tuple[int, Span]]


def is_rule(line: str) -> bool:
    """Whether a line is drawn, of dashes and corners and nothing else."""
    return _RULE.match(line) is not None


def drawn_tables(text: str, span: Span) -> Iterator[tuple[Span, list[Row]]]:
    """The drawn tables of a stretch, with their strokes and rules, and the rows of each: two or more."""
    block: list[Row | None] = []
    start = begun = span.start
    for line in [*span.of(text).split("\n"), ""]:
        if not block:
            begun = start
        if is_rule(line):
            block.append(None)
        elif _ROW.match(line):
            block.append(list(_cells(text, start, line)))
        else:
            rows = _rows(block)
            if len(rows) > 1:
                yield Span(begun, start - 1), rows
            block = []
        start += len(line) + 1


def _cells(text: str, start: int, line: str) -> Iterator[tuple[int, Span]]:
    strokes = [start + stroke.start() for stroke in _STROKE.finditer(line)]
    for column, (left, right) in enumerate(pairwise(strokes)):
        if span := trimmed(text, left + 1, right):
            yield column, span


def _rows(block: Sequence[Row | None]) -> list[Row]:
    """The rows of a table: where some line leaves cells empty and rules part more than a head, what is between two rules."""
    groups: list[list[Row]] = [[]]
    for line in block:
        if line is None:
            groups.append([])
        elif line:
            groups[-1].append(line)
    groups = [group for group in groups if group]
    lines = [line for group in groups for line in group]
    most = max(map(len, lines), default=0)
    deep = len(groups) > 2 and max(map(len, groups)) <= _DEEPEST and any(len(line) < most for line in lines)
    if not deep:
        return lines
    return [[cell for line in group for cell in line] for group in groups]
