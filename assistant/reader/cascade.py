"""Two readers in turn: a quick one reads everything, a careful one reads again what the quick one puts first."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.reader.protocol import Candidate, Reader, ReaderIdentity, Reading
from index.documents import Passage, digest

#: Passages read again, and the quick reader's score below which only the first is: reading those, too, made no more
#: answers right. What fewer and more cost and give: docs/quality.md.
AGAIN, HOPELESS = 3, -6.0


class Cascade:
    """Fills :class:`assistant.reader.protocol.Reader` with two others.

    The careful reader's word decides the span. What the quick one makes of the same place is kept beside it: two
    that agree are right more often than the surer of them.
    """

    def __init__(self, quick: Reader, careful: Reader, name: str) -> None:
        self._quick, self._careful = quick, careful
        self.identity = ReaderIdentity(name, digest(f"{quick.identity.digest} {careful.identity.digest}".encode()))

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order; only those that the quick reader puts first have candidates.

        Where it sees hardly an answer in one of these, its own reading stands, to be shown as what came nearest.
        """
        first = self._quick.read(question, passages)
        order = read_again(first)
        again = dict(zip(order, self._careful.read(question, [passages[i] for i in order]), strict=True))
        taken = {i: again.get(i, first[i]) for i in _ranked(first)}
        return [
            Reading(passage, tuple(_beside(each, first[i]) for each in taken[i].candidates) if i in taken else ())
            for i, passage in enumerate(passages)
        ]


def read_again(first: Sequence[Reading]) -> list[int]:
    """Which passages are read again, by what the quick reader made of them."""
    ranked = _ranked(first)
    return ranked[:1] + [i for i in ranked[1:] if first[i].logit >= HOPELESS]


def _ranked(first: Sequence[Reading]) -> list[int]:
    # Equal logits: the passage given first; Python's sort keeps their order.
    return sorted(range(len(first)), key=lambda i: -first[i].logit)[:AGAIN]


def _beside(candidate: Candidate, first: Reading) -> Candidate:
    """The careful reader's candidate with the best that the quick one has in the same place."""
    met = [each.logit for each in first.candidates if each.span.meets(candidate.span)]
    return replace(candidate, quick=max(met, default=float("-inf")))
