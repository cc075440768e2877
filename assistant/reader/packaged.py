"""The quick reader: trained layers over the frozen word embeddings of the packaged embedding model.

``weights/quick`` holds every parameter but the word embeddings, and ``quick.json`` its SHA-256.
"""

from collections import ChainMap
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from assistant.reader import QUICK, WEIGHTS
from assistant.reader.protocol import ReaderIdentity
from assistant.reader.span_reader import SpanReader
from assistant.reader.stored import Arrays, Stored, check_files, record_digest
from assistant.reader.windows import Window
from index.embedding import packaged_model
from index.embedding.encoder import Encoder, read_words

_WORDS = "embeddings.word_embeddings.weight"


class EncoderScorer:
    """Scores windows with the packaged runtime."""

    def __init__(self, encoder: Encoder, head: np.ndarray, bias: np.ndarray) -> None:
        """
        Args:
            head: start and end weights, shape (2, hidden). bias: shape (2,).
        """
        self._encoder, self._head, self._bias = encoder, head.astype(np.float32), bias.astype(np.float32)

    def __call__(self, parts: Sequence[Window]) -> list[tuple[np.ndarray, np.ndarray]]:
        """See :data:`assistant.reader.span_reader.Scorer`."""
        hidden = self._encoder.hidden([(part.ids, part.type_ids) for part in parts])
        scores = [states @ self._head.T + self._bias for states in hidden]
        return [(each[:, 0], each[:, 1]) for each in scores]


@cache
def open_quick_reader(folder: Path = WEIGHTS / "quick") -> SpanReader:
    """The quick reader.

    Raises:
        ModelError: its weights, or the body they belong to, are missing or not as released.
    """
    record = folder / "quick.json"
    files = check_files(record)
    place = packaged_model()
    state = Stored(Arrays(list(files.values())))
    encoder = Encoder(ChainMap({_WORDS: read_words(place)}, state))  # type: ignore[arg-type] # reads only
    scorer = EncoderScorer(encoder, state["qa_outputs.weight"], state["qa_outputs.bias"])
    return SpanReader(
        Tokenizer.from_file(str(place / "tokenizer.json")), scorer, ReaderIdentity(QUICK, record_digest(record))
    )
