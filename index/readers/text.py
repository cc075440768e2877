"""Plain text. Lines that stand like headings divide it into sections."""

import re
from itertools import accumulate

from index.documents import Content, Section, trimmed
from index.readers.encoding import decode
from index.reading import unwrapped

#: Code points a heading may have.
_LONGEST = 100
_END = re.compile(r"[.!?:;,…\"”’)\]]\s*$")
# A line that goes on in lower case or brackets goes on from the one before.
_BEGINS = re.compile(r"[\"'“‘„«*_]*[^\W_a-z]")


def read(data: bytes) -> Content:
    """The content of a text file; ``metadata["encoding"]`` tells how it was decoded."""
    text, encoding = decode(data)
    title, sections = headed(text)
    return Content(text, sections, title, {"encoding": encoding})


def headed(text: str) -> tuple[str | None, tuple[Section, ...]]:
    """The title, where the first line is one, and the sections under the lines that look like headings."""
    rows = unwrapped(text).split("\n")
    starts = accumulate((len(row) + 1 for row in rows), initial=0)
    lines = [(start, line) for start, row in zip(starts, rows, strict=False) if (line := row.strip())]
    heads = [
        (start, line)
        for (_, before), (start, line), (_, after) in zip([(0, ""), *lines], lines, lines[1:], strict=False)
        if len(line) <= _LONGEST and _is_heading(before, line, after)
    ]
    title = heads.pop(0)[1] if heads and heads[0] == lines[0] else None
    bounds = [0, *(start for start, _ in heads), len(text)]
    headings = [(), *((line,) for _, line in heads)]
    sections = tuple(
        Section(span, heading)
        for start, end, heading in zip(bounds, bounds[1:], headings, strict=False)
        if (span := trimmed(text, start, end))
    )
    return title, sections


def _is_heading(before: str, line: str, after: str) -> bool:
    """Short, unfinished, above something much longer, and not in the middle of a sentence."""
    return (
        line[0].isalnum()
        and not line[0].islower()
        and any(c.isalpha() for c in line)
        and not _END.search(line)
        and "," not in line
        and len(after) >= 60
        and len(after) > 1.5 * len(line)
        and _BEGINS.match(after) is not None
        and (not before or _END.search(before) is not None)
    )
