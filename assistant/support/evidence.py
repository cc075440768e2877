"""What speaks for a candidate answer: how it reads in its passage, and how its quote reads by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.lists import asks_for_list, listed
from assistant.reader.protocol import Candidate, Reader
from assistant.sentences import sentences_around
from index.documents import Passage, Span
from index.search.view import Hit

#: Candidates kept of a part of the passages.
_KEPT = 6


@dataclass(frozen=True)
class Evidence:
    """A candidate answer with the question it is for, the hit it comes from and the quote it would be shown in.

    Attributes:
        quoted: whole sentences around the candidate.
        alone: the reader's best logit for the quote read without the rest of its passage.
    """

    question: str
    hit: Hit
    candidate: Candidate
    quoted: Span
    alone: float

    @property
    def answer(self) -> str:
        """The answer's words."""
        return self.candidate.span.of(self.hit.passage.document.text)


def gathered(reader: Reader, question: str, hits: Sequence[Hit], *, look: bool = True) -> list[Evidence]:
    """Reads the hits' passages, then the quotes of the best candidates by themselves.

    A person sees the quote and not its passage, so it is the quote that must answer. What a look at it alone is worth:
    docs/quality.md.

    Args:
        look: whether to read the quotes by themselves; without it ``alone`` is the candidate's own logit.

    Returns:
        At most :data:`_KEPT`, in different places, those the reader favours in their passages first.
    """
    readings = reader.read(question, [hit.passage for hit in hits])
    pairs = [(hit, each) for hit, reading in zip(hits, readings, strict=True) for each in reading.candidates]
    kept: list[tuple[Hit, Candidate, Span]] = []
    whole = asks_for_list(question)
    # Equal logits: the passage retrieved first; Python's sort keeps their order.
    for hit, candidate in sorted(pairs, key=lambda pair: -pair[1].logit):
        document = hit.passage.document
        quoted = (whole and listed(document, candidate.span)) or sentences_around(document, candidate.span)
        if not any(document.id == other.passage.document.id and quoted.meets(span) for other, _, span in kept):
            kept.append((hit, candidate, quoted))
        if len(kept) == _KEPT:
            break
    if not look:
        return [Evidence(question, hit, candidate, span, candidate.logit) for hit, candidate, span in kept]
    # A passage may be one sentence and so its own quote: it was looked at alone already.
    logits = {(each.passage.document.id, each.passage.span): each.logit for each in readings}
    quotes = [Passage(hit.passage.id, hit.passage.document, span) for hit, _, span in kept]
    again = [each for each in quotes if (each.document.id, each.span) not in logits]
    logits |= {(each.passage.document.id, each.passage.span): each.logit for each in reader.read(question, again)}
    return [
        Evidence(question, hit, candidate, span, logits[hit.passage.document.id, span]) for hit, candidate, span in kept
    ]
