"""Asks a labelled question, and holds the reply against its label and against the stored text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from assistant.evaluation.datasets import Question, SquadParagraph
from assistant.evaluation.examples import RANKED, AskedExample
from assistant.evaluation.indexing import document
from assistant.evaluation.metrics import exact, f1, holds, overlaps
from assistant.quotes import Quote
from assistant.reader import Reader
from assistant.replies import Answer, Refusal, Reply
from assistant.support import SupportPolicy, judge
from index.documents import Document, Passage, Span, digest
from index.embedding import Embedder
from index.errors import BrokenQuote
from index.index import Index
from index.search import Hit


class Answerer(Protocol):
    """What is evaluated."""

    index: Index
    reader: Reader
    policy: SupportPolicy

    def ask(self, question: str) -> Reply:
        """An answer in quotes or a refusal."""
        ...


@dataclass(frozen=True)
class Gold:
    """Where a right quote comes from.

    Attributes:
        documents: ids; None for any document. region: the gold paragraph in it; None for all of it.
        spans: where the gold answers stand in it; empty where that is not known.
    """

    documents: frozenset[str] | None = None
    region: Span | None = None
    spans: tuple[Span, ...] = ()

    def part(self, document: Document, span: Span) -> str:
        """The part of a stretch of a document that a right quote may come from."""
        if self.documents is not None and document.id not in self.documents:
            return ""
        region = self.region or span
        start, end = max(span.start, region.start), min(span.end, region.end)
        return document.text[start:end] if start < end else ""

    def found(self, passage: Passage, gold: Sequence[str]) -> bool:
        """Whether a passage covers a gold answer where it stands, or holds its words where that is not known."""
        part = self.part(passage.document, passage.span)
        if not self.spans:
            return holds(part, gold)
        return bool(part) and any(passage.span.covers(span) for span in self.spans)


def pipeline(
    assistant: Answerer,
    question: Question,
    ground: Gold,
    units: Callable[[Passage], Sequence[str]],
    relevant: Sequence[str],
) -> AskedExample:
    """Asks the whole assistant.

    Args:
        units: what a passage counts as in a ranking: its document, the paragraphs it touches.
        relevant: the units with the gold answer.
    """
    if question.unclear:
        refused = "refused", 0.0, assistant.policy.threshold
        return _record(question, *refused, quotes=(), ground=ground, stored={}, retrieved={})
    # Searched once more: the assistant does not tell what it found, and reads less of it.
    hits = assistant.index.search(question.asked, RANKED)
    rank = next((n for n, hit in enumerate(hits, start=1) if ground.found(hit.passage, question.gold)), 0)
    ranking: dict[str, float] = {}
    for hit in hits:
        for unit in units(hit.passage):
            ranking.setdefault(unit, hit.score)
    retrieved: dict[str, Any] = {
        "rank": rank if question.answerable else None,
        "passages": tuple((h.passage.document.id, h.passage.span.start, h.passage.span.end, h.score) for h in hits),
        "relevant": tuple(relevant) if question.answerable else (),
        "ranking": tuple(ranking.items()),
    }
    try:
        reply = assistant.ask(question.asked)
    except BrokenQuote:
        # The one error that is itself a figure; any other ends the run.
        broken = "broken", 0.0, assistant.policy.threshold
        return _record(question, *broken, quotes=(), ground=ground, stored={}, retrieved=retrieved)
    quotes: tuple[Quote, ...] = ()
    support = 0.0
    match reply:
        case Answer():
            quotes, support = reply.quotes, reply.support
        case Refusal():
            quotes, support = reply.nearest, reply.support
    stored = {each.document.id: assistant.index.document(each.document.id) for each in quotes}
    outcome = "answered" if isinstance(reply, Answer) else "refused"
    said = outcome, support, reply.threshold
    return _record(question, *said, quotes=quotes, ground=ground, stored=stored, retrieved=retrieved)


class Oracle:
    """The reader alone: it is given the paragraph a question was written for, and nothing else.

    The policy's signals ask for a hit. Its similarity is the true cosine of question and paragraph; its score is 1,
    that of a search which finds but one passage; its word match is 0, for there is no other passage to tell it from.
    The paragraph has no title, as in SQuAD's own scoring.
    """

    def __init__(self, reader: Reader, policy: SupportPolicy, embedder: Embedder) -> None:
        self.reader, self.policy, self.embedder = reader, policy, embedder
        self._vector: tuple[str, np.ndarray] | None = None

    def ask(self, paragraph: SquadParagraph, question: Question) -> AskedExample:
        """Answers from the paragraph where the support reaches the policy's threshold."""
        hit = self.hit(paragraph, question)
        read = hit.passage.document
        quotes = tuple(each.quote for each in judge(self.reader, self.policy, question.text, [hit])[:1])
        support = quotes[0].support if quotes else 0.0
        outcome = "answered" if quotes and support >= self.policy.threshold else "refused"
        ground, stored = Gold(frozenset({read.id})), {read.id: self.document(paragraph)}
        said = outcome, support, self.policy.threshold
        return _record(question, *said, quotes=quotes, ground=ground, stored=stored, retrieved={})

    def hit(self, paragraph: SquadParagraph, question: Question) -> Hit:
        """The paragraph as if it had been searched for."""
        read = self.document(paragraph)
        similarity = float(self.embedder.embed([question.text])[0] @ self._embedded(paragraph))
        return Hit(Passage(1, read, Span(0, len(read.text))), 1.0, similarity, 0.0)

    @staticmethod
    def document(paragraph: SquadParagraph) -> Document:
        """The paragraph as a document."""
        return document(paragraph.id, paragraph.text)

    def _embedded(self, paragraph: SquadParagraph) -> np.ndarray:
        # Questions come paragraph by paragraph.
        if self._vector is None or self._vector[0] != paragraph.id:
            self._vector = paragraph.id, self.embedder.embed([paragraph.text])[0]
        return self._vector[1]


