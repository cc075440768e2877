"""Texts to unit vectors, by the packaged model or any other."""

from index.embedding.embedder import Embedder, ModelIdentity, needs_torch, unit
from index.embedding.release import PACKAGED, PACKAGED_DIGEST, packaged_model

__all__ = [
    "PACKAGED",
    "PACKAGED_DIGEST",
    "Embedder",
    "ModelIdentity",
    "needs_torch",
    "open_embedder",
    "packaged_model",
    "unit",
]


def open_embedder(name: str = PACKAGED, *, fetch: bool = True) -> Embedder:
    """The packaged model, or any sentence-transformers model by name or path.

    Args:
        fetch: whether a model that is not on this machine may come over the network; only where the user named it.

    Raises:
        ModelError: the model is missing or damaged, or sentence-transformers is not installed.
    """
    # Imported here: the one takes a moment to load, the other seconds.
    if name == PACKAGED:
        from index.embedding.packaged import PackagedEmbedder

        return PackagedEmbedder()
    from index.embedding.sentence_transformers import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name, fetch=fetch)
