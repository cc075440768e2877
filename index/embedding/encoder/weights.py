"""BERT weights under the names and in the shapes that the graph declares."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

#: A state as transformers saves it: parameter name -> array.
State = Mapping[str, np.ndarray]


@cache
def body(folder: Path) -> State:
    """The weights of the embedding model in ``folder``, read once and shared by all who need them."""
    return load_file(folder / "model.safetensors")


def prepared(state: State, layers: int, int8: bool) -> dict[str, np.ndarray]:
    """The graph's weights.

    Args:
        state: of a BERT encoder, without prefix. int8: quantise the matrices.
    """
    given = {
        "words": state["embeddings.word_embeddings.weight"],
        "positions": state["embeddings.position_embeddings.weight"],
        "types.weight": state["embeddings.token_type_embeddings.weight"],
        **_norm("norm", state, "embeddings.LayerNorm"),
    }
    for number in range(layers):
        ours, theirs = f"layer.{number}", f"encoder.layer.{number}"
        attention = [f"{theirs}.attention.self.{part}" for part in ("query", "key", "value")]
        given |= _linear(f"{ours}.qkv", state, attention, int8)
        given |= _linear(f"{ours}.attention", state, [f"{theirs}.attention.output.dense"], int8)
        given |= _norm(f"{ours}.attention.norm", state, f"{theirs}.attention.output.LayerNorm")
        given |= _linear(f"{ours}.up", state, [f"{theirs}.intermediate.dense"], int8)
        given |= _linear(f"{ours}.down", state, [f"{theirs}.output.dense"], int8)
        given |= _norm(f"{ours}.norm", state, f"{theirs}.output.LayerNorm")
    return {name: np.ascontiguousarray(array) for name, array in given.items()}


def _norm(name: str, state: State, source: str) -> dict[str, np.ndarray]:
    return {f"{name}.{part}": state[f"{source}.{part}"].astype(np.float32) for part in ("weight", "bias")}


def _linear(name: str, state: State, sources: list[str], int8: bool) -> dict[str, np.ndarray]:
    """Several linear maps of one input as one, transposed: (inputs, outputs)."""
    weight = np.concatenate([state[f"{source}.weight"] for source in sources]).T.astype(np.float32)
    bias = np.concatenate([state[f"{source}.bias"] for source in sources]).astype(np.float32)
    if not int8:
        return {f"{name}.weight": weight, f"{name}.bias": bias}
    # Symmetric, a scale for each output: per tensor, the largest outlier would set the step for all.
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-12) / 127
    return {f"{name}.weight": np.rint(weight / scale).astype(np.int8), f"{name}.scale": scale, f"{name}.bias": bias}
