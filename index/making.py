"""What a new library is made with, and what is said where a library was made with something else."""

from index.embedding import Embedder, open_embedder
from index.storage import Maker

#: The most tokens in a passage; lead, question and passage together fit the models' 256.
PASSAGE_TOKENS = 200
OUTDATED = (
    "the library was made by another version of this program, which read its passages in another way; bring it up to "
    "date with: quoth index PATH (any of its files or folders: all of it is renewed, from the texts it holds)"
)
MISMATCH = (
    "the library was made with the embedding model {}, not with {}; open it with that model, or index the documents "
    "anew into another folder: quoth index PATH --library OTHER --embedder MODEL"
)


def open_model(embedder: Embedder | str) -> Embedder:
    """The model that somebody names; it may be fetched.

    Raises:
        ModelError: it cannot be had.
    """
    return open_embedder(embedder, fetch=True) if isinstance(embedder, str) else embedder


def made_with(model: Embedder) -> Maker:
    """What a library made with this model is made with."""
    # Two of the window's tokens are the model's own marks.
    return Maker(model.identity, max(1, min(PASSAGE_TOKENS, model.window - 2)))
