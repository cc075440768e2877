"""What a question names exactly is found by rule: a clause by its number, a cell by its row and column, a code, a day,
a question that the document asks in the same words and answers itself, who held a post through a period in which it is
asked who did. So is what readers of English cannot read: a day written in another way, a question in another language.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.language import asks_who, beginning, held
from assistant.reader.coded import coded, dated, is_heading, recorded
from assistant.reader.foreign import stated
from assistant.reader.protocol import Candidate, Reader, Reading
from assistant.reader.rows import unmet
from assistant.rules import asked_for, signs
from index.documents import Document, Passage, Section, Span
from index.reading import is_question, paragraphs_beside, reading
from index.words import folded, telling

#: What a reader's score is where the place is certain, and where it is likely; how much less it is for each word left over.
SURE, _LIKELY, _LESS = 4.0, 2.0, 3.0

_LABEL = r"(?:\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?|\(?[a-z]\)|[IVXLC]{1,6}|[A-Z](?:\.\d{1,3}){1,3})"
#: "What does clause 4.2 say?": nothing but the label tells what is asked.
_ASKS_LABEL = re.compile(
    rf"""(?:please\s+)?(?:(?:what|which\s+\w+)\s+(?:does|do|is|are|stands?)|tell\s+me|show(?:\s+me)?|quote|read|cite|give\s+me)\s+
    (?:(?:said|stated|written|provided|laid\s+down|regulated|in|under|at|what|about|the|text|wording|content|contents|of)\s+)*
    (?:clauses?|sections?|articles?|paragraphs?|sub-?clauses?|sub-?sections?|rules?|points?|items?|chapters?|steps?|annex|
    appendix|schedule|regulations?|§§?)\s*(?P<label>{_LABEL})
    (?:\s+(?:say|says|state|states|provide|provides|require|requires|regulate|regulates|govern|governs|cover|covers|mean|
    means|contain|contains|read|about|stipulate|stipulates|prescribe|deal|with|specify|specifies|define|defines|of|the|
    agreement|contract|lease|policy|document|manual|law|act|statutes|rules|terms))*\s*[?.!]*""",
    re.VERBOSE | re.IGNORECASE,
)
#: "Which clause deals with the deposit?": a label is asked for.
_SEEKS_LABEL = re.compile(
    r"""(?:in\s+)?(?:which|what)\s+(?:clause|section|article|paragraph|sub-?clause|sub-?section|rule|chapter|part|annex|appendix|schedule|§)s?
    \s+(?:of\s+the\s+\w+\s+)?(?:deals?\s+with|covers?|governs?|regulates?|is\s+(?:about|on)|concerns?|mentions?|speaks?\s+of|addresses|
    treats?|sets?\s+out|contains?|describes?|says\s+something\s+about)\s+(?P<what>.+?)\s*[?.!]*""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"(?:(?:clause|section|article|paragraph|rule|point|chapter|step|annex|appendix|schedule|§)\s*)?(?P<label>{_LABEL})[.):]?\s+(?=\S)",
    re.IGNORECASE,
)
_QUESTION_MARKS = re.compile(r"^(?:q(?:uestion)?\s*\d*\s*[.:)]\s*|[#>*_\s\d.)-]+)|[\s?？!.*_]+$", re.IGNORECASE)
_UNTOLD = frozenset({"a", "an", "the", "please"})
#: Words that ask and name nothing.
_ASKING = frozenset(
    "many much number amount name give tell list show get gets got belong belongs long old far often please date time"
    " year day kind sort type exactly currently called know find sell sells sold".split()
)


