"""Which newlines end something, and which only wrap a line."""

import re
from itertools import pairwise

_ITEM = re.compile(r"\s*(?:[-*+•·▪◦–]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)]|#{1,6}|>|\|)\s")

#: Wrapped text has lines about this wide; a longer line was not wrapped.
WIDEST = 130


def unwrapped(text: str) -> str:
    """``text`` with a space for each newline that only wraps a line; every offset stays the same.

    A newline wraps when the line before it is nearly as wide as the text's wide lines, hardly any of which
    is wider than :data:`WIDEST`, and the next line neither is blank nor begins a list item or table row.
    """
    lines = text.split("\n")
    widths = sorted(len(line.rstrip()) for line in lines if line.strip())
    wide = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    if not 40 <= wide <= WIDEST or len(widths) < 2:
        return text
    parts = [lines[0]]
    for before, after in pairwise(lines):
        wraps = len(before.rstrip()) >= 0.7 * wide and after.strip() and not _ITEM.match(after)
        parts += [" " if wraps else "\n", after]
    return "".join(parts)
