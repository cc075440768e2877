"""One answer held against the documents it cites. Nothing is generated, and no model is asked.

Whether a text supports a sentence is judged by agreement: enough of its telling words, all of its numbers, dates and
names, and no "not" that only one of the two has (:func:`assistant.evaluation.answers.claims.agreement`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.evaluation.answers.alignment import ABSENT, Aligned, Grade, faithfully, nearly, standing
from assistant.evaluation.answers.claims import agreement, lacking
from assistant.evaluation.answers.given import Citation, GivenAnswer, Statement
from assistant.evaluation.answers.grounds import Sources
from assistant.evaluation.answers.records import AnswerRecord, Fault, QuoteRecord, SentenceRecord
from assistant.evaluation.answers.shapes import marked, unmarked
from assistant.evaluation.metrics import holds
from assistant.language import sentences
from index.documents import Document, Span

#: How it is judged whether a text supports a sentence: stands in every result.
METHOD = "agreement of words, numbers, dates, names and denials"

_REFUSAL = re.compile(
    r"\b(?:(?:do(?:es)?|did|can|could)(?:\s*not|n['’]t)|cannot|unable to|not able to)\s+(?:\w+\s+){0,3}?"
    r"(?:answer|contain|find|provide|mention|say|state|specify|determine|know|include|give)\b"
    r"|\bno (?:relevant )?(?:information|answer|mention|evidence)\b|\bnot (?:mentioned|stated|specified|provided)\b"
    r"|\binsufficient (?:information|context)\b",
    re.IGNORECASE,
)
#: Words of a refusal are looked for in short answers only: in a long one they are part of what is told.
_REFUSAL_WORDS = 40
_QUOTED = re.compile(r"[“\"«]([^”\"»\n]{15,600})[”\"»]")
#: Code points of a cited source that is named without a quote or page; what lies behind is not read.
_READ = 200_000


def judge(answer: GivenAnswer, ground: Sources) -> AnswerRecord:
    """All that can be said of an answer without understanding it."""
    refused = is_refusal(answer) if answer.refused is None else answer.refused
    citations = answer.citations or (() if refused else quotes_in(answer.text))
    found = [_found(citation, ground) for citation in citations]
    quotes = tuple(
        _quoted(place, citation, *each)
        for place, (citation, each) in enumerate(zip(citations, found, strict=True))
        if citation.quote is not None
    )
    texts = [_evidence(citation, *each) for citation, each in zip(citations, found, strict=True)]
    judged: tuple[SentenceRecord, ...] = ()
    if not refused:
        judged = _judged(answer, statements(answer, citations), texts)
    holds_gold = holds(answer.text, answer.gold) if answer.gold else None
    return AnswerRecord(
        answer.id,
        answer.question,
        answer.text,
        refused,
        answer.answerable,
        holds_gold,
        quotes,
        judged,
        _faults(answer, refused, holds_gold, quotes, judged),
    )


def is_refusal(answer: GivenAnswer) -> bool:
    """Whether an answer refuses, by its words: where its file does not say."""
    text = answer.text.strip()
    return not text or (len(text.split()) <= _REFUSAL_WORDS and bool(_REFUSAL.search(text)))


def quotes_in(text: str) -> tuple[Citation, ...]:
    """What an answer without citations puts in quotation marks."""
    return tuple(Citation(quote=each[1].strip()) for each in _QUOTED.finditer(text))


def statements(answer: GivenAnswer, citations: Sequence[Citation]) -> list[Statement]:
    """The sentences of an answer, each with its citations.

    Those that the answer divides itself, by its marks ``[1]``, or by the quotes that stand in a sentence. Where none
    of this tells, every citation is for every sentence.
    """
    if answer.statements:
        return [Statement(unmarked(each.text), each.cited) for each in answer.statements]
    parts = [span.of(answer.text) for span in sentences(_unbroken(answer.text))]
    parts = [part for part in parts if re.search(r"\w", unmarked(part))]
    numbers = [marked(part) for part in parts]
    if any(numbers):
        # ALCE counts its marks from 1; a mark beyond the citations points to nothing.
        return [
            Statement(unmarked(part), tuple(n - 1 for n in dict.fromkeys(cited) if 1 <= n <= len(citations)))
            for part, cited in zip(parts, numbers, strict=True)
        ]
    inside = [tuple(i for i, each in enumerate(citations) if each.quote and each.quote in part) for part in parts]
    if not answer.citations and any(inside):
        return [Statement(part, cited) for part, cited in zip(parts, inside, strict=True)]
    return [Statement(part, tuple(range(len(citations)))) for part in parts]


def _unbroken(text: str) -> str:
    """With the full stop behind the marks that follow it, so that they stay with their sentence; as long as before."""
    return re.sub(r"([.!?])((?:\s*\[[\d,\s]+\])+)", lambda each: each[2] + each[1], text)


_Place = tuple[Aligned, Document | None, Sequence[Document] | None]
#: Places with most of all words of a quote in which it is looked for what was altered: aligning takes its time.
_ALTERED_IN = 3


def _found(citation: Citation, ground: Sources) -> _Place:
    """A citation's quote where it stands best, and the documents its source may mean."""
    named = ground.named(citation.source) if citation.source is not None else None
    quote = (citation.quote or "").strip()
    if not quote:
        return ABSENT, None, named
    if exact := next(_exactly(citation, quote, ((each, None) for each in named or ())), None):
        return *exact, named
    best: tuple[Aligned, Document | None] = ABSENT, None
    for document in named or ():
        for region in ground.within(quote, document):
            best = min(best, (nearly(quote, document.text, region), document), key=lambda each: each[0].rank)
    if best[0].grade.is_faithful:
        return *best, named
    likely = list(ground.likely(quote))
    if exact := next(_exactly(citation, quote, likely), None):
        return *exact, named
    for document, region in likely:
        each = nearly(quote, document.text, region)
        best = _better(best, (each, document), named)
        if each.grade.is_faithful:
            break
    if not best[0].grade.is_faithful:
        best = _better(best, _further(citation, quote, ground), named)
    return *best, named


