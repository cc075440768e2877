"""Documents made ready elsewhere: read, cut and embedded by many workers at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from index.documents import Document, Span, digest
from index.embedding import Embedder
from index.errors import UnreadableDocument
from index.ingest import tesseract
from index.ingest.files import Skipped
from index.ingest.isolation import isolated, make_passages
from index.ingest.sandbox import read_sandboxed
from index.ingest.splitter import Splitter
from index.storage import Maker


@dataclass(frozen=True)
class Task:
    """A file to make ready, under the id and source it has in the library.

    Attributes:
        source_digest: of the bytes that were seen when the task was given.
        ocr: the languages in which its pictures are read, where they are.
    """

    id: str
    source: str
    source_digest: str
    path: Path
    ocr: str | None = None


@dataclass(frozen=True)
class Ready:
    """A document as a writer puts it; see :meth:`index.storage.protocols.Writer.put`."""

    document: Document
    spans: list[Span]
    vectors: np.ndarray


class Workers(Protocol):
    """Makes documents ready, wherever that happens."""

    def make(self, tasks: Sequence[Task], maker: Maker) -> Iterator[Ready | Skipped]:
        """Each task's document, in no order, each once; or why there is none.

        Raises:
            ModelError: a worker has not the library's model. WorkersLost: too many died.
        """
        ...


def prepare(task: Task, embedder: Embedder, splitter: Splitter) -> Ready | Skipped:
    """Does one task, in this process."""
    try:
        data = task.path.read_bytes()
        if digest(data) != task.source_digest:
            return Skipped(task.source, "changes while it is read")
        with isolated("read"):
            content = read_sandboxed(task.path.name, data, tesseract.find_tesseract(task.ocr))
            document = Document(task.id, task.source, task.source_digest, content)
        return Ready(document, *make_passages(document, splitter, embedder))
    except UnreadableDocument as cause:
        return Skipped(task.source, str(cause))
    except OSError as cause:
        return Skipped(task.source, f"cannot be read by a worker: {cause.strerror or cause}")
