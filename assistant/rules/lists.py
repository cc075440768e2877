"""Lists: where a question asks for all of it, a list's lead-in and its items are one quote."""

import re
from collections.abc import Iterator

from assistant.language import stems
from index.documents import Document, Passage, Span
from index.reading import is_item, may_list, paragraphs, paragraphs_beside

#: Code points of a list that are quoted at most, and looked at on either side of a place in it.
_LONGEST = 1_500
#: The share of a question's words that a line has which leads to its answer.
_MOST_WORDS = 0.75

#: Words that ask for a list and name nothing in it.
_COUNTING = stems(
    "many much list name enumerate all every two three four five six seven eight nine ten things items must shall need needs"
)
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


def listed(question: str, document: Document, span: Span) -> Span | None:
    """The whole list around ``span`` with the line that leads to it, where the question asks for all of it.

    It does where it asks for several things, or for what the line that leads to the list says.

    Returns:
        None where it does not, where there is no list, or a very long one.
    """
    section = document.section_at(span.start)
    low, high = (section.span.start, section.span.end) if section else (0, len(document.text))
    if section and section.single:
        return None
    low, high = max(low, span.start - _LONGEST), min(high, span.end + _LONGEST)
    if not may_list(document.text[low:high]):
        return None
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
    if len(whole) > _LONGEST:
        return None
    return whole if asks_for_list(question) or _says(around[first].span.of(document.text), question) else None


def asked_for(question: str, passage: Passage) -> Iterator[Span]:
    """The first item of each list that is asked for in the words of the line that leads to it, and of what stands above."""
    asked = stems(question) - _COUNTING if asks_for_list(question) else frozenset()
    document = passage.document
    for section in passage.sections if asked else ():
        if not section.quotable or section.single:
            continue
        above = [document.content.title or "", *section.headings]
        around = list(paragraphs_beside(document.text, passage.span, section.span))
        items = [is_item(each.span.of(document.text)) for each in around]
        for n, each in enumerate(around):
            if not items[n] or items[n - 1 : n] == [True] or items[n + 1 : n + 2] != [True]:
                continue
            leads = n > 0 and _leads(document, around[n - 1].span)
            near = stems(around[n - 1].span.of(document.text) if leads else " ".join(above[-1:]))
            if asked & near and asked <= near | stems(" ".join(above)) and passage.span.covers(each.span):
                yield each.span


def goes_on(document: Document, span: Span) -> bool:
    """Whether what is quoted is a part of a list."""
    section = document.section_at(span.start)
    low, high = (section.span.start, section.span.end) if section else (0, len(document.text))
    low, high = max(low, span.start - _LONGEST), min(high, span.end + _LONGEST)
    around = [(each.span, is_item(each.span.of(document.text))) for each in paragraphs(document.text, low, high)]
    inside = [item for each, item in around if each.meets(span)]
    before = [item for each, item in around if each.end <= span.start]
    after = [item for each, item in around if each.start >= span.end]
    return any(inside) and ((inside[0] and before[-1:] == [True]) or (inside[-1] and after[:1] == [True]))


def _says(lead: str, question: str) -> bool:
    """Whether the line that leads to a list says what is asked, so that its items answer."""
    asked = stems(question)
    return lead.endswith((":", "：")) and len(asked & stems(lead)) >= _MOST_WORDS * len(asked) > 0


def _leads(document: Document, span: Span) -> bool:
    return span.of(document.text).endswith((":", "："))
