from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers import MPNetConfig, MPNetModel

from assistant.reader import CAREFUL, open_reader
from assistant.reader.careful import FOLDER, LateReader, open_careful_reader
from assistant.reader.span_reader import SpanReader
from assistant.reader.stored import Arrays, Stored, check_files
from index.documents import Content, Document, Passage, Span
from index.embedding.encoder import MPNET, Encoder, Tables
from index.errors import ModelError

pytestmark = pytest.mark.packaged

TEXTS = ["Who keeps the mill at Larkmoor?", "The mill is kept by Ada Finch. " * 12, "naïve café 👍 日本語"]
WORDS, POSITIONS = "embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight"


@pytest.fixture(scope="module")
def parts() -> tuple[Stored, Tokenizer, Arrays]:
    files = check_files(FOLDER / "careful.json")
    tokenizer = Tokenizer.from_file(str(files.pop("tokenizer.json")))
    tokenizer.no_padding()
    adapters, body = Arrays([files.pop("adapters.safetensors")]), Arrays(list(files.values()))
    return Stored(body, adapters), tokenizer, body


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return open_careful_reader()


def hidden(parts, steps: int) -> list[np.ndarray]:
    state, tokenizer, body = parts
    tables = Tables(body[WORDS], body[f"{WORDS}.scale"], state[POSITIONS][2:])
    ids = [np.array(tokenizer.encode(text).ids) for text in TEXTS]
    return Encoder(state, MPNET, steps, tables).hidden([(each, each) for each in ids])


def test_the_body_computes_what_the_original_code_computes(parts) -> None:
    state, tokenizer, _ = parts
    model = MPNetModel(
        MPNetConfig(vocab_size=30527, layer_norm_eps=1e-5, max_position_embeddings=514), add_pooling_layer=False
    ).eval()
    missing = model.load_state_dict({name: torch.from_numpy(state[name]) for name in state}, strict=False)
    assert not missing.missing_keys or missing.missing_keys == ["embeddings.position_ids"]
    exact, coarse = hidden(parts, 0), hidden(parts, 127)
    for text, ours, rounded in zip(TEXTS, exact, coarse, strict=True):
        with torch.inference_mode():
            theirs = model(torch.tensor([tokenizer.encode(text).ids])).last_hidden_state[0].numpy()
        assert np.allclose(ours, theirs, atol=1e-4)
        near = (rounded * theirs).sum(axis=1) / np.linalg.norm(rounded, axis=1) / np.linalg.norm(theirs, axis=1)
        assert near.mean() > 0.97


def test_a_passage_reads_the_same_in_any_company(reader: SpanReader) -> None:
    document = Document("0" * 16, "mill.txt", "", Content(TEXTS[1]))
    short, long = Passage(1, document, Span(0, 60)), Passage(2, document, Span(0, len(TEXTS[1])))
    alone = reader.read(TEXTS[0], [short])[0]
    together = reader.read(TEXTS[0], [long, short, long])[1]
    assert alone.candidates == together.candidates
    assert alone.candidates[0].span.of(document.text) == "Ada Finch"


def test_it_is_opened_when_it_is_first_needed_and_keeps_its_name() -> None:
    late = LateReader()
    assert late._opened is None
    assert late.identity == open_careful_reader().identity
    assert open_reader(CAREFUL).identity.name == CAREFUL


def test_opening_in_the_background_changes_nothing_but_when() -> None:
    late = LateReader()
    late.begin()
    passage = Passage(1, Document("0" * 16, "mill.txt", "", Content(TEXTS[1])), Span(0, len(TEXTS[1])))
    assert late.read(TEXTS[0], [passage]) == open_careful_reader().read(TEXTS[0], [passage])


def test_what_fails_in_the_background_is_told_when_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "careful.json").write_text('{"tokenizer.json": "00"}')
    late = LateReader(tmp_path)
    late.begin()
    with pytest.raises(ModelError, match="missing"):
        late.read("Who?", [])
