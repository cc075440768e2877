"""How far each candidate answer is supported, reading no more than it takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from assistant.quotes import Quote
from assistant.reader import Reader, Reading
from assistant.rules import marked, retracts
from assistant.support.evidence import Evidence, evidence_in
from assistant.support.policy import SupportPolicy
from index.search import Hit

#: Passages read first, and the support at which reading stops there; what that changes is measured, too.
FIRST, CLEAR = 5, 0.7
#: Passages read first of each document where several are read side by side.
FIRST_OF_EACH = 2


@dataclass(frozen=True)
class Judged:
    """A candidate answer with the support it has, a probability."""

    evidence: Evidence
    support: float

    @property
    def quote(self) -> Quote:
        """The sentences that are shown of it."""
        found = self.evidence
        document = found.hit.passage.document
        mark = marked(found.question, document, found.quoted, found.candidate.span)
        return Quote(document, found.quoted, mark, self.support, found.partial)


def judge(reader: Reader, policy: SupportPolicy, question: str, hits: Sequence[Hit]) -> list[Judged]:
    """Reads the hits' passages and gives the candidate answers, best first.

    Those that reach the threshold and have the form that was asked for (:attr:`Evidence.preferred`) come before the
    others, and what another of them takes back comes after these; among each, support decides.

    The most promising passages are read first, and the others only while no answer is clear.
    """
    found: list[Judged] = []
    for part in parts(hits):
        found += _judged(policy, question, part, reader.read(question, [hit.passage for hit in part]))
        if _is_clear(found, policy):
            break
    return _best_first(found, policy)


def judge_each(
    reader: Reader, policy: SupportPolicy, question: str, documents: Sequence[Sequence[Hit]]
) -> list[list[Judged]]:
    """The candidate answers of each document's hits, best first, as :func:`judge` gives them.

    The documents are read side by side: the first hits of each, then the next of those in which no answer is clear.
    """
    found: list[list[Judged]] = [[] for _ in documents]
    for hits in zip_longest(*map(_in_turn, documents)):
        going = [(mine, part) for mine, part in zip(found, hits, strict=True) if part and not _is_clear(mine, policy)]
        readings = iter(reader.read(question, [hit.passage for _, part in going for hit in part]) if going else ())
        for mine, part in going:
            mine.extend(_judged(policy, question, part, list(islice(readings, len(part)))))
    return [_best_first(each, policy) for each in found]


def _in_turn(hits: Sequence[Hit]) -> list[Sequence[Hit]]:
    """The hits of one document among several, in the order they are read in."""
    return [hits[:FIRST_OF_EACH], *([hit] for hit in hits[FIRST_OF_EACH:])]


def _judged(policy: SupportPolicy, question: str, hits: Sequence[Hit], readings: Sequence[Reading]) -> Iterator[Judged]:
    return (Judged(each, policy.support(each)) for each in evidence_in(question, hits, readings))


def _is_clear(found: Sequence[Judged], policy: SupportPolicy) -> bool:
    return any(each.support >= max(CLEAR, policy.threshold) for each in found)


def _best_first(found: Sequence[Judged], policy: SupportPolicy) -> list[Judged]:
    said = [each.evidence.said for each in found if each.support >= policy.threshold]

    def order(each: Judged) -> tuple[bool, bool, float]:
        # What falls short is shown as nearest, in the order of support alone.
        if each.support < policy.threshold:
            return True, True, -each.support
        taken_back = any(retracts(words, each.evidence.answer) for words in said)
        return taken_back, not each.evidence.preferred, -each.support

    # Equal support: the passage retrieved first; Python's sort keeps their order.
    return sorted(found, key=order)


def parts(hits: Sequence[Hit]) -> Iterator[Sequence[Hit]]:
    """The hits in the order they are read in."""
    return filter(None, (hits[:FIRST], hits[FIRST:]))
