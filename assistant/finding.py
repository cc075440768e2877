"""One question put to every document: each one's best quote, in the order of their promise."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from assistant.assistant import Assistant, put_right
from assistant.evidence import Dated, dated, newness
from assistant.quotes import Quote, verified
from assistant.reader import CAREFUL, Reader, open_batch_reader
from assistant.shapes import Counts, Differing, FoundInAll, FoundQuote
from assistant.support import FIRST_OF_EACH, Judged, Setting, SupportPolicy, fitted_policy, judge, judge_each
from index.documents import Document, digest
from index.search import Filter, Hit, checked

#: Passages ranked, which is also the most that may be read; passages read of each document at most, and passages read in
#: all before documents are passed over, where nothing else is asked for.
RANKED, DEPTH, MOST_READ = 20_000, 4, 1_000
#: The share of its document's best score that a passage needs where not all may be read. What that loses: docs/quality.md.
BESIDE = 0.6
#: Documents read side by side.
TOGETHER = 8
#: The share of the threshold from which a document is said to answer nearly.
NEARLY = 0.5
#: The share of the threshold below which the quick reader's word is enough for no, and that of what lies above the
#: threshold from which it is for yes; between them the careful one reads, too. What that costs and gives: docs/finding.md.
FAR, SURE = 0.25, 0.5
#: Passages of a document that the careful one reads, those with the best answers by the quick one.
CAREFULLY = 2


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
        copies: sources of other documents with the same text, be it with other spacing or case.
    """

    quote: Quote
    level: Level
    dated: Dated | None
    copies: tuple[str, ...] = ()

    def to_json(self) -> FoundQuote:
        """The finding as the command line prints it: the quote's fields, and what is known of its document."""
        dated = self.dated.to_json() if self.dated else None
        return {**self.quote.to_json(), "level": self.level.value, "dated": dated, "copies": list(self.copies)}


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

    def to_json(self) -> Counts:
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
    most: int = MOST_READ,
) -> Iterator[tuple[Tally, Finding | None]]:
    """Looks into one document after the other, most promising first: the counts so far and what the document has.

    A document with the same text as another, be it with other spacing or case, is read once. With the packaged careful reader the quick one reads first,
    and the careful one only what is near the line. All of it happens on one generation of the library. A question is put
    to the documents as :meth:`assistant.assistant.Assistant.ask` puts it.

    Args:
        where: only documents it admits are looked into.
        depth: passages read of each document at most, its nearest first, while none has a clear answer. Where ``most``
            would not do for all documents it is less, down to :data:`assistant.support.FIRST_OF_EACH`.
        threshold: the support an answer needs; by default the policy's.
        most: passages read in all, up to :data:`RANKED`; the documents furthest from the question are passed over.

    Raises:
        InvalidQuestion: the question is empty or too long. ModelError: the threshold is not one.
        BrokenQuote: a quote did not match the stored text; it is not shown.
    """
    question, policy = checked(question), assistant.policy.at(threshold)
    judged = _judged_twice if assistant.reader.identity.name == CAREFUL else judge_each
    with assistant.index.view() as view:
        asked, understood = put_right(view, question)
        entries = [entry for entry in view.documents() if where is None or where.admits(entry)]
        same: dict[str, list[str]] = {}
        for entry in entries:
            same.setdefault(entry.digest, []).append(entry.source)
        tally = Tally(len(entries), understood=understood)
        yield tally, None
        near = _affordable(_nearest(view.search(asked, RANKED, where), depth), most)
        while together := list(islice(near, TOGETHER)):
            for look, found in zip(
                together, judged(assistant.reader, policy, asked, [look.hits for look in together]), strict=True
            ):
                finding, document = None, look.document
                if found:
                    quote = verified(found[0].quote, view.document(document.id))
                    sources = (source for each in look.digests for source in same[each])
                    copies = tuple(source for source in sources if source != document.source)
                    finding = Finding(quote, _level(found[0].support, policy.threshold), dated(document), copies)
                tally = tally.with_(finding)
                yield tally, finding


