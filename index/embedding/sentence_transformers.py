"""Models by name or path, run by torch. The only file that knows sentence-transformers."""

import hashlib
import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.embedder import ModelIdentity, needs_torch, unit
from index.errors import ModelError

if TYPE_CHECKING:
    from torch.nn import Module


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, in bfloat16 where the processor computes that faster."""

    def __init__(self, name: str, *, fetch: bool = False) -> None:
        """
        Args:
            name: a path or a name sentence-transformers knows.
            fetch: whether a model that is not on this machine may come over the network.

        Raises:
            ModelError: there is no such model, or it cannot be loaded; or sentence-transformers is not installed.
        """
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging
        except ImportError as cause:
            raise ModelError(needs_torch(f"the embedding model {name!r}", cause)) from cause

        _heed_forks()
        # Loading takes a moment; a bar for it would stand between a user and the answer.
        logging.disable_progress_bar()
        # Without local_files_only each start would ask the network first, and wait for it.
        local = not fetch or Path(name).exists()
        try:
            self._model = SentenceTransformer(name, device="cpu", local_files_only=local)
        except Exception as cause:
            raise ModelError(f"the embedding model {name!r} cannot be loaded: {_line(cause)}") from cause
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"{name!r} does not say how many dimensions its embeddings have")
        self.identity = ModelIdentity(name, state_digest(self._model), dimension)
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


@cache
def _heed_forks() -> None:
    """A forked process computes on one thread: those of the process it was forked from are not there to help it."""
    import torch

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=partial(torch.set_num_threads, 1))


def half_precision() -> AbstractContextManager[object]:
    """bfloat16 autocast where the processor has instructions for it: three times as fast, cosine above 0.9999."""
    import torch

    if torch.cpu._is_avx512_bf16_supported():
        return torch.autocast("cpu", torch.bfloat16)
    return nullcontext()


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
