"""The careful reader: adapters over all-mpnet-base-v2, both packaged.

``weights/careful`` holds the body, which never changes, in files of layers; the adapters trained on it, with the answer
head; the tokenizer; and ``careful.json`` with the SHA-256 of each.
"""

import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

from assistant.reader import WEIGHTS
from assistant.reader.packaged import EncoderScorer
from assistant.reader.protocol import ReaderIdentity, Reading
from assistant.reader.span_reader import SpanReader
from assistant.reader.stored import Arrays, Stored, check_files, record_digest
from index.documents import Passage
from index.embedding.encoder import MPNET, Encoder, Tables
from index.errors import ModelError

FOLDER = WEIGHTS / "careful"
_NAME = "careful-alone"


class LateReader:
    """The careful reader, opened when it is first needed, in a second. Safe to share between threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.identity = ReaderIdentity(_NAME, record_digest(folder / "careful.json"))
        self._folder = folder
        self._opened: SpanReader | None = None
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """See :class:`assistant.reader.protocol.Reader`."""
        return self._open().read(question, passages)

    def begin(self) -> None:
        """Opens it in the background. What fails is told when it is needed."""

        def opened() -> None:
            with suppress(ModelError):
                self._open()

        threading.Thread(target=opened, name="careful").start()

    def _open(self) -> SpanReader:
        with self._lock:
            self._opened = self._opened or open_careful_reader(self._folder)
            return self._opened


@cache  # a second and 150 MB; it may be shared between threads
def open_careful_reader(folder: Path = FOLDER) -> SpanReader:
    """The trained reader.

    Raises:
        ModelError: its weights are missing or not as released.
    """
    record = folder / "careful.json"
    files = check_files(record)
    tokenizer = Tokenizer.from_file(str(files.pop("tokenizer.json")))
    adapters, body = Arrays([files.pop("adapters.safetensors")]), Arrays(list(files.values()))
    state, words = Stored(body, adapters), "embeddings.word_embeddings.weight"
    # MPNet counts positions from behind its padding's.
    positions = state["embeddings.position_embeddings.weight"][2:]
    encoder = Encoder(state, MPNET, tables=Tables(body[words], body[f"{words}.scale"], positions))
    scorer = EncoderScorer(encoder, adapters["qa_outputs.weight"], adapters["qa_outputs.bias"])
    return SpanReader(tokenizer, scorer, ReaderIdentity(_NAME, record_digest(record)))
