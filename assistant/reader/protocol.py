"""What a reader gives back: answer spans and how much speaks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.documents import Passage, Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer in a passage.

    Attributes:
        span: where it stands, in code points of the passage's document.
        logit: its span score less the score of "no answer here"; above 0 the reader favours it.
        quick: the same by the quick reader, where a careful one read after it; minus infinity where the quick
            one saw no answer there.
    """

    span: Span
    logit: float
    quick: float | None = None


@dataclass(frozen=True)
class Reading:
    """What a reader made of one passage.

    Attributes:
        candidates: non-overlapping, best first; empty where the passage has nothing one could quote.
    """

    passage: Passage
    candidates: tuple[Candidate, ...]

    def __post_init__(self) -> None:
        for candidate in self.candidates:
            if not self.passage.span.covers(candidate.span):
                raise ValueError(f"answer {candidate.span} is outside its passage {self.passage.span}")

    @property
    def logit(self) -> float:
        """The best candidate's logit; minus infinity without one."""
        return self.candidates[0].logit if self.candidates else float("-inf")


@dataclass(frozen=True)
class ReaderIdentity:
    """Which reader: a name to load it by and the SHA-256 of its weights."""

    name: str
    digest: str


class Reader(Protocol):
    """Finds the words of passages that answer a question, and how far they do."""

    identity: ReaderIdentity

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""
        ...
