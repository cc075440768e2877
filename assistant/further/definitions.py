"""Terms of a quote that its document defines. Slices only."""

import re
from dataclasses import dataclass

from assistant.language import sentences_around
from index.documents import Document, Span
from index.words import STOP_WORDS

#: Definitions offered for a quote, at most.
_MOST = 3
#: Code points of a document that are looked through.
_REACH = 1_000_000
_MEANS = (
    r"(?:(?:shall )?means?(?! (?:a lot|so much|much|little|nothing|something|everything|more|less|that|well)\b)|refers? to"
    r"|(?:is|are) defined as|ha(?:s|ve) the meaning|includes?(?= (?:any|all|each|every|but|without)\b))"
)
_DEFINED = re.compile(
    rf"[\"“”«](?P<term>[A-Z][^\"“”»\n]{{1,60}}?)[\"”»](?: (?:or|and) [\"“][^\"”\n]{{1,60}}[\"”])? {_MEANS}\b"
    r"|\((?P<article>the |each,? an? |together,? the |collectively,? the |hereinafter,? (?:the )?)?"
    r"[\"“](?P<short>[A-Z][^\"“”\n]{1,60}?)[\"”]\)",
)
_WORD = re.compile(r"[^\W_]+")
#: Words that may have a capital right before a term, and are no part of it.
_LEADING = STOP_WORDS | frozenset("each every both either neither under upon within although unless".split())
#: Words before a term in brackets without an article, in which what it stands for is looked for.
_BEFORE = 8


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
        if term not in quoted or term in found or not _defines(text, each):
            continue
        at, used = Span(*each.span("term" if each["term"] else "short")), _used(term, quoted)
        if used and not span.meets(at):
            found[term] = Definition(used.shifted(span.start), sentences_around(document, at))
    return sorted(found.values(), key=lambda each: each.term)[:_MOST]


def _defines(text: str, found: re.Match[str]) -> bool:
    """Whether a match defines: `Acme Ltd ("Acme")` and `the data processor ("Processor")` do, `tick the box ("Yes")` does not."""
    if found["term"] or found["article"]:
        return True
    before = [word.lower() for word in _WORD.findall(text[max(0, found.start() - 200) : found.start()])[-_BEFORE:]]
    short = found["short"].lower()
    # Its own words, or the first letters of those before it.
    initials = "".join(word[0] for word in before)
    return any(word in before for word in _WORD.findall(short)) or (found["short"].isupper() and short in initials)


def _used(term: str, quoted: str) -> Span | None:
    """Where a quote uses a term, and not a longer name that has it in it: "the General Manager"."""
    for found in re.finditer(rf"\b{re.escape(term)}\b", quoted):
        before, after = quoted[: found.start()], quoted[found.end() :]
        joined = re.search(r"([A-Z][\w’'-]*) $", before)
        if re.match(r" [A-Z]", after) or (joined and joined[1].lower() not in _LEADING):
            continue
        return Span(*found.span())
    return None
