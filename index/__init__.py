"""The index: documents in, passages found for a question out. Its public names, loaded at first use."""

from typing import TYPE_CHECKING

from index import errors

#: The version of Quoth.
__version__ = "0.1.0"

__all__ = [
    "Content",
    "Document",
    "Embedder",
    "Filter",
    "Hit",
    "Index",
    "ModelIdentity",
    "Passage",
    "Section",
    "Span",
    "errors",
]

if TYPE_CHECKING:
    from index.documents import Content, Document, Passage, Section, Span
    from index.embedding import Embedder, ModelIdentity
    from index.index import Index
    from index.search import Filter, Hit
else:  # so that a type checker sees no name that is not there
    from index.lazy import lazy

    __getattr__, __dir__ = lazy(
        __name__,
        {
            "Content": ".documents",
            "Document": ".documents",
            "Embedder": ".embedding",
            "Filter": ".search",
            "Hit": ".search",
            "Index": ".index",
            "ModelIdentity": ".embedding",
            "Passage": ".documents",
            "Section": ".documents",
            "Span": ".documents",
        },
    )
