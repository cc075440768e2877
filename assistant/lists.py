"""Lists: where a question asks for all of it, a list's lead-in and its items are one quote."""

import re

from index.documents import Document, Span
from index.reading.lines import is_item, paragraphs

#: Code points of a list that are quoted at most, and looked at on either side of a place in it.
_LONGEST = 1_500

# "Which documents", not "which permit expires".
_PLURAL = r"(?!(?:is|was|does|has|this|its)\b)[\w-]+(?<![sui])s\b"
_ASKS = re.compile(
    rf"\b(?:which|what|how many)\s+(?:(?:other|different|further|main)\s+)?{_PLURAL}|\b(?:who|what|which)\s+(?:are|were)\b"
    r"|\b(?:list|name|enumerate)\s+(?:all|the|every)\b",
    re.IGNORECASE,
)


def asks_for_list(question: str) -> bool:
    """Whether a question asks for several things: "which documents", "what are the steps", "how many"."""
    return _ASKS.search(question) is not None


def listed(document: Document, span: Span) -> Span | None:
    """The whole list around ``span`` with the line that leads to it; None where there is none, or a very long one."""
    section = document.section_at(span.start)
    low, high = (section.span.start, section.span.end) if section else (0, len(document.text))
    if section and section.single:
        return None
    low, high = max(low, span.start - _LONGEST), min(high, span.end + _LONGEST)
    around = list(paragraphs(document.text, low, high))
    at = next((n for n, each in enumerate(around) if each.span.meets(span)), None)
    if at is None:
        return None
    items = [is_item(each.span.of(document.text)) for each in around]
    first = at if items[at] else at + 1
    if first >= len(around) or not items[first] or (first > at and not _leads(document, around[at].span)):
        return None
    last = first
    while first > 0 and items[first - 1]:
        first -= 1
    while last + 1 < len(around) and items[last + 1]:
        last += 1
    if last == first:
        return None
    if first > 0 and _leads(document, around[first - 1].span):
        first -= 1
    whole = Span(around[first].span.start, around[last].span.end)
    return whole if len(whole) <= _LONGEST else None


def _leads(document: Document, span: Span) -> bool:
    return span.of(document.text).endswith((":", "："))
