"""A library as a retriever for LangChain (the extra ``langchain``). The only file that knows its core."""

from asyncio import to_thread
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.index import Index
from index.search import Filter, Hit


class QuothRetriever(BaseRetriever):
    """Passages of an index, each with the place of its every word.

    ``index[document].text[start:end] == page_content`` holds for the metadata of everything it gives. What the
    document says of itself (author, date) is metadata, too.

    Attributes:
        k: how many passages; ``invoke(question, k=3)`` goes before it, and so does ``where``.
        where: only documents that pass this filter, as in ``path:contracts/*``.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    k: int = 10
    where: str | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - its name is the base's
        k: int | None = None,
        where: str | None = None,
    ) -> list[Document]:
        wanted = where or self.where
        hits = self.index.search(query, self.k if k is None else k, Filter.parse(wanted) if wanted else None)
        return [_document(hit) for hit in hits]

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,
        k: int | None = None,
        where: str | None = None,
    ) -> list[Document]:
        # On a thread: the loop goes on while models and databases are waited for.
        inner = run_manager.get_sync()
        return await to_thread(self._get_relevant_documents, query, run_manager=inner, k=k, where=where)


def _document(hit: Hit) -> Document:
    place: dict[str, Any] = dict(hit.to_json())
    text = place.pop("text")
    return Document(
        text, metadata={**hit.passage.document.content.metadata, **place}, id=f"{place['document']}#{place['start']}"
    )
