"""One question put to every document: each one's best quote, in the order of their promise."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from assistant.assistant import Assistant, put_right
from assistant.evidence import Dated, dated, newness
from assistant.quotes import Quote, verified
from assistant.reader import CAREFUL, Reader, open_batch_reader
from assistant.support import Judged, Setting, SupportPolicy, fitted_policy, judge
from index.documents import Document, Passage
from index.search import Filter, Hit, checked

#: Passages ranked, passages read of each document, and passages read in all before documents are passed over.
RANKED, DEPTH, MOST_READ = 20_000, 2, 1_000
#: Documents read side by side.
TOGETHER = 8
#: The share of the threshold from which a document is said to answer nearly.
NEARLY = 0.5
#: The share of the threshold below which the quick reader's word is enough for no, and that of what lies above the
#: threshold from which it is for yes; between them the careful one reads, too. What that costs and gives: docs/finding.md.
FAR, SURE = 0.25, 0.5


class Level(StrEnum):
    """How far a document's best quote answers."""

    ANSWERS = "answers"
    NEARLY = "nearly"
    NOT = "not"


class Order(StrEnum):
    """What findings are sorted by; newest and best supported first."""

    SUPPORT = "support"
    DATE = "date"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Finding:
    """A document's best quote for a question.

    Attributes:
        copies: sources of other documents with the very same text.
    """

    quote: Quote
    level: Level
    dated: Dated | None
    copies: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The finding as the command line prints it: the quote's fields, and what is known of its document."""
        told = self.dated.to_json() if self.dated else None
        return {**self.quote.to_json(), "level": self.level.value, "dated": told, "copies": list(self.copies)}


@dataclass(frozen=True)
class Tally:
    """How many documents answer, copies counted with them.

    Attributes:
        documents: all that were asked. read: those looked into; in the others nothing came near.
        understood: the question as it was put to them, where it had typing errors.
    """

    documents: int
    read: int = 0
    answering: int = 0
    nearly: int = 0
    understood: str | None = None

    def to_json(self) -> dict[str, int]:
        """The counts as the command line prints them."""
        return {"documents": self.documents, "read": self.read, "answering": self.answering, "nearly": self.nearly}

    def with_(self, finding: Finding | None) -> "Tally":
        """The counts after another document."""
        many = 1 + len(finding.copies) if finding else 1
        level = finding.level if finding else Level.NOT
        return replace(
            self,
            read=self.read + many,
            answering=self.answering + many * (level is Level.ANSWERS),
            nearly=self.nearly + many * (level is Level.NEARLY),
        )


def find(
    assistant: Assistant,
    question: str,
    where: Filter | None = None,
    depth: int = DEPTH,
    threshold: float | Setting | None = None,
) -> Iterator[tuple[Tally, Finding | None]]:
    """Looks into one document after the other, most promising first: the counts so far and what the document has.

    A document with the same text as another is read once. With the packaged careful reader the quick one reads first,
    and the careful one only what is near the line. All of it happens on one generation of the library. A question is put
    to the documents as :meth:`assistant.assistant.Assistant.ask` puts it.

    Args:
        where: only documents it admits are looked into.
        depth: passages read of each document, its nearest.
        threshold: the support an answer needs; by default the policy's.

    Raises:
        InvalidQuestion: the question is empty or too long. ModelError: the threshold is not one.
        BrokenQuote: a quote did not match the stored text; it is not shown.
    """
    question, policy = checked(question), assistant.policy.at(threshold)
    judged = _judged_twice if assistant.reader.identity.name == CAREFUL else _judged
    with assistant.index.view() as view:
        asked, understood = put_right(view, question)
        entries = [entry for entry in view.documents() if where is None or where.admits(entry)]
        same: dict[str, list[str]] = {}
        for entry in entries:
            same.setdefault(entry.digest, []).append(entry.source)
        tally = Tally(len(entries), understood=understood)
        yield tally, None
        near = iter(_affordable(_nearest(view.search(asked, RANKED, where), depth)))
        while together := list(islice(near, TOGETHER)):
            for (document, _), found in zip(
                together, judged(assistant.reader, policy, asked, [hits for _, hits in together]), strict=True
            ):
                finding = None
                if found:
                    quote = verified(found[0].quote, view.document(document.id))
                    copies = tuple(source for source in same[document.digest] if source != document.source)
                    finding = Finding(quote, _level(found[0].support, policy.threshold), dated(document), copies)
                tally = tally.with_(finding)
                yield tally, finding


