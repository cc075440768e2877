"""What an embedder is: texts to unit vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.extras import how_to_install


@dataclass(frozen=True)
class ModelIdentity:
    """Which model made the vectors: a name to load it by and the SHA-256 of its weights."""

    name: str
    digest: str
    dimension: int


class Embedder(Protocol):
    """Turns texts into vectors whose inner product is their similarity."""

    identity: ModelIdentity
    #: Tokens of a text the model sees; what lies behind is not embedded.
    window: int

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, float32, shape (len(texts), dimension)."""
        ...

    def measure(self, text: str) -> int:
        """The text's length in tokens."""
        ...


def unit(vectors: np.ndarray) -> np.ndarray:
    """The vectors at length 1; a zero vector stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths == 0, 1, lengths)


def needs_torch(what: str, cause: ImportError) -> str:
    """What is said to somebody who names a model that torch runs, where torch is not installed."""
    return f"{what} needs sentence-transformers and torch, which are not installed ({cause}); " + how_to_install(
        "sentence-transformers"
    )
