"""What speaks for a candidate answer: where it stands, and what the readers make of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language import sentences_around
from assistant.reader import Candidate, Reader, Reading
from assistant.rules import (
    answers_echo,
    asks_for_list,
    defines,
    echoed,
    goes_on,
    instructs,
    listed,
    mistaken,
    term_asked,
)
from index.documents import Span
from index.search import Hit

#: Candidates kept of a part of the passages.
_KEPT = 6


@dataclass(frozen=True)
class Evidence:
    """A candidate answer with the question it is for, the hit it comes from and the quote it would be shown in.

    Attributes:
        quoted: whole sentences around the candidate.
    """

    question: str
    hit: Hit
    candidate: Candidate
    quoted: Span

    @property
    def answer(self) -> str:
        """The answer's words."""
        return self.candidate.span.of(self.hit.passage.document.text)

    @property
    def said(self) -> str:
        """The quote's words."""
        return self.quoted.of(self.hit.passage.document.text)

    @property
    def preferred(self) -> bool:
        """Whether it is what was asked for by its form: it defines the term, tells how, or stands right below the same question."""
        document, term = self.hit.passage.document, term_asked(self.question)
        return (
            (term is not None and defines(self.said, term))
            or instructs(self.said, self.question)
            or answers_echo(self.question, document, self.quoted)
        )

    @property
    def partial(self) -> bool:
        """Whether it is a part of a list, all of which was asked for."""
        return asks_for_list(self.question) and goes_on(self.hit.passage.document, self.quoted)


def gather_evidence(reader: Reader, question: str, hits: Sequence[Hit]) -> list[Evidence]:
    """Reads the hits' passages; see :func:`evidence_in`."""
    return evidence_in(question, hits, reader.read(question, [hit.passage for hit in hits]))


def evidence_in(question: str, hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Evidence]:
    """What was read of the hits' passages.

    Returns:
        At most :data:`_KEPT`, in different places, those the reader favours first.
    """
    pairs = [(hit, each) for hit, reading in zip(hits, readings, strict=True) for each in reading.candidates]
    kept: list[Evidence] = []
    # Equal logits: the passage retrieved first; Python's sort keeps their order.
    for hit, candidate in sorted(pairs, key=lambda pair: -pair[1].logit):
        document = hit.passage.document
        quoted = listed(question, document, candidate.span) or sentences_around(document, candidate.span)
        if not (
            echoed(question, document, quoted)
            or mistaken(question, document, quoted, candidate.span)
            or any(document.id == other.hit.passage.document.id and quoted.meets(other.quoted) for other in kept)
        ):
            kept.append(Evidence(question, hit, candidate, quoted))
        if len(kept) == _KEPT:
            break
    return kept