def told(
    looks: Iterable[tuple[Tally, Finding | None]],
    question: str,
    threshold: float,
    tell: Callable[[Mapping[str, Any]], None],
) -> Iterator[tuple[Tally, Finding | None]]:
    """The looks as they come; when they end, be it early, what they gave is told as one reply, as a log takes it."""
    tally: Tally | None = None
    found: list[Finding] = []
    try:
        for tally, each in looks:
            found += [each] if each else []
            yield tally, each
    finally:
        if tally:
            tell(_as_reply(question, threshold, tally, found))


def _as_reply(question: str, threshold: float, tally: Tally, found: Sequence[Finding]) -> dict[str, Any]:
    quotes, nearly = (
        [each.to_json() for each in found if each.level is level] for level in (Level.ANSWERS, Level.NEARLY)
    )
    outcome = "found" if quotes else "refused" if tally.documents else "empty"
    support = max((each.quote.support for each in found), default=0.0)
    return {
        "question": question,
        "outcome": outcome,
        "support": support,
        "threshold": threshold,
        "quotes": quotes,
        "nearest": nearly,
    }


def arranged(findings: Iterable[Finding], order: Order) -> list[Finding]:
    """The findings in an order; what is equal stays as it was."""
    match order:
        case Order.SUPPORT:
            return sorted(findings, key=lambda each: -each.quote.support)
        case Order.DATE:
            return sorted(findings, key=lambda each: newness(each.dated), reverse=True)
        case Order.DOCUMENT:
            return sorted(findings, key=lambda each: each.quote.document.source)


def _nearest(hits: Sequence[Hit], depth: int) -> list[tuple[Document, list[Hit]]]:
    """The best hits of each different text, the text with the best one first."""
    found: dict[str, list[Hit]] = {}
    owners: dict[str, str] = {}
    for hit in hits:
        document = hit.passage.document
        if owners.setdefault(document.digest, document.id) != document.id:
            continue
        found.setdefault(document.id, []).append(hit)
    return [(mine[0].passage.document, mine[:depth]) for mine in found.values()]


def _affordable(nearest: Iterable[tuple[Document, list[Hit]]]) -> Iterator[tuple[Document, list[Hit]]]:
    """The first documents, until as many passages are read as may be."""
    left = MOST_READ
    for document, hits in nearest:
        if left <= 0:
            return
        left -= len(hits)
        yield document, hits


def _judged(
    reader: Reader, policy: SupportPolicy, question: str, documents: Sequence[Sequence[Hit]]
) -> list[list[Judged]]:
    """The candidates of each document's hits, by one reader."""
    return [judge(reader, policy, question, hits) for hits in documents]


def _judged_twice(
    _: Reader, policy: SupportPolicy, question: str, documents: Sequence[Sequence[Hit]]
) -> list[list[Judged]]:
    """The candidates of each document's hits: by the quick reader where that is sure, else by the careful one after it."""
    readers = open_batch_reader()
    readers.read_quickly(question, map(_passages, documents))
    quick = fitted_policy(readers.quick.identity)
    found = [judge(readers.quick, quick, question, hits) for hits in documents]
    near = [i for i, each in enumerate(found) if each and _is_near(each[0], policy.threshold)]
    readers.read_carefully(question, [_passages(documents[i]) for i in near])
    for i in near:
        found[i] = judge(readers.cascade, policy, question, documents[i])
    return found


def _passages(hits: Iterable[Hit]) -> list[Passage]:
    return [hit.passage for hit in hits]


def _is_near(found: Judged, threshold: float) -> bool:
    """Whether a support is so near to the threshold that the quick reader's word is not enough."""
    return FAR * threshold <= found.support < threshold + SURE * (1 - threshold)


def _level(support: float, threshold: float) -> Level:
    if support >= threshold:
        return Level.ANSWERS
    return Level.NEARLY if support >= NEARLY * threshold else Level.NOT
