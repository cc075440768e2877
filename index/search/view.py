"""One generation of an index, searched."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.documents import Document, Passage
from index.errors import InvalidQuestion
from index.search.filters import Filter
from index.search.fusion import fused
from index.search.spelling import correct_question
from index.shapes import Found
from index.storage import Entry, Ranked, Snapshot

#: Code points a question may have; beyond that it is a document.
LONGEST_QUESTION = 2_000
#: How many passages each ranking gives to their fusion.
_RANKED = 100


@dataclass(frozen=True)
class Hit:
    """A passage found for a question.

    Attributes:
        score: fused, in [0, 1]; comparable within one search only.
        similarity: cosine with the question, in [-1, 1].
        bm25: word match, 0 where no word matched; higher is better.
    """

    passage: Passage
    score: float
    similarity: float
    bm25: float

    def to_json(self) -> Found:
        """The hit as commands and servers give it."""
        document, span = self.passage.document, self.passage.span
        section = document.section_at(span.start)
        return {
            "text": self.passage.text,
            "start": span.start,
            "end": span.end,
            "score": self.score,
            "similarity": self.similarity,
            "bm25": self.bm25,
            "document": document.id,
            "digest": document.digest,
            "source": document.source,
            "library": document.library or None,
            "title": document.title,
            "page": section.page if section else None,
            "label": section.label if section else None,
            "section": " > ".join(section.heading) if section and section.heading else None,
            "row": section.row if section else None,
        }


class View:
    """An index as it was when the view was taken; later writes do not show in it."""

    def __init__(self, snapshot: Snapshot, embed: Callable[[str], np.ndarray], knows: Callable[[str], bool]) -> None:
        """
        Args:
            embed: a question's unit vector, float32, shape (dimension,). knows: whether the model has a word whole.
        """
        self._snapshot, self._embed, self._knows = snapshot, embed, knows

    def search(self, question: str, k: int = 20, where: Filter | str | None = None) -> list[Hit]:
        """The ``k`` passages most likely to answer ``question``, best first.

        Args:
            where: a filter, or one as text. Only documents it admits are ranked, so it never hides what lies deeper.

        Raises:
            InvalidQuestion: the question is empty or too long. InvalidFilter: the filter cannot be understood.
        """
        vector, documents = self._embed(checked(question)), self._admitted(where)
        dense, lexical = self._rankings(question, vector, max(k, _RANKED), documents)
        near = {passage for passage, _ in dense}
        # Passages found only by words get their similarity too, so fusion does not score them as 0.
        dense += self._snapshot.similarities(vector, [passage for passage, _ in lexical if passage not in near])
        ranked = fused(dense, lexical)[:k]
        similarity, bm25, scores = dict(dense), dict(lexical), dict(ranked)
        passages = self.passages([passage for passage, _ in ranked])
        return [Hit(p, scores[p.id], similarity[p.id], bm25.get(p.id, 0.0)) for p in passages]

    def rankings(self, question: str, k: int, where: Filter | str | None = None) -> tuple[list[Ranked], list[Ranked]]:
        """The ``k`` passages nearest in meaning and the ``k`` that match best by words, before their fusion."""
        return self._rankings(question, self._embed(checked(question)), k, self._admitted(where))

    def _rankings(
        self, question: str, vector: np.ndarray, k: int, documents: Collection[str] | None
    ) -> tuple[list[Ranked], list[Ranked]]:
        return self._snapshot.dense(vector, k, documents), self._snapshot.lexical(question, k, documents)

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """The passages with these ids, in this order."""
        return self._snapshot.passages(ids)

    def mentions(self, text: str, k: int, documents: Collection[str] | None = None) -> Iterator[Passage]:
        """The ``k`` passages that share most words with ``text``, be it among these documents, each loaded in its turn."""
        for passage, _ in self._snapshot.lexical(text, k, documents):
            yield from self.passages([passage])

    def holds(self, word: str, where: Filter | None = None) -> bool:
        """Whether any passage, or the headings above it, has this word."""
        return bool(self._snapshot.lexical(word, 1, self._admitted(where)))

    def correct(self, question: str) -> str:
        """The question with its typing errors put right by the library's own words, where it is plain what was meant.

        A word that stands in the library, be it with another ending, is none; nor is one that the model has whole.
        """
        made = correct_question(question, self._snapshot, self._knows)
        return made if len(made) <= LONGEST_QUESTION else question

    def documents(self) -> list[Entry]:
        """Every document, by source."""
        return self._snapshot.entries()

    def _admitted(self, where: Filter | str | None) -> Collection[str] | None:
        if where is None:
            return None
        wanted = Filter.of(where)
        return [entry.id for entry in self.documents() if wanted.admits(entry)]

    def document(self, id: str) -> Document | None:
        """A document with its whole text."""
        return self._snapshot.document(id)


def checked(question: str) -> str:
    """The question without white space around it.

    Raises:
        InvalidQuestion: nothing is left, or too much.
    """
    question = question.strip()
    if not question:
        raise InvalidQuestion("the question is empty; type a few words")
    if len(question) > LONGEST_QUESTION:
        raise InvalidQuestion(f"the question has {len(question):,} characters; ask in at most {LONGEST_QUESTION:,}")
    return question
