"""A library as a retriever for LlamaIndex (the extra ``llama-index``). The only file that knows its core."""

from typing import Any

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.index import Index
from index.search import Filter, Hit


class QuothRetriever(BaseRetriever):
    """Passages of an index as nodes, each with the place of its every word.

    ``index[document].text[start:end] == node.text`` holds for the metadata of everything it gives. What the document
    says of itself (author, date) is metadata, too; models are shown the title and the headings of it alone.
    """

    def __init__(self, index: Index, k: int = 10, where: str | None = None, **given: Any) -> None:
        """
        Args:
            k: how many passages. where: only documents that pass this filter, as in ``path:contracts/*``.
            given: what LlamaIndex's own retrievers take.

        Raises:
            InvalidFilter: ``where`` cannot be understood.
        """
        self._index, self._k = index, k
        self._where = Filter.parse(where) if where else None
        super().__init__(**given)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_node(hit) for hit in self._index.search(query_bundle.query_str, self._k, self._where)]


def _node(hit: Hit) -> NodeWithScore:
    place: dict[str, Any] = dict(hit.to_json())
    text = place.pop("text")
    metadata = {**hit.passage.document.content.metadata, **place}
    hidden = [name for name in metadata if name not in {"title", "section"}]
    node = TextNode(
        id_=f"{place['document']}#{place['start']}",
        text=text,
        metadata=metadata,
        excluded_embed_metadata_keys=hidden,
        excluded_llm_metadata_keys=hidden,
    )
    return NodeWithScore(node=node, score=hit.score)