_Found = tuple[Aligned, Document | None]


def _better(best: _Found, other: _Found, named: Sequence[Document] | None) -> _Found:
    """The better of two places; what the cited source has comes first where another is no better."""
    one, two = best[0].rank, other[0].rank
    return other if two[0] < one[0] or (not named and two < one) else best


def _further(citation: Citation, quote: str, ground: Sources) -> _Found:
    """Where a quote stands that the likely places do not hold; what is altered is looked for in the first few alone."""
    best: _Found = ABSENT, None
    seen: set[str] = set()
    for place, (document, region) in enumerate(ground.wider(quote)):
        if document.id not in seen:
            seen.add(document.id)
            if exact := next(_exactly(citation, quote, [(document, None)]), None):
                return exact
        if region and not best[0].grade.is_faithful:
            look = nearly if place < _ALTERED_IN else faithfully
            best = _better(best, (look(quote, document.text, region), document), None)
    return (ABSENT, None) if best[0].grade is Grade.ABSENT else best


def _exactly(
    citation: Citation, quote: str, places: Iterable[tuple[Document, Span | None]]
) -> Iterator[tuple[Aligned, Document]]:
    """Where a quote stands to the letter: at the offsets that the citation names, or else anywhere."""
    for document, region in places:
        start, end = citation.start, citation.end
        if region is None and start is not None and end is not None and document.text[start:end] == citation.quote:
            yield Aligned(Grade.EXACT, (Span(start, end),), likeness=1.0), document
        elif span := standing(quote, document.text, region):
            yield Aligned(Grade.EXACT, (span,), likeness=1.0), document


