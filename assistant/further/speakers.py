"""Who says what a quote says, and the sentence before one that begins with a pronoun. English, by rules; slices only."""

import re

from assistant.language import sentences
from index.documents import Document, Span

_SAYS = (
    "(?:said|says|told|stated|states|wrote|writes|claimed|claims|announced|reported|reports|explained|added|argued|warned|admitted"
    "|declared|confirmed|recalled)"
)
_WORD = r"(?:(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|Prof|St)\.|[\w’'-]+)"
_END = r"(?=[,;:]|\.(?:\s+[A-Z\"“«]|\W*$)|$)"
#: A name, or a noun with what determines it, in as few words as will do; what comes between it and its verb is no part of it.
_WHO = (
    rf"(?P<who>(?:(?:[Tt]he|[Aa]n?|[Oo]ne of the|[Tt]wo of the|[Aa]nother|[Ss]ome) {_WORD}|(?=[A-Z]){_WORD})"
    rf"(?: (?!(?:that|on|in|to|and|at|after|has|have|had|is|are|was|were|as|shall|will|must|may|can|should)\b){_WORD}){{0,5}}?)"
)
_THEN = r"(?:(?: also| later| then| once| has| have| had| \w+ly)(?= )){0,2}"
_FORMS = (
    # "...," said Ines Dahl, the Manager.
    re.compile(rf"[,?!]?[\"”’»'] ?,? ?{_SAYS} {_WHO}(?:{_END}|(?= (?:that|on|in|to|and|at|after) ))"),
    # Ines Dahl said that ..., the ministry announced: "..."
    re.compile(rf"(?:^|(?<=[,;] )){_WHO}{_THEN} {_SAYS}(?=(?: (?:in|on) [\w ]{{2,20}})? that\b|:|,? [\"“«])"),
    # "..., Ines Dahl said."
    re.compile(rf"[,?!][\"”’»'] ?{_WHO}{_THEN} {_SAYS}\b"),
)
#: According to the ministry, ...
_ACCORDING = re.compile(rf"(?:(?:^|(?<=[,;] ))According to|, according to) {_WHO}{_END}")
#: Who can be spoken according to, where it has no name: the size of a flat says nothing.
_SPEAKS = re.compile(
    r"[a-z’' -][A-Z]|\b(?:ministry|minister|government|officials?|police|court|judge|mayor|council|committee|commission|board|agency"
    r"|department|office|company|university|museum|church|union|party|spokes\w+|witness\w*|experts?|scientists?|researchers?"
    r"|historians?|journalists?|newspapers?|authors?|writers?|reports?|study|studies|survey|poll|census|review|manager|director"
    r"|doctors?|teachers?|neighbou?rs?|residents?|prisoners?|soldiers?|captain|owners?|tenants?|landlord|legend|tradition"
    r"|association|administration|organi[sz]ation|foundation|delegation|corporation|prosecution|opposition|federation|institution)\b"
)
#: What is said by nobody.
_NO_ONE = re.compile(
    r"\b(?:articles?|sections?|clauses?|paragraphs?|schedules?|annex|appendix|exhibits?|tables?|figures?|terminology|rules?|theorem"
    r"|conjecture|hypothesis|lemma|contract|lease|agreement|policy|treaty|manual|guide|sign|label|display|screen|sensor|\w*meter"
    r"|gauge|clock|machine|device|instruments?|system|log|map|poster|key ?pad|forms?|app|software|website|page)\b",
    re.IGNORECASE,
)
#: What a sentence begins with that somebody does, and what is done: "Asked for her recipe she said", "The analysis confirmed".
_DONE = re.compile(
    r"[Aa]sked\b|(?:[Tt]he |[Aa]n? )[\w-]+(?:tion|sion|ment|ysis|scopy|graphy)\b|[\w-]+(?:tion|sion|ment|ysis|scopy|graphy) [a-z]"
)
_SPEECH = re.compile(r"\s*[\"“«][^\"“”«»]+[\"”»]\W*")
_PRONOUNS = frozenset("he she it they this that these those his her its their him them".split())
#: A quote's beginning that stands for something before it; "this agreement" names itself.
_LEANS = re.compile(
    r"\W*(?:(?:he|she|it|they|his|her|its|their)\b|(?:this|that|these|those) (?:is|was|are|were|has|had|have|means|can|may)\b)",
    re.IGNORECASE,
)
#: "It was in May that ..."
_EXPLETIVE = re.compile(r"\W*it(?: (?:is|was)|['’]s| wasn['’]t| isn['’]t)\b.*\bthat\b", re.IGNORECASE | re.DOTALL)
#: Words in a speaker's place that are none.
_NOBODY = _PRONOUNS | frozenset(
    "i we you who which there what as in on over because although while when where if for from by with after before since"
    " but and or also however then during under at to of not no many now".split()
)
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
    # All of it speech, after a sentence that has some: who spoke there goes on.
    if not _SPEECH.fullmatch(text, span.start, span.end):
        return None
    before = sentence_before(document, span)
    return _named(text, before) if before and re.search(r"[\"“«]", before.of(text)) else None


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
    for form in (*_FORMS, _ACCORDING):
        for found in form.finditer(span.of(text)):
            who = found["who"]
            words = who.lower().split()
            if words[0] in _NOBODY or _PRONOUNS.intersection(words) or _NO_ONE.search(who):
                continue
            if _DONE.match(who) and not _SPEAKS.search(who[1:]):
                continue
            if form is not _ACCORDING or _SPEAKS.search(f" {who}"):
                return Span(*found.span("who")).shifted(span.start)
    return None
