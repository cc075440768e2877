"""Writes trained parameters as the package carries them: ``python -m training.reader.shipping`` for the careful reader's."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file as load_arrays
from safetensors.numpy import save

from assistant.reader import WEIGHTS
from assistant.reader.stored import Stored
from index.documents import digest
from training.reader.adapters import read_adapters

#: Steps a row's root mean square is divided into: of the quick reader's matrices; of the careful one's, whose adapters
#: can mend what rounding spoils; of embeddings, which are only looked up.
QUICK, CAREFUL, LOOKED_UP = 24.0, 12.0, 4.0
#: Layers in a file of the body: none shall have 50 MB.
_LAYERS = 6

State = Mapping[str, np.ndarray]


def ship(weights: Mapping[str, torch.Tensor], folder: Path) -> None:
    """Writes the quick reader's files.

    Args:
        weights: parameter name -> tensor, without the word embeddings, which were frozen.
    """
    state = {name.removeprefix("bert."): tensor.detach().cpu().float().numpy() for name, tensor in weights.items()}
    _write({"quick.safetensors": save(coarse(state, QUICK))}, folder / "quick.json")


def read_shipped(folder: Path) -> dict[str, torch.Tensor]:
    """The parameters that :func:`ship` wrote, in float32."""
    state = Stored(load_arrays(folder / "quick.safetensors"))
    return {name if name.startswith("qa_") else f"bert.{name}": torch.from_numpy(state[name]) for name in state}


def ship_careful(body: Path, adapters: Sequence[Path], folder: Path) -> None:
    """Writes the careful reader's files.

    Args:
        body: folder of all-mpnet-base-v2. adapters: what trainings wrote that began at the same weights; their mean is shipped.
    """
    files = {name: save(part) for name, part in body_parts(load_arrays(body / "model.safetensors")).items()}
    trainings = [read_adapters(path) for path in adapters]
    means = {name: torch.stack([each[name] for each in trainings]).mean(dim=0) for name in trainings[0]}
    trained = {name.removeprefix("mpnet."): mean.half().numpy() for name, mean in means.items()}
    files["adapters.safetensors"] = save(trained)
    files["tokenizer.json"] = (body / "tokenizer.json").read_bytes()
    _write(files, folder / "careful.json")


def body_parts(state: State) -> dict[str, dict[str, np.ndarray]]:
    """The frozen body in parts, by file name.

    Args:
        state: of an MPNet encoder, without prefix.
    """
    parts: dict[str, dict[str, np.ndarray]] = {}
    for name, value in sorted(state.items()):
        if name.startswith("pooler.") or name == "embeddings.position_ids":
            continue
        layer = int(name.split(".")[2]) // _LAYERS + 1 if name.startswith("encoder.layer.") else None
        steps = LOOKED_UP if name.endswith("word_embeddings.weight") else CAREFUL
        part = parts.setdefault(f"body-layers-{layer}.safetensors" if layer else "body-words.safetensors", {})
        part.update(coarse({name: value}, steps))
    return parts


def coarse(state: State, steps: float) -> dict[str, np.ndarray]:
    """Large matrices in int8 beside a scale for each row, the rest in float32: see :class:`assistant.reader.stored.Stored`.

    The step is a fraction of the row's root mean square and not of its largest value: then outliers cost
    nothing but the room to say them, and a wheel's and git's compression makes small what is seldom large.
    """
    found = {}
    for name, value in state.items():
        value = value.astype(np.float32)  # noqa: PLW2901
        found[name] = value
        if value.ndim == 2 and min(value.shape) > 300:
            scale = np.maximum(np.sqrt((value**2).mean(axis=1)) / steps, np.abs(value).max(axis=1) / 127)
            found[f"{name}.scale"] = np.maximum(scale, 1e-12)
            found[name] = np.rint(value / found[f"{name}.scale"][:, None]).astype(np.int8)
    return found


def _write(files: Mapping[str, bytes], record: Path) -> None:
    record.parent.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (record.parent / name).write_bytes(data)
    record.write_text(json.dumps({name: digest(data) for name, data in files.items()}, indent=1) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m training.reader.shipping", description=ship_careful.__doc__)
    parser.add_argument("--body", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--adapters", type=Path, nargs="+", required=True, help="adapters.safetensors of trainings")
    parser.add_argument("--out", type=Path, default=WEIGHTS / "careful")
    arguments = parser.parse_args()
    ship_careful(arguments.body, arguments.adapters, arguments.out)
