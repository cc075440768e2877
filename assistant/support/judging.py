"""How far each candidate answer is supported, reading no more than it takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.quotes import Quote
from assistant.reader import Reader
from assistant.rules import marked, retracts
from assistant.support.evidence import Evidence, gather_evidence
from assistant.support.policy import SupportPolicy
from index.search import Hit

#: Passages read first, and the support at which reading stops there; what that changes is measured, too.
FIRST, CLEAR = 5, 0.7


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
        found += [Judged(each, policy.support(each)) for each in gather_evidence(reader, question, part)]
        if any(each.support >= max(CLEAR, policy.threshold) for each in found):
            break

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
