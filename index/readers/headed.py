"""Text kept as written whose headings are marked in it: LaTeX, Org, reStructuredText. Pure."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.documents import Section, Span, trimmed
from index.readers.limits import heading
from index.readers.markup import inside


def sections(
    text: str, marks: Iterable[tuple[int, int, str]], *, unread: Sequence[Span] = (), hidden: Sequence[Span] = ()
) -> tuple[Section, ...]:
    """A section under each heading.

    Args:
        marks: where each heading begins, its level, and its words.
        unread: stretches that are no words. hidden: stretches that nobody sees; both in order.
    """
    cuts = [(0, 0, ""), *((start, level, words) for start, level, words in marks), (len(text), 0, "")]
    path: list[tuple[int, str]] = []
    found: list[Section] = []
    for (start, level, words), (end, _, _) in pairwise(cuts):
        if level:
            path = [entry for entry in path if entry[0] < level] + [(level, heading(words))]
        above = tuple(words for _, words in path if words)
        place = start
        for span in (span for span in hidden if span.start < end and span.end > start):
            found += _section(text, place, max(span.start, place), above, unread)
            if shut := trimmed(text, max(span.start, start), min(span.end, end)):
                found.append(Section(shut, above, quotable=False))
            place = max(place, min(span.end, end))
        found += _section(text, place, end, above, unread)
    return tuple(found)


def _section(text: str, start: int, end: int, above: tuple[str, ...], unread: Sequence[Span]) -> list[Section]:
    span = trimmed(text, start, end)
    return [Section(span, above, unread=inside(unread, span))] if span else []


def spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    """Where a pattern is found; nothing of it empty."""
    return [Span(*match.span()) for match in pattern.finditer(text) if match.end() > match.start()]
