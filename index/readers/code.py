"""Source code, kept as written; a section is what stands together, and its line is its place."""

import re

from index.documents import Content, Section, trimmed
from index.readers.encoding import decode

#: A blank line behind which a line begins at the margin parts what belongs together; braces may close there.
_PART = re.compile(r"\n[ \t]*\n(?=[^\s)\]}])")
#: Lines a section has at most.
_LINES = 60


def read(data: bytes) -> Content:
    """The content of a program's source: comments, names and all."""
    text, encoding = decode(data)
    found: list[Section] = []
    line, start = 1, 0
    for end in [*(match.end() for match in _PART.finditer(text)), len(text)]:
        begin = start
        for more in _pieces(text, start, end):
            if span := trimmed(text, begin, more):
                first = line + text.count("\n", begin, span.start)
                found.append(Section(span, place=f"line {first}"))
            line += text.count("\n", begin, more)
            begin = more
        start = end
    return Content(text, tuple(found), metadata={"encoding": encoding})


def _pieces(text: str, start: int, end: int) -> list[int]:
    """Where the pieces of a long stretch end."""
    ends, place, lines = [], start, 0
    while (newline := text.find("\n", place, end)) >= 0:
        place, lines = newline + 1, lines + 1
        if lines == _LINES:
            ends.append(place)
            lines = 0
    return [*ends, end] if not ends or ends[-1] < end else ends