def intact(shown: Mapping[str, Any], stored: Document | None) -> bool:
    """Whether a quote, as it is printed, stands in the stored text: digest, slice and marked answer.

    Checked from what a user gets, not from the objects it was made of.
    """
    if stored is None or digest(stored.text.encode()) != shown["digest"]:
        return False
    answer = shown["answer"]
    return bool(
        stored.text[shown["start"] : shown["end"]] == shown["text"] != ""
        and stored.text[answer["start"] : answer["end"]] == answer["text"] != ""
        and shown["start"] <= answer["start"] < answer["end"] <= shown["end"]
    )


def _record(
    question: Question,
    outcome: str,
    support: float,
    threshold: float,
    *,
    quotes: Sequence[Quote],
    ground: Gold,
    stored: Mapping[str, Document | None],
    retrieved: Mapping[str, Any],
) -> AskedExample:
    shown = tuple(each.to_json() for each in quotes)
    answer, gold = shown[0]["answer"]["text"] if shown else "", question.gold
    right = [question.answerable and holds(ground.part(each.document, each.span), gold) for each in quotes]
    return AskedExample(
        id=question.id,
        group=question.group,
        question=question.text,
        answerable=question.answerable,
        gold=gold,
        outcome=outcome,
        support=support,
        threshold=threshold,
        answer=answer,
        exact=exact(answer, gold) if question.answerable and answer else 0.0,
        f1=f1(answer, gold) if question.answerable and answer else 0.0,
        quotes=shown,
        right=bool(right and right[0]),
        right_any=any(right),
        right_anywhere=any(holds(each.text, gold) for each in quotes),
        overlapping=bool(quotes) and overlaps(ground.part(quotes[0].document, quotes[0].span), gold),
        intact=sum(intact(each, stored.get(each["document"])) for each in shown),
        earlier=question.earlier,
        understood=question.understood,
        kind=question.kind,
        **retrieved,
    )
