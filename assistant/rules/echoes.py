"""Where a text asks what was asked: such a question is no answer to itself, and what stands below it may well be one."""

import re

from assistant.language import sentences, stems
from index.documents import Document, Span
from index.reading import ends_as_question, paragraphs

_WH = re.compile(r"\b(?:who|whom|whose|what|when|where|why|how|which)\b", re.IGNORECASE)
_NAME = re.compile(r"[-–—\s]*[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*\.?){0,2}")
_SHORT = re.compile(r"(?:yes|no|never|always|only|none|all|both|not|free|daily|weekly|monthly|yearly)\b", re.IGNORECASE)
_FOR_NAME = re.compile(r"\b(?:who|whom|whose|which|what|where|name)\b", re.IGNORECASE)
#: The share of the words of one question that the other has, too, from which they ask the same.
_SAME = 0.75
#: The same for a question within what is quoted: one that tells more may answer by the way.
_MOSTLY = 0.5
#: Code points before a place that are looked at for the question it may answer.
_BEFORE = 1_500


def echoed(question: str, document: Document, quoted: Span) -> bool:
    """Whether what is quoted does nothing but ask the question again."""
    said = [span.of(quoted.of(document.text)) for span in sentences(quoted.of(document.text))]
    return bool(said) and all(ends_as_question(each) and _same(question, each, _MOSTLY) for each in said)


def answers_echo(question: str, document: Document, quoted: Span) -> bool:
    """Whether the paragraph of what is quoted stands right below the same question, as on a page of questions and answers."""
    section = document.section_at(quoted.start)
    low = section.span.start if section else 0
    if section and section.headings and ends_as_question(section.headings[-1]):
        return _same(question, section.headings[-1], _SAME)
    if signs(question, quoted.of(document.text)):
        return False
    around = [each.span for each in paragraphs(document.text, max(low, quoted.start - _BEFORE), quoted.end)]
    before = [span.of(document.text) for span in around if span.end <= quoted.start]
    return bool(before) and ends_as_question(before[-1]) and _same(question, before[-1], _SAME)


def signs(question: str, words: str) -> bool:
    """Whether words below a question are but the name of whoever asks it, and the question asks for no name."""
    name = _NAME.fullmatch(words.strip())
    return name is not None and not _SHORT.match(words.strip()) and not _FOR_NAME.search(question)


def _same(question: str, other: str, back: float) -> bool:
    """Whether two questions ask the same: of the same kind, and of the same things.

    Args:
        back: the share of the other's words that this one must have.
    """
    if _kind(question) != _kind(other):
        return False
    mine, theirs = stems(question), stems(other)
    both = len(mine & theirs)
    return both > 0 and both >= _SAME * len(mine) and both >= back * len(theirs)


def _kind(question: str) -> str:
    """The word a question asks with; empty where it asks for yes or no."""
    found = _WH.search(question)
    return found[0].lower() if found else ""
