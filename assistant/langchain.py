"""A library as a retriever for LangChain (``pip install quoth[langchain]``). The only file that knows its core."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.index import Index
from index.search.filters import Filter


class QuothRetriever(BaseRetriever):
    """Passages of an index, each with the place of its every word.

    ``index[document].text[start:end] == page_content`` holds for the metadata of everything it gives.

    Attributes:
        k: how many passages. where: only documents that pass this filter, as in ``path:contracts/*``.
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
    ) -> list[Document]:
        where = Filter.parse(self.where) if self.where else None
        found = [hit.to_json() for hit in self.index.search(query, self.k, where)]
        return [
            Document(str(each.pop("text")), metadata=each, id=f"{each['document']}#{each['start']}") for each in found
        ]
