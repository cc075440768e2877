"""What of a Markdown text is no word of it: comments, struck-out text, addresses, tags and marks. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from index.documents import Span

#: Tags of a web page that part no words: "10<br>20" is not 1020.
_INLINE = "abbr|a|b|center|code|details|em|font|img|i|kbd|picture|p|small|source|span|strong|summary|u"
_MARKS = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z))|(?P<code>`[^`\n]+`)|(?P<struck>~~(?=\S)[^~\n]+~~)"
    r"|(?P<open>!?\[)(?P<label>[^\[\]\n]{0,300})(?P<close>\](?:\([^()\n]{0,1000}\)|\[[^\[\]\n]{0,200}\]))"
    rf"|(?P<tag></?(?:{_INLINE})(?:\s[^<>\n]{{0,500}})?/?>)"
    r"|(?P<strong>\*\*|(?<!\w)__|__(?!\w))",
    re.DOTALL,
)


def comments(text: str, code: Sequence[Span]) -> Iterator[Span]:
    """The comments that have lines of their own; none inside of ``code``."""
    for mark in _found(text, code):
        before = text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()]
        after = text[mark.end() : len(text) if (end := text.find("\n", mark.end())) < 0 else end]
        if mark["comment"] and not before.strip() and not after.strip():
            yield Span(mark.start(), mark.end())


def unread(text: str, code: Sequence[Span]) -> list[Span]:
    """The stretches that are no words, in order; none inside of ``code``."""
    spans: list[Span] = []
    for mark in _found(text, code):
        if mark["code"]:
            spans += [Span(mark.start(), mark.start() + 1), Span(mark.end() - 1, mark.end())]
        elif mark["open"]:
            spans += [Span(*mark.span("open")), Span(*mark.span("close"))]
        else:
            spans.append(Span(*mark.span()))
    return spans


def inside(spans: Sequence[Span], within: Span) -> tuple[int, ...]:
    """The parts of ``spans`` that lie in a section, as :attr:`index.documents.Section.unread` says them."""
    found: list[int] = []
    for span in spans[max(bisect_right(spans, within.start, key=lambda s: s.start) - 1, 0) :]:
        if span.start >= within.end:
            break
        start, end = max(span.start, within.start), min(span.end, within.end)
        if start < end:
            found += [start - within.start, end - within.start]
    return tuple(found)


def _found(text: str, code: Sequence[Span]) -> Iterator[re.Match[str]]:
    starts = [span.start for span in code]
    for mark in _MARKS.finditer(text):
        block = bisect_right(starts, mark.start()) - 1
        if block < 0 or mark.start() >= code[block].end:
            yield mark
