"""The packaged embedder: all-MiniLM-L6-v2 on the packaged runtime."""

from collections.abc import Sequence

import numpy as np
from tokenizers import Tokenizer

from index.embedding.embedder import ModelIdentity, unit
from index.embedding.encoder import Encoder, read_body
from index.embedding.release import PACKAGED, PACKAGED_DIGEST, packaged_model


class PackagedEmbedder:
    """Mean-pooled hidden states at unit length; fills :class:`index.embedding.Embedder`.

    Same weights and pooling as sentence-transformers gives all-MiniLM-L6-v2; ``docs/performance.md`` says how
    near the vectors are.
    """

    def __init__(self) -> None:
        """
        Raises:
            ModelError: the weights are missing or damaged.
        """
        folder = packaged_model()
        self.identity = ModelIdentity(PACKAGED, PACKAGED_DIGEST, 384)
        self.window = 256
        self._encoder = Encoder(read_body(folder))
        # Two tokenizers: one cuts at the window, the other must count what lies behind it too.
        self._cutting, self._counting = (Tokenizer.from_file(str(folder / "tokenizer.json")) for _ in range(2))
        for tokenizer in (self._cutting, self._counting):
            tokenizer.no_padding()
        self._cutting.enable_truncation(self.window)
        self._counting.no_truncation()

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, float32, shape (len(texts), 384)."""
        if not texts:
            return np.empty((0, self.identity.dimension), dtype=np.float32)
        encodings = self._cutting.encode_batch(list(texts))
        hidden = self._encoder.hidden([(np.array(e.ids), np.array(e.type_ids)) for e in encodings])
        return unit(np.stack([states.mean(axis=0) for states in hidden]))

    def measure(self, text: str) -> int:
        """The text's length in tokens."""
        return len(self._counting.encode(text, add_special_tokens=False).ids)
