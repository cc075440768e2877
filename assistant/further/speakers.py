"""Who says what a quote says, and the sentence before one that begins with a pronoun. English, by rules; slices only."""

import re
from collections.abc import Iterator

from assistant.language import sentences
from index.documents import Document, Span

_SAYS = (
    "said|says|told|stated|states|wrote|writes|claimed|claims|announced|reported|reports|explained|added|argued|warned|admitted"
    "|declared|confirmed|recalled"
)
_WHO = r"(?P<who>(?:the |an? |one of the |two of the |another |some )?[\w’'-]+(?: (?!that\b|on\b|in\b|to\b|and\b|at\b|after\b)[\w’'-]+){0,5}?)"
_FORMS = (
    # "...," said Ines Dahl, the Manager.
    re.compile(rf"[,?!]?[\"”’»'] ?,? ?(?:{_SAYS}) {_WHO}(?=[,.;:]|$| (?:that|on|in|to|and|at|after) )", re.IGNORECASE),
    # According to the ministry, ...
    re.compile(rf"\baccording to {_WHO}(?=[,.;:]|$)", re.IGNORECASE),
    # Ines Dahl said that ..., the ministry announced: "..."
    re.compile(
        rf"(?:^|(?<=[,;] )){_WHO} (?:{_SAYS})(?= (?:(?:in|on) [\w ]{2, 20} )?that\b|[:,]| [\"“«])", re.IGNORECASE
    ),
    # "..., Ines Dahl said."
    re.compile(rf"[,?!][\"”’»'] ?{_WHO} (?:{_SAYS})\b", re.IGNORECASE),
)
_PRONOUNS = frozenset("he she it they this that these those his her its their him them".split())
#: A quote's beginning that stands for something before it; "this agreement" names itself.
_LEANS = re.compile(
    r"\W*(?:(?:he|she|it|they|his|her|its|their)\b|(?:this|that|these|those) (?:is|was|are|were|has|had|have|means|can|may)\b)",
    re.IGNORECASE,
)
#: "It was in May that ..."
_EXPLETIVE = re.compile(r"\W*it(?: (?:is|was)|['’]s| wasn['’]t| isn['’]t)\b.*\bthat\b", re.IGNORECASE | re.DOTALL)
#: Words in a speaker's place that are none.
_NOBODY = _PRONOUNS | frozenset("i we you who which there".split())
_PARAGRAPH = re.compile(r"\n\s*\n")
#: Code points looked at before a quote.
_REACH = 1_500


def speaker(document: Document, span: Span) -> Span | None:
    """Who is reported to say what is quoted: in the quote itself, else in the sentence before where speech goes on.

    Returns:
        The words that name the speaker; None where none is plainly named.
    """
    text = document.text
    if (found := _named(text, span)) is not None:
        return found
    opened = sum(text.count(mark, span.start, span.end) for mark in '"“”«»')
    if not opened:
        return None
    before = sentence_before(document, span)
    return _named(text, before) if before else None


def sentence_before(document: Document, span: Span) -> Span | None:
    """The sentence before a quote, in the same paragraph."""
    low = max(0, span.start - _REACH)
    *_, last = [low, *(found.end() + low for found in _PARAGRAPH.finditer(document.text[low : span.start]))]
    found = sentences(document.text[last : span.start])
    return found[-1].shifted(last) if found else None


def helped(document: Document, span: Span) -> Span | None:
    """The sentence before a quote whose first word is a pronoun; None where it needs no help, or none is there."""
    quoted = span.of(document.text)
    return sentence_before(document, span) if _LEANS.match(quoted) and not _EXPLETIVE.match(quoted) else None


def _named(text: str, span: Span) -> Span | None:
    found = [each for form in _FORMS for each in _places(form, text, span)]
    return found[0] if found else None


def _places(form: re.Pattern[str], text: str, span: Span) -> Iterator[Span]:
    for each in form.finditer(text[span.start : span.end]):
        if each["who"].split()[0].lower() not in _NOBODY:
            yield Span(*each.span("who")).shifted(span.start)