class NamingReader:
    """Another reader, and what the question names by rule. Fills :class:`assistant.reader.protocol.Reader`."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self.identity = reader, reader.identity

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""
        return [_with(each, places(question, each.passage)) for each in self._reader.read(question, passages)]


def places(question: str, passage: Passage) -> Iterator[tuple[Span, float]]:
    """What of a passage the question names, each with a score as readers give it."""
    by_words = (*_answered(question, passage), *_labelled(question, passage))
    by_sign = (*coded(question, passage), *recorded(question, passage))
    yield from ((span, SURE) for span in (*by_words, *by_sign))
    by_all_words = (
        *_about(question, passage),
        *dated(question, passage),
        *stated(question, passage),
        *asked_for(question, passage),
    )
    yield from ((span, _LIKELY) for span in by_all_words)
    yield from _cells(question, passage)
    if asks_who(question):
        lead, start = reading(passage).lead, passage.span.start
        yield from ((span.shifted(start), SURE) for span in held(question, passage.text, lead))


def _with(reading: Reading, found: Iterator[tuple[Span, float]]) -> Reading:
    """The reading with what was found by rule; a candidate in the same place becomes at least as sure."""
    candidates = list(reading.candidates)
    for span, score in found:
        met = [each for each in candidates if each.span.meets(span)]
        logit = max([score, *(each.logit for each in met)])
        quick = max([score, *(each.quick for each in met if each.quick is not None)])
        candidates = [each for each in candidates if each not in met] + [Candidate(span, logit, quick)]
    return replace(reading, candidates=tuple(sorted(candidates, key=lambda each: -each.logit)))


def _answered(question: str, passage: Passage) -> Iterator[Span]:
    """The paragraph under a question that is the one asked."""
    if not is_question(question if question.endswith("?") else question + "?"):
        return
    asked = _plain(question)
    if len(asked) < 2:
        return
    for section in passage.sections:
        if not section.quotable or section.row is not None:
            continue
        above = [*section.heading[-1:], *section.given[-1:]]
        under = any(_plain(words) == asked for words in above)
        for each in paragraphs_beside(passage.document.text, passage.span, section.span):
            words = each.span.of(passage.document.text)
            if is_question(words):
                under = _plain(words) == asked
            elif under and passage.span.covers(each.span):
                if not signs(question, words):
                    yield each.span
                break
            elif each.span.start > section.span.start:
                under = False


def _plain(question: str) -> list[str]:
    """The words of a question, without what marks it as one."""
    words = _QUESTION_MARKS.sub("", " ".join(question.split()))
    return [word for word in folded(_QUESTION_MARKS.sub("", words)).split() if word not in _UNTOLD]


def _labelled(question: str, passage: Passage) -> Iterator[Span]:
    """What stands behind the label that the question asks for, or under it."""
    asked = _ASKS_LABEL.fullmatch(question.strip())
    if asked is None:
        return
    label, text = asked["label"].strip("()").lower(), passage.document.text
    for section in passage.sections:
        if not section.quotable:
            continue
        heads = [words for words in section.heading[-1:] if _label(words) == label]
        for each in paragraphs_beside(text, passage.span, section.span):
            words = each.span.of(text)
            if not passage.span.covers(each.span) or any(is_heading(words, head) for head in heads):
                continue
            if heads or _label(words) == label:
                yield each.span
                break


def _about(question: str, passage: Passage) -> Iterator[Span]:
    """Paragraphs with a label, of their own or of their heading, that have every word of what one is sought about."""
    asked = _SEEKS_LABEL.fullmatch(question.strip())
    sought = {_stem(word) for word in telling(asked["what"])} if asked else set()
    text = passage.document.text
    for section in passage.sections if sought else ():
        head = next(iter(section.heading[-1:]), "")
        for each in paragraphs_beside(text, passage.span, section.span) if section.quotable else ():
            words = each.span.of(text)
            if is_heading(words, head) or not passage.span.covers(each.span) or not (_label(words) or _label(head)):
                continue
            if sought <= {_stem(word) for word in telling(f"{head} {words}")}:
                yield each.span


def _label(words: str) -> str:
    found = _NUMBERED.match(words.lstrip("#*_ \t"))
    return found["label"].strip("()").lower() if found else ""


def _cells(question: str, passage: Passage) -> Iterator[tuple[Span, float]]:
    """The cells where the row and the column that the question names meet."""
    document = passage.document
    asked = [word for word in telling(question) if word not in _ASKING]
    for section in document.sections_in(passage.span) if asked else ():
        if section.cells and section.columns and passage.span.covers(section.span):
            found = _cell(question, asked, document, section)
            if found:
                yield found


def _cell(question: str, asked: Sequence[str], document: Document, section: Section) -> tuple[Span, float] | None:
    text, start = section.span.of(document.text), section.span.start
    cells = [(name, a, b) for name, a, b in zip(section.columns, section.cells[::2], section.cells[1::2], strict=False)]
    named = {_one(word) for word in asked}
    keys = {
        name
        for name, a, b in cells
        if (words := {_one(word) for word in telling(text[a:b])})
        and words <= named
        and text[a:b] != name
        and not _is_of_another(question, text[a:b], name, section.columns)
    }
    if not keys:
        return None
    stems = {_stem(word) for word in asked}
    around = " ".join([document.content.title or "", *section.heading, *section.given])
    read = " ".join([around, *section.columns, text])
    if unmet(question, [read])[0]:
        return None
    columns = [
        (len(said), a, b, said)
        for name, a, b in cells
        if a < b and name not in keys and (said := _said(name)) and said <= stems
    ]
    if not columns:
        return None
    most = max(size for size, *_ in columns)
    best = [each for each in columns if each[0] == most]
    if len(best) > 1:
        return None
    _, a, b, said = best[0]
    had = said | {_stem(word) for word in telling(around)}
    for name, c, d in cells:
        if name in keys:
            had |= {_stem(word) for word in (*telling(text[c:d]), *telling(name))}
    left = len({word for word in asked if _stem(word) not in had})
    return (Span(start + a, start + b), SURE - _LESS * left) if left < 2 else None


def _is_of_another(question: str, cell: str, name: str, columns: Sequence[str]) -> bool:
    """Whether the question says a number of another column than it stands in: "sector 4" is not channel 4."""
    if not cell.strip().isdigit():
        return False
    before = {_stem(word.lower()) for word in re.findall(rf"(\w+)\s+{cell.strip()}(?!\w)", question)}
    return bool(before) and not before & _said(name) and any(before & _said(each) for each in columns if each != name)


def _said(column: str) -> set[str]:
    """What a column's name says; "by year" and the like say nothing where there is more."""
    words = telling(column)
    return {_stem(word) for word in words if word not in _ASKING} or {_stem(word) for word in words}


def _one(word: str) -> str:
    """A word in the singular, where an English "s" makes the plural: a row says "Kettle", a question "kettles"."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _stem(word: str) -> str:
    """A word's beginning; all of one with a figure: "e4021" is not "e4022"."""
    return word if any(map(str.isdigit, word)) else beginning(word)