def _quoted(
    place: int, citation: Citation, aligned: Aligned, document: Document | None, named: Sequence[Document] | None
) -> QuoteRecord:
    span, text = aligned.span, citation.quote or ""
    held = document is not None and named is not None and any(each.id == document.id for each in named)
    source_right = None if named is None else held and aligned.grade is not Grade.ABSENT
    if document is None or span is None:
        return QuoteRecord(place, text, citation.source, aligned.grade, source_right=source_right)
    pages = [section.page for at in (span.start, span.end - 1) if (section := document.section_at(at))]
    known = [page for page in pages if page is not None]
    page_right = None
    if citation.page is not None and known:
        page_right = held and min(known) <= citation.page <= max(known)
    span_right = None
    if citation.start is not None and citation.end is not None:
        span_right = held and (citation.start, citation.end) == (span.start, span.end)
    return QuoteRecord(
        place,
        text,
        citation.source,
        aligned.grade,
        document.source,
        span.start,
        span.end,
        known[0] if known else None,
        source_right,
        page_right,
        span_right,
        aligned.notes,
        aligned.changes,
    )


def _evidence(citation: Citation, aligned: Aligned, document: Document | None, named: Sequence[Document] | None) -> str:
    """What a citation brings: the words as they stand in the source, or all of a source that is only named, its title
    included.
    """
    if citation.quote is not None:
        span = aligned.span
        return span.of(document.text) if span and document and aligned.grade is not Grade.ABSENT else ""
    texts = []
    for each in named or ():
        pages = [
            section.span.of(each.text)
            for section in each.content.sections
            if citation.page is not None and section.page == citation.page
        ]
        if citation.start is not None:
            pages = [each.text[citation.start : citation.end]]
        title = [each.content.title] if each.content.title else []
        texts.append("\n".join(title + (pages or [each.text[:_READ]])))
    return "\n".join(texts)


def _judged(answer: GivenAnswer, parts: Sequence[Statement], texts: Sequence[str]) -> tuple[SentenceRecord, ...]:
    # Without any citation there is still what the system was given.
    whole = "\n".join(texts) if texts else "\n".join(context.text for context in answer.contexts)
    found = []
    for part in parts:
        cited = part.cited or ()
        evidence = [texts[place] for place in cited] if texts else [whole] if whole else []
        known = agreement(part.text, evidence, answer.question)
        nowhere = tuple(fact.text for fact in lacking(part.text, whole, answer.question)) if whole else ()
        supported = known.supports if evidence else None
        relevant = tuple(_is_relevant(part.text, place, cited, texts, answer.question) for place in cited)
        if not known.supports:
            relevant = tuple(False for _ in cited)
        found.append(SentenceRecord(part.text, cited, supported, relevant, round(known.coverage, 3), nowhere))
    return tuple(found)


def _is_relevant(sentence: str, place: int, cited: Sequence[int], texts: Sequence[str], question: str) -> bool:
    """ALCE's rule: not where it supports nothing by itself and the others support the sentence without it.

    Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", sec. 4.
    """
    if agreement(sentence, [texts[place]], question).supports:
        return True
    others = [texts[other] for other in cited if other != place]
    return not (others and agreement(sentence, others, question).supports)


def _faults(
    answer: GivenAnswer,
    refused: bool,
    holds_gold: bool | None,
    quotes: Sequence[QuoteRecord],
    judged: Sequence[SentenceRecord],
) -> tuple[Fault, ...]:
    cites = bool(quotes) or any(each.cited for each in judged)
    grades = {each.grade for each in quotes}
    there = {
        Fault.FALSE_ANSWER: not refused and answer.answerable is False,
        Fault.FALSE_REFUSAL: refused and answer.answerable is True,
        Fault.NO_GOLD: not refused and holds_gold is False,
        Fault.ABSENT_QUOTE: Grade.ABSENT in grades,
        Fault.ALTERED_QUOTE: Grade.ALTERED in grades,
        Fault.WRONG_SOURCE: any(each.source_right is False and each.grade is not Grade.ABSENT for each in quotes),
        Fault.WRONG_PLACE: any(
            each.source_right is not False and False in (each.page_right, each.span_right) for each in quotes
        ),
        Fault.FACT_NOWHERE: any(each.nowhere for each in judged),
        Fault.UNSUPPORTED: any(each.supported is False for each in judged),
        Fault.UNCITED: cites and any(not each.cited for each in judged),
    }
    return tuple(fault for fault in Fault if there[fault])
