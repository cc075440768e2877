"""One document's failure never fails another: it is reported for that document alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from index.documents import Document, Span
from index.embedding import Embedder
from index.errors import ModelError, QuothError, UnreadableDocument
from index.ingest.splitter import Splitter
from index.reading import reading_text

#: What any model can embed; one that cannot has failed as a whole.
_PLAIN = "a"


@contextmanager
def isolated(doing: str) -> Iterator[None]:
    """Turns any exception raised inside into an error about the document at hand.

    Args:
        doing: what is done with it, as in "cannot be read".

    Raises:
        UnreadableDocument: something else was raised. QuothError: passed on as it is, for it says what it is about.
    """
    try:
        yield
    except QuothError:
        raise
    except Exception as cause:  # a defect, of ours or a library's: it must not cost the other documents
        said = " ".join(str(cause).split())[:100]
        raise UnreadableDocument(f"cannot be {doing}: {type(cause).__name__}{': ' * bool(said)}{said}") from cause


def make_passages(document: Document, splitter: Splitter, embedder: Embedder) -> tuple[list[Span], np.ndarray]:
    """A document's passages and their vectors.

    Raises:
        UnreadableDocument: it cannot be split or embedded. ModelError: the model fails at anything.
    """
    with isolated("split"):
        spans = splitter.split(document)
    return spans, embed_passages(embedder, document, spans)


def embed_passages(embedder: Embedder, document: Document, spans: Sequence[Span]) -> np.ndarray:
    """The vectors of one document's passages, shape (len(spans), dimension).

    Raises:
        UnreadableDocument: it makes the model fail. ModelError: the model fails at anything.
    """
    try:
        with isolated("embedded"):
            return embedder.embed(embeddable(document, spans))
    except UnreadableDocument as failed:
        try:
            embedder.embed([_PLAIN])
        except Exception as cause:  # noqa: BLE001 - whatever the model raises at plain words, it is not this document
            raise ModelError(f"the embedding model {embedder.identity.name} fails: {cause}") from failed
        raise


def embeddable(document: Document, spans: Sequence[Span]) -> list[str]:
    """What the model is given of each passage."""
    return [reading_text(document, span).text for span in spans]
