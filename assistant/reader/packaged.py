"""The packaged reader's weights: float16 layers over the frozen word embeddings of the packaged embedding model.

``weights/reader.safetensors`` holds every parameter but the word embeddings, ``weights/reader.json`` its
SHA-256 and that of the body whose word embeddings it was trained over.
"""

import json
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load, save
from tokenizers import Tokenizer
from transformers import BertConfig, BertForQuestionAnswering

from assistant.reader import PACKAGED
from assistant.reader.model import TransformerReader
from assistant.reader.reading import ReaderIdentity
from index.documents import digest
from index.embedding import PACKAGED_DIGEST, packaged_model
from index.errors import ModelError

#: Where the weights lie in the installed package.
WEIGHTS = Path(str(files("assistant.reader"))) / "weights"

_WORDS = "bert.embeddings.word_embeddings.weight"


def packaged_reader(folder: Path = WEIGHTS) -> TransformerReader:
    """The trained reader.

    Raises:
        ModelError: its weights, or the body they belong to, are missing or not as released.
    """
    body = packaged_model()
    try:
        data = (folder / "reader.safetensors").read_bytes()
        record = json.loads((folder / "reader.json").read_text())
    except (OSError, ValueError) as cause:
        raise ModelError(f"the reader's weights are missing from {folder}; reinstall quoth") from cause
    if digest(data) != record["digest"]:
        raise ModelError(f"the reader's weights in {folder} are damaged; reinstall quoth")
    if record["body"] != PACKAGED_DIGEST:
        raise ModelError(f"the reader's weights in {folder} belong to another embedding model; reinstall quoth")
    model = BertForQuestionAnswering(BertConfig.from_pretrained(str(body)))
    words = load((body / "model.safetensors").read_bytes())["embeddings.word_embeddings.weight"]
    state = {name: tensor.float() for name, tensor in load(data).items()} | {_WORDS: words}
    model.load_state_dict(state)
    tokenizer = Tokenizer.from_file(str(body / "tokenizer.json"))
    return TransformerReader(model, tokenizer, ReaderIdentity(PACKAGED, record["digest"]))


def save_weights(weights: dict[str, torch.Tensor], folder: Path) -> None:
    """Writes trained parameters, without the word embeddings, as the package carries them."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: tensor.detach().cpu().half().contiguous() for name, tensor in weights.items() if name != _WORDS}
    data = save(kept)
    (folder / "reader.safetensors").write_bytes(data)
    record = {"digest": digest(data), "body": PACKAGED_DIGEST}
    (folder / "reader.json").write_text(json.dumps(record, indent=1) + "\n")
