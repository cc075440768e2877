"""Writes trained parameters as the package carries them."""

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save

from index.documents import digest
from index.embedding import PACKAGED_DIGEST


def ship(weights: Mapping[str, torch.Tensor], folder: Path) -> None:
    """Writes ``reader.safetensors`` and ``reader.json``.

    Args:
        weights: parameter name -> tensor, without the word embeddings, which were frozen.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = save({name: tensor.detach().cpu().half().contiguous() for name, tensor in weights.items()})
    (folder / "reader.safetensors").write_bytes(data)
    record = {"digest": digest(data), "body": PACKAGED_DIGEST}
    (folder / "reader.json").write_text(json.dumps(record, indent=1) + "\n")


def shipped(folder: Path) -> dict[str, torch.Tensor]:
    """The parameters that :func:`ship` wrote, in float32."""
    return {name: tensor.float() for name, tensor in load_file(folder / "reader.safetensors").items()}
