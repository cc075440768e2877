"""A small library for retrievers of other frameworks: its embedder knows words by hash, so that no model is loaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.documents import Content, Document, Section, Span
from index.index import Index
from tests.index.crash import HashEmbedder

PAGES = "The mill on Larkmoor was built in 1742.\n\nIts wheel was drawn by two oxen.\n\nNobody lives there now."


def documents() -> list[Document]:
    starts = [0, PAGES.index("Its"), PAGES.index("Nobody")]
    sections = tuple(
        Section(Span(start, end), ("The mill",), page)
        for page, (start, end) in enumerate(zip(starts, [*starts[1:], len(PAGES)], strict=True), start=1)
    )
    mill = Content(PAGES, sections, "Larkmoor Mill", {"author": "Jane Hesper", "date": "1931"})
    ferns = [Content(f"The fern number {number} grows on the north wall of the garden.") for number in range(12)]
    return [
        Document("mill", "mill.pdf", "", mill),
        *(Document(f"fern{n}", f"ferns/{n}.txt", "", each) for n, each in enumerate(ferns)),
    ]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The library's folder."""
    monkeypatch.setattr("index.index.open_embedder", lambda _, fetch: HashEmbedder())
    folder = tmp_path / ".quoth"
    with_documents = Index.open_or_create(folder, HashEmbedder())
    with_documents.add(*documents())
    with_documents.close()
    return folder


@pytest.fixture
def library(place: Path) -> Iterator[Index]:
    """The library, open."""
    opened = Index.open(place, HashEmbedder())
    yield opened
    opened.close()


def placed(index: Index, text: str, metadata: dict) -> None:
    """Holds what a retriever gave against the library."""
    document = index.document(metadata["document"])
    assert document.text[metadata["start"] : metadata["end"]] == text
    assert metadata["digest"] == document.digest
    assert metadata["source"] == document.source
