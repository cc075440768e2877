"""Weights under the names and in the shapes that the graphs declare."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from safetensors import safe_open

from index.embedding.encoder.shapes import Shape

#: A state as transformers saves it: parameter name -> array.
State = Mapping[str, np.ndarray]

#: The graph's linear maps of one input, and what BERT and MPNet call their parts.
_BERT = {
    "qkv": ("attention.self.query", "attention.self.key", "attention.self.value"),
    "attention": ("attention.output.dense",),
    "up": ("intermediate.dense",),
    "down": ("output.dense",),
}
_MPNET = _BERT | {
    "qkv": ("attention.attn.q", "attention.attn.k", "attention.attn.v"),
    "attention": ("attention.attn.o",),
}


#: What of the embedding model its readers have in common with it.
_WORDS = "embeddings.word_embeddings.weight"


@cache
def read_words(folder: Path) -> np.ndarray:
    """The word embeddings of the model in ``folder``, half of its weights: read once and shared by all who need them."""
    with safe_open(folder / "model.safetensors", "numpy") as file:
        return np.asarray(file.get_tensor(_WORDS))


def read_body(folder: Path) -> State:
    """The weights of the embedding model in ``folder``."""
    with safe_open(folder / "model.safetensors", "numpy") as file:
        return {name: read_words(folder) if name == _WORDS else file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def prepared(state: State, shape: Shape, levels: int) -> dict[str, np.ndarray]:
    """The graph's weights.

    Args:
        state: of an encoder of this shape, without prefix.
        levels: quantise the matrices to so many steps to either side of 0; with 0 they stay as they are.
    """
    given = _norm("norm", state, "embeddings.LayerNorm")
    if shape.typed:
        given["words"] = state[_WORDS]
        given["positions"] = state["embeddings.position_embeddings.weight"]
        given["types.weight"] = state["embeddings.token_type_embeddings.weight"]
    else:
        given["distances"] = distances(state["encoder.relative_attention_bias.weight"], shape.positions)
    for number in range(shape.layers):
        ours, theirs = f"layer.{number}", f"encoder.layer.{number}"
        for name, parts in (_BERT if shape.typed else _MPNET).items():
            given |= _linear(f"{ours}.{name}", state, [f"{theirs}.{part}" for part in parts], levels)
        norm = "attention.output.LayerNorm" if shape.typed else "attention.LayerNorm"
        given |= _norm(f"{ours}.attention.norm", state, f"{theirs}.{norm}")
        given |= _norm(f"{ours}.norm", state, f"{theirs}.output.LayerNorm")
    return {name: np.ascontiguousarray(array) for name, array in given.items()}


def distances(table: np.ndarray, positions: int) -> np.ndarray:
    """What attention adds for each pair of positions, float32, shape (1, heads, positions, positions).

    The distances of tokens fall into buckets, one each for near ones, wider and wider ones for the others up to
    128 tokens (Raffel et al. 2020, sec. 2.1).

    Args:
        table: shape (buckets, heads).
    """
    half = len(table) // 2
    near = half // 2
    ahead = np.arange(positions)[None, :] - np.arange(positions)[:, None]
    far = np.abs(ahead)
    wide = near + (np.log(np.maximum(far, 1) / near) / np.log(128 / near) * (half - near)).astype(np.int64)
    bucket = np.where(far < near, far, np.minimum(wide, half - 1)) + np.where(ahead > 0, half, 0)
    return np.asarray(table[bucket].transpose(2, 0, 1)[None], dtype=np.float32)


def _norm(name: str, state: State, source: str) -> dict[str, np.ndarray]:
    return {f"{name}.{part}": state[f"{source}.{part}"].astype(np.float32) for part in ("weight", "bias")}


def _linear(name: str, state: State, sources: list[str], levels: int) -> dict[str, np.ndarray]:
    """Several linear maps of one input as one, transposed: (inputs, outputs)."""
    # Changed in place from here on: fresh memory costs more time than what is computed.
    weight = np.concatenate([state[f"{source}.weight"] for source in sources], dtype=np.float32).T
    bias = np.concatenate([state[f"{source}.bias"] for source in sources]).astype(np.float32)
    if not levels:
        return {f"{name}.weight": weight, f"{name}.bias": bias}
    # Symmetric, a scale for each output: per tensor, the largest outlier would set the step for all.
    scale = np.maximum(np.maximum(weight.max(axis=0), -weight.min(axis=0)), 1e-12) / levels
    np.rint(np.divide(weight, scale, out=weight), out=weight)
    return {f"{name}.weight": weight.astype(np.int8), f"{name}.scale": scale, f"{name}.bias": bias}
