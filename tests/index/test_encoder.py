from importlib.resources import files

import numpy as np
import pytest

from index.embedding import packaged_model
from index.embedding.encoder import Encoder, body
from index.embedding.encoder.session import FLOAT_GRAPH, INT8_GRAPH
from index.embedding.packaged import PackagedEmbedder
from index.embedding.sentence_transformers import SentenceTransformerEmbedder
from training.encoder_graph import build

TEXTS = [
    "When did North Korean soldiers change tactics?",
    "The Nile is a river. " * 60,
    "naïve café 👍 日本語",
    "a",
    "",
    "In 1950, about 12,000 soldiers were sent to the Kursk region of Russia, according to intelligence findings.",
]

pytestmark = pytest.mark.packaged


@pytest.mark.parametrize(("name", "int8"), [(INT8_GRAPH, True), (FLOAT_GRAPH, False)])
def test_the_shipped_graph_is_the_one_the_code_builds(name: str, int8: bool) -> None:
    assert files("index.embedding.encoder").joinpath(name).read_bytes() == build(int8).SerializeToString(
        deterministic=True
    )


@pytest.mark.parametrize(("int8", "nearness"), [(False, 0.9999), (True, 0.98)])
def test_vectors_are_those_of_sentence_transformers(int8: bool, nearness: float) -> None:
    reference = SentenceTransformerEmbedder(str(packaged_model())).embed(TEXTS)
    embedder = PackagedEmbedder()
    embedder._encoder = Encoder(body(packaged_model()), int8)
    vectors = embedder.embed(TEXTS)
    assert (vectors * reference).sum(axis=1).min() > nearness
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("int8", [True, False])
def test_a_text_has_one_vector_whatever_is_embedded_beside_it(int8: bool) -> None:
    embedder = PackagedEmbedder()
    embedder._encoder = Encoder(body(packaged_model()), int8)
    together = embedder.embed(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.array_equal(embedder.embed([text])[0], vector)


def test_a_text_is_measured_to_its_end_and_embedded_to_the_windows() -> None:
    embedder = PackagedEmbedder()
    assert embedder.measure("word " * 1000) == 1000
    assert np.array_equal(embedder.embed(["word " * 1000]), embedder.embed(["word " * 300]))
