"""Plain text. Lines that stand like headings divide it into sections."""

import re

from index.documents import Content, Section, Span, trimmed
from index.lines import unwrapped
from index.readers.encoding import decode

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
    text = unwrapped(text)
    lines = [span for start, end in _lines(text) if (span := trimmed(text, start, end))]
    heads = [
        line
        for before, line, after in zip([None, *lines], lines, lines[1:], strict=False)
        if _is_heading(text, before, line, after)
    ]
    title = heads.pop(0).of(text) if heads and heads[0] == lines[0] else None
    bounds = [0, *(head.start for head in heads), len(text)]
    headings = [(), *((head.of(text),) for head in heads)]
    sections = tuple(
        Section(span, heading)
        for start, end, heading in zip(bounds, bounds[1:], headings, strict=False)
        if (span := trimmed(text, start, end))
    )
    return title, sections


def _is_heading(text: str, before: Span | None, line: Span, after: Span) -> bool:
    """Short, unfinished, above something much longer, and not in the middle of a sentence."""
    words = line.of(text)
    return (
        len(line) <= 100
        and words[0].isalnum()
        and not words[0].islower()
        and any(c.isalpha() for c in words)
        and not _END.search(words)
        and "," not in words
        and len(after) >= 60
        and len(after) > 1.5 * len(line)
        and _BEGINS.match(after.of(text)) is not None
        and (before is None or _END.search(before.of(text)) is not None)
    )


def _lines(text: str) -> list[tuple[int, int]]:
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    return [*zip(starts, [s - 1 for s in starts[1:]] + [len(text)], strict=True)]