def logged(
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


def found_json(question: str, tally: Tally, findings: Sequence[Finding], differing: Differing | None) -> FoundInAll:
    """What every document says as one JSON object.

    Args:
        differing: where the findings disagree.
    """
    return {
        "question": question,
        "understood": tally.understood,
        **tally.to_json(),
        "findings": [each.to_json() for each in findings],
        "differing": differing,
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


@dataclass(frozen=True)
class _Look:
    """A document to look into, with its best hits and the digests of all texts with its words."""

    document: Document
    hits: Sequence[Hit]
    digests: dict[str, None] = field(default_factory=dict)


def _nearest(hits: Sequence[Hit], depth: int) -> list[_Look]:
    """The best hits of each different text, the text with the best one first."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.passage.document.id, []).append(hit)
    # Only of documents whose best passages are the same are all words compared.
    first = Counter(_plain(mine[0].passage.text) for mine in found.values())
    keys: dict[str, str] = {}
    looks: dict[str, _Look] = {}
    for mine in found.values():
        document = mine[0].passage.document
        if document.digest not in keys:
            alone = first[_plain(mine[0].passage.text)] == 1
            keys[document.digest] = document.digest if alone else digest(_plain(document.text).encode())
        look = looks.setdefault(keys[document.digest], _Look(document, mine[:depth]))
        look.digests[document.digest] = None
    return list(looks.values())


def _plain(text: str) -> str:
    """A text but for its spacing and case."""
    return " ".join(text.casefold().split())


def _affordable(nearest: Iterable[_Look], most: int) -> Iterator[_Look]:
    """The documents with the hits to read.

    Where there are more hits than that, those far from their document's best are left first, then fewer are read of
    each document, and then the last documents are passed over.
    """
    looks = list(nearest)
    if sum(len(look.hits) for look in looks) > most:
        looks = [replace(look, hits=_beside_best(look.hits)) for look in looks]
    depth = max((len(look.hits) for look in looks), default=0)
    while depth > FIRST_OF_EACH and sum(min(depth, len(look.hits)) for look in looks) > most:
        depth -= 1
    left = most
    for look in looks:
        if left <= 0:
            return
        hits = look.hits[: min(depth, left)]
        left -= len(hits)
        yield replace(look, hits=hits)


def _beside_best(hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.score >= BESIDE * hits[0].score]


def _judged_twice(
    _: Reader, policy: SupportPolicy, question: str, documents: Sequence[Sequence[Hit]]
) -> list[list[Judged]]:
    """The candidates of each document's hits: by the quick reader where that is sure, else by the careful one after it."""
    readers = open_batch_reader()
    quick = fitted_policy(readers.quick.identity).at(policy.threshold)
    found = judge_each(readers.quick, quick, question, documents)
    near = {i: _best_hits(each) for i, each in enumerate(found) if each and _is_near(each[0], policy.threshold)}
    readers.read_carefully(question, [[hit.passage for hit in hits] for hits in near.values()])
    for i, hits in near.items():
        found[i] = judge(readers.cascade, policy, question, hits)
    return found


def _best_hits(found: Sequence[Judged]) -> list[Hit]:
    """The hits with the best candidates, as many as the careful reader reads of a document."""
    hits = {each.evidence.hit.passage.id: each.evidence.hit for each in found}
    return list(hits.values())[:CAREFULLY]


def _is_near(found: Judged, threshold: float) -> bool:
    """Whether a support is so near to the threshold that the quick reader's word is not enough."""
    return FAR * threshold <= found.support < threshold + SURE * (1 - threshold)


def _level(support: float, threshold: float) -> Level:
    if support >= threshold:
        return Level.ANSWERS
    return Level.NEARLY if support >= NEARLY * threshold else Level.NOT
