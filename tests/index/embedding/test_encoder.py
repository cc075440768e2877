import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from index.embedding import PACKAGED, packaged_model
from index.embedding.encoder import Encoder, read_body
from index.embedding.encoder.session import best_steps
from index.embedding.encoder.shapes import MINILM, MPNET, Shape, graph_name
from index.embedding.packaged import PackagedEmbedder
from index.embedding.sentence_transformers import SentenceTransformerEmbedder
from index.errors import ModelError
from tests.conftest import ROOT
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


@pytest.mark.parametrize("shape", [MINILM, MPNET], ids=lambda shape: shape.name)
@pytest.mark.parametrize("int8", [True, False])
def test_the_shipped_graph_is_the_one_the_code_builds(shape: Shape, int8: bool) -> None:
    shipped = files("index.embedding.encoder").joinpath(graph_name(shape, int8)).read_bytes()
    assert shipped == build(shape, int8).SerializeToString(deterministic=True)


INT8 = pytest.mark.skipif(
    not best_steps(MINILM), reason="this processor is inexact in int8: the embedder runs in float32"
)


@pytest.mark.parametrize(("steps", "nearness"), [(0, 0.9999), pytest.param(127, 0.98, marks=INT8)])
def test_vectors_are_those_of_sentence_transformers(steps: int, nearness: float) -> None:
    reference = SentenceTransformerEmbedder(str(packaged_model())).embed(TEXTS)
    embedder = PackagedEmbedder()
    embedder._encoder = Encoder(read_body(packaged_model()), steps=steps)
    vectors = embedder.embed(TEXTS)
    assert (vectors * reference).sum(axis=1).min() > nearness
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("steps", [0, 127])
def test_a_text_has_one_vector_whatever_is_embedded_beside_it(steps: int) -> None:
    embedder = PackagedEmbedder()
    embedder._encoder = Encoder(read_body(packaged_model()), steps=steps)
    together = embedder.embed(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.array_equal(embedder.embed([text])[0], vector)


def test_a_text_is_measured_to_its_end_and_embedded_to_the_windows() -> None:
    embedder = PackagedEmbedder()
    assert embedder.measure("word " * 1000) == 1000
    assert np.array_equal(embedder.embed(["word " * 1000]), embedder.embed(["word " * 300]))


_FORKED = """
import os, sys
from index.embedding import open_embedder
texts = ["some words", "and some more of them"] * 40  # enough to be worth several threads
before = open_embedder(sys.argv[1]).embed(texts)
child = os.fork()
if child == 0:
    assert abs(open_embedder(sys.argv[1]).embed(texts) - before).max() < 1e-2
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.parametrize("name", [PACKAGED, str(packaged_model())])
def test_a_model_opened_in_a_forked_process_computes_as_before_the_fork(name: str) -> None:
    """In a process of its own: the threads that a fork lacks are those of whatever ran before it."""
    run = subprocess.run(
        [sys.executable, "-c", _FORKED, name], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    assert run.stdout == "7\n", run.stderr[-2000:]


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("damaged", [True, False])
def test_a_packaged_file_that_is_not_the_released_one_is_refused(
    name: str, damaged: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for file in packaged_model().iterdir():
        if file.name != name:
            (folder / file.name).symlink_to(file)
        elif damaged:
            (folder / name).write_bytes(b"another")
    spec = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr("importlib.util.find_spec", lambda _: spec)
    with pytest.raises(
        ModelError, match=f"{re.escape(name)} of .* has digest" if damaged else f"has no {re.escape(name)}"
    ):
        packaged_model.__wrapped__()
