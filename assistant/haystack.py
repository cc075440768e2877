"""A library as a component for Haystack (the extra ``haystack``). The only file that knows it."""

from typing import Any

from haystack import Document, component

from index.index import Index
from index.search import Filter, Hit


@component
class QuothRetriever:
    """Passages of a library as documents, each with the place of its every word.

    ``index[document].text[start:end] == content`` holds for the ``meta`` of everything it gives. What the document says
    of itself (author, date) is there, too. It takes plain values alone, so that pipelines with it can be
    saved; Haystack loads them where it is told to trust this module: ``Pipeline.loads(saved, allowed_modules=[...])``.
    """

    def __init__(self, library: str = ".quoth", k: int = 10, where: str | None = None) -> None:
        """
        Args:
            library: an existing one, in a folder or a database; opened at the first question.
            k: how many passages. where: only documents that pass this filter, as in ``path:contracts/*``.
        """
        self.library, self.k, self.where = library, k, where
        self._index: Index | None = None

    def warm_up(self) -> None:
        """Opens the library.

        Raises:
            LibraryError: there is none, or it cannot be used.
        """
        self._opened()

    def _opened(self) -> Index:
        self._index = self._index or Index.open(self.library)
        return self._index

    @component.output_types(documents=list[Document])
    def run(self, query: str, k: int | None = None, where: str | None = None) -> dict[str, list[Document]]:
        """The passages nearest to a question, best first; ``k`` and ``where`` go before those given at first."""
        wanted = where or self.where
        hits = self._opened().search(query, self.k if k is None else k, Filter.parse(wanted) if wanted else None)
        return {"documents": [_document(hit) for hit in hits]}


def _document(hit: Hit) -> Document:
    place: dict[str, Any] = dict(hit.to_json())
    text = place.pop("text")
    meta = {**hit.passage.document.content.metadata, **place}
    return Document(id=f"{place['document']}#{place['start']}", content=text, meta=meta, score=hit.score)
