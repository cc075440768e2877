"""Terms of a quote that its document defines. Slices only."""

import re
from dataclasses import dataclass

from assistant.language import sentences_around
from index.documents import Document, Span

#: Definitions offered for a quote, at most.
_MOST = 3
#: Code points of a document that are looked through.
_REACH = 1_000_000
_MEANS = r"(?:means|mean|shall mean|refers to|refer to|is defined as|are defined as|has the meaning|have the meaning|includes?)"
_DEFINED = re.compile(
    rf"[\"“”«](?P<term>[A-Z][^\"“”»\n]{{1,60}}?)[\"”»](?: (?:or|and) [\"“][^\"”\n]{{1,60}}[\"”])? {_MEANS}\b"
    r"|\((?:the |each,? an? |together,? the |collectively,? the |hereinafter,? (?:the )?)?[\"“](?P<short>[A-Z][^\"“”\n]{1,60}?)[\"”]\)",
)


@dataclass(frozen=True)
class Definition:
    """A term and where it is defined.

    Attributes:
        term: its place in the quote. defined: the sentence that defines it.
    """

    term: Span
    defined: Span


def definitions(document: Document, span: Span) -> list[Definition]:
    """The definitions of terms that a quote uses, in the order of their use."""
    text, quoted = document.text, span.of(document.text)
    found: dict[str, Definition] = {}
    for each in _DEFINED.finditer(text, 0, _REACH):
        term = each["term"] or each["short"]
        if term not in quoted:
            continue
        used = re.search(rf"\b{re.escape(term)}\b", quoted)
        if used is None or term in found:
            continue
        at = Span(*each.span("term" if each["term"] else "short"))
        if not span.meets(at):
            found[term] = Definition(Span(*used.span()).shifted(span.start), sentences_around(document, at))
    return sorted(found.values(), key=lambda each: each.term)[:_MOST]
