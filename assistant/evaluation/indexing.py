"""A labelled set's own documents, indexed for a run."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.datasets import SquadParagraph
from assistant.evaluation.runs import Progress, RunFolder
from index.documents import Content, Document, Span, digest
from index.embedding import Embedder
from index.index import Index

#: Documents added between two reports of progress.
_BATCH = 128


@dataclass(frozen=True)
class Article:
    """An article of a SQuAD file as a document, and where its paragraphs stand in it."""

    document: Document
    paragraphs: tuple[tuple[Span, SquadParagraph], ...]

    def met(self, span: Span) -> list[str]:
        """The ids of the paragraphs that a passage touches."""
        return [paragraph.id for place, paragraph in self.paragraphs if place.meets(span)]


def articles(paragraphs: Sequence[SquadParagraph]) -> list[Article]:
    """Each article as one document with its title, its paragraphs divided by blank lines: what a library looks like.

    The splitter is free to join neighbouring paragraphs or to cut them.
    """
    grouped: dict[str, list[SquadParagraph]] = {}
    for paragraph in paragraphs:
        grouped.setdefault(paragraph.title, []).append(paragraph)
    found = []
    for title, members in grouped.items():
        places, start = [], 0
        for paragraph in members:
            places.append((Span(start, start + len(paragraph.text)), paragraph))
            start += len(paragraph.text) + 2
        text = "\n\n".join(paragraph.text for paragraph in members)
        found.append(Article(document(title, text, title), tuple(places)))
    return found


def document(name: str, text: str, title: str | None = None) -> Document:
    """A document that is no file; its id comes from its name."""
    return Document(digest(name.encode())[:16], name, digest(text.encode()), Content(text, (), title))


@contextmanager
def index_articles(
    documents: Sequence[Document], embedder: Embedder, folder: RunFolder | None, progress: Progress
) -> Iterator[Index]:
    """An index of exactly these documents, kept in the run's folder if there is one."""
    if folder is None:
        with Index.temporary(Path.cwd(), embedder) as index:
            _fill(index, documents, progress)
            yield index
        return
    index = Index.open_or_create(folder.path / "library", embedder)
    try:
        _fill(index, documents, progress)
        yield index
    finally:
        index.close()


def _fill(index: Index, documents: Sequence[Document], progress: Progress) -> None:
    known = {entry.id for entry in index.documents()}
    missing = [document for document in documents if document.id not in known]
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        index.add(*batch)
        progress("documents", start + len(batch), len(missing))
