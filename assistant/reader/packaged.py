"""The packaged reader: trained layers over the frozen word embeddings of the packaged embedding model.

``weights/reader.safetensors`` holds every parameter but the word embeddings, in float16; ``weights/reader.json``
its SHA-256 and that of the body whose word embeddings it was trained over.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load
from tokenizers import Tokenizer

from assistant.reader import PACKAGED, WEIGHTS
from assistant.reader.protocol import ReaderIdentity
from assistant.reader.span_reader import SpanReader
from assistant.reader.windows import Window
from index.documents import digest
from index.embedding import PACKAGED_DIGEST, packaged_model
from index.embedding.encoder import Encoder, body
from index.errors import ModelError

_WORDS = "embeddings.word_embeddings.weight"


class EncoderScorer:
    """Scores windows with the packaged runtime."""

    def __init__(self, encoder: Encoder, head: np.ndarray, bias: np.ndarray) -> None:
        """
        Args:
            head: start and end weights, shape (2, 384). bias: shape (2,).
        """
        self._encoder, self._head, self._bias = encoder, head, bias

    def __call__(self, parts: Sequence[Window]) -> list[tuple[np.ndarray, np.ndarray]]:
        """See :data:`assistant.reader.span_reader.Scorer`."""
        hidden = self._encoder.hidden([(part.ids, part.type_ids) for part in parts])
        scores = [states @ self._head.T + self._bias for states in hidden]
        return [(each[:, 0], each[:, 1]) for each in scores]


def packaged_reader(folder: Path = WEIGHTS) -> SpanReader:
    """The trained reader.

    Raises:
        ModelError: its weights, or the body they belong to, are missing or not as released.
    """
    place = packaged_model()
    try:
        data = (folder / "reader.safetensors").read_bytes()
        record = json.loads((folder / "reader.json").read_text())
    except (OSError, ValueError) as cause:
        raise ModelError(f"the reader's weights are missing from {folder}; reinstall quoth") from cause
    if digest(data) != record["digest"]:
        raise ModelError(f"the reader's weights in {folder} are damaged; reinstall quoth")
    if record["body"] != PACKAGED_DIGEST:
        raise ModelError(f"the reader's weights in {folder} belong to another embedding model; reinstall quoth")
    state = {name.removeprefix("bert."): array.astype(np.float32) for name, array in load(data).items()}
    head, bias = state.pop("qa_outputs.weight"), state.pop("qa_outputs.bias")
    encoder = Encoder({**state, _WORDS: body(place)[_WORDS]})
    tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
    return SpanReader(tokenizer, EncoderScorer(encoder, head, bias), ReaderIdentity(PACKAGED, record["digest"]))
