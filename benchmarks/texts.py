"""Texts and questions to measure with: paragraphs of SQuAD, from beside the project."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from assistant.evaluation.datasets import load_squad
from index.documents import Content, Document, digest
from index.embedding import PACKAGED, PACKAGED_DIGEST, Embedder, ModelIdentity

DATA = Path("../shared/data")


def squad(paragraphs: int) -> tuple[list[str], list[str]]:
    """So many different paragraphs, and a question about every tenth."""
    found = load_squad(DATA / "train" / "squad-answerable.json.gz")[:paragraphs]
    return [each.text for each in found], [each.questions[0].text for each in found[::10] if each.questions]


def documents(passages: int, each: int = 50) -> Iterator[Document]:
    """Documents of ``each`` paragraphs, ``passages`` in all; where the paragraphs give out they come again, numbered."""
    texts, _ = squad(1 << 30)
    flow = enumerate(islice(cycle(texts), passages))
    for number in range(0, passages, each):
        body = "\n\n".join(f"{text} ({place})" for place, text in islice(flow, each))
        name = f"document {number // each}"
        yield Document(digest(name.encode())[:16], name, digest(body.encode()), Content(body, (), name))


class RandomEmbedder:
    """Random unit vectors in place of the packaged model's, whose name it bears: where only the size matters."""

    identity = ModelIdentity(PACKAGED, PACKAGED_DIGEST, 384)
    window = 256

    def __init__(self, model: Embedder, seed: int = 0) -> None:
        self._model, self._random = model, np.random.default_rng(seed)

    def embed(self, texts: list[str]) -> np.ndarray:
        """float32, shape (len(texts), 384)."""
        vectors = self._random.standard_normal((len(texts), 384), dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def measure(self, text: str) -> int:
        """The model's own count of tokens."""
        return self._model.measure(text)
