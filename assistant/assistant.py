"""The assistant: a question in; verified quotes, or a refusal, out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from assistant.questions import parts, question_in
from assistant.quotes import Quote, verified
from assistant.reader import Reader, open_reader
from assistant.replies import Answer, Empty, Reason, Refusal, Reply
from assistant.support import Judged, Setting, SupportPolicy, judge, read_policy
from index.embedding import PACKAGED, Embedder
from index.index import Index
from index.ingest import Progress
from index.paths import absolute
from index.search import Filter, View, checked

#: Passages read for a question. Chosen by measurement, see docs/quality.md.
DEPTH = 10
#: Quotes in an answer, and nearest passages beside a refusal, at most.
MOST = 3


class Assistant:
    """Answers from one index in its documents' words, or refuses. Safe to share between threads.

    History never answers: an assistant keeps nothing of earlier questions.
    """

    def __init__(self, index: Index, reader: Reader | None = None, policy: SupportPolicy | None = None) -> None:
        """
        Args:
            reader: the packaged one by default. policy: by default the one fitted for it, at the library's threshold.
        """
        self.index = index
        self.reader = reader or open_reader()
        self.policy = policy or read_policy(index, self.reader.identity)

    @classmethod
    def open(cls, *libraries: Path | str) -> "Assistant":
        """The assistant over one or more existing libraries (by default ``.quoth``), asked together.

        Args:
            libraries: folders, or databases by their URLs.

        Raises:
            LibraryError: one is missing, cannot be used, or was made with another model than the others.
        """
        return cls(Index.open_all(libraries or (".quoth",)))

    def over(self, index: Index) -> "Assistant":
        """The same reader and policy over another index, as one that :meth:`index.Index.narrowed` gives."""
        return Assistant(index, self.reader, self.policy)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.index.close()

    @classmethod
    @contextmanager
    def from_folder(
        cls,
        folder: Path | str,
        embedder: Embedder | str = PACKAGED,
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> Iterator["Assistant"]:
        """An assistant over the documents of a folder, indexed now and forgotten when the context ends."""
        folder = absolute(Path(folder))
        with Index.temporary(folder.parent, embedder) as index:
            index.sync([folder], progress)
            yield cls(index)

    def ask(self, question: str, where: Filter | str | None = None, threshold: float | Setting | None = None) -> Reply:
        """An answer in quotes, a refusal, or word that there is nothing to look at.

        A question that is plainly two is asked in its parts; what is not answered of them is named. One with typing
        errors is asked as it is understood, and the reply says how.

        Args:
            where: only documents it admits are looked at; a filter, or one as :class:`index.Filter` reads it.
            threshold: the support an answer needs, as a number in [0, 1] or by what it promises; by default the policy's.

        Raises:
            InvalidQuestion: the question is empty or too long. InvalidFilter: the filter cannot be understood.
            ModelError: the threshold is not one.
            BrokenQuote: a quote did not match the stored text; it is not shown.
        """
        question = checked(question)
        policy = self.policy.at(threshold)
        threshold = policy.threshold
        with self.index.view() as view:
            asked, understood = put_right(view, question)
            hits = view.search(asked, DEPTH, where)
            if not hits:
                return Empty(question, threshold, where is not None and bool(view.documents()), understood)
            found = judge(self.reader, policy, asked, hits)
            enough = [each for each in found if each.support >= threshold]
            best_of = {part: self._best(view, policy, part, where) for part in parts(asked)}
            enough = list(filter(None, best_of.values())) or enough
            quotes = tuple(verified(each, view.document(each.document.id)) for each in _quotes(enough or found))
        if enough:
            unanswered = [part for part, best in best_of.items() if best is None] if any(best_of.values()) else ()
            return Answer(question, quotes, threshold, tuple(unanswered), understood)
        support = found[0].support if found else 0.0
        nearest = max(hit.similarity for hit in hits)
        reason = Reason.UNSUPPORTED if nearest >= policy.unrelated else Reason.UNRELATED
        return Refusal(question, reason, support, threshold, quotes, understood)

    def _best(self, view: View, policy: SupportPolicy, part: str, where: Filter | str | None) -> Judged | None:
        """The best answer to a part of a question, where it is supported."""
        found = judge(self.reader, policy, part, view.search(part, DEPTH, where))
        return found[0] if found and found[0].support >= policy.threshold else None


def put_right(view: View, question: str) -> tuple[str, str | None]:
    """A question as it is put to the documents: what of it asks, its typing errors put right.

    Returns:
        The question, and once more where there were such errors, as replies tell it.
    """
    typed = question_in(question)
    asked = view.correct(typed)
    return asked, asked if asked != typed else None


def _quotes(found: Sequence[Judged]) -> list[Quote]:
    """The best quotes from different places that say different things."""
    kept: list[Quote] = []
    for each in found:
        if not any(_same(each.quote, other) for other in kept):
            kept.append(each.quote)
        if len(kept) == MOST:
            break
    return kept


def _same(one: Quote, other: Quote) -> bool:
    """Whether two quotes overlap in one document, or say the same words but for case and spacing."""
    if one.document.id == other.document.id and one.span.meets(other.span):
        return True
    return one.text.casefold().split() == other.text.casefold().split()
