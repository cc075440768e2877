"""Runs the encoder's graph. The only file that knows onnxruntime."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime

from index.embedding.encoder.weights import State, prepared

INT8_GRAPH, FLOAT_GRAPH = "encoder-int8.onnx", "encoder-float.onnx"

_LAYERS = 6


def has_int8() -> bool:
    """Whether the processor multiplies int8 without overflow in between; elsewhere float32 is exact and not slower.

    Without VNNI, x86 adds pairs of products in 16 bits and saturates (onnxruntime's page on quantization).
    """
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return "_vnni" in flags or "asimddp" in flags


class Encoder:
    """Token ids to hidden states, one sequence on each core. Safe to share between threads."""

    def __init__(self, state: State, int8: bool | None = None) -> None:
        """
        Args:
            state: a BERT encoder's weights, named as transformers names them, without prefix.
            int8: quantised products; by default where the processor has them.
        """
        self.int8 = has_int8() if int8 is None else int8
        given = prepared(state, _LAYERS, self.int8)
        # The session does not copy these: they must live as long as it does.
        self._weights = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in given.values()]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_external_initializers(list(given), self._weights)
        graph = files(__package__).joinpath(INT8_GRAPH if self.int8 else FLOAT_GRAPH).read_bytes()
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._pool = ThreadPoolExecutor(cores(), thread_name_prefix="encoder")

    def hidden(self, sequences: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[np.ndarray]:
        """The last layer's states of each sequence, float32, shape (tokens, 384).

        Args:
            sequences: (ids, type ids) pairs, each of shape (tokens,), at most 512 tokens.
        """
        if len(sequences) == 1:
            return [self._run(sequences[0])]
        # Longest first: then the last core is not left alone with a long one.
        order = sorted(range(len(sequences)), key=lambda i: -len(sequences[i][0]))
        found = dict(zip(order, self._pool.map(self._run, [sequences[i] for i in order]), strict=True))
        return [found[i] for i in range(len(sequences))]

    def _run(self, sequence: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        ids, types = (array.astype(np.int32)[None] for array in sequence)
        hidden: np.ndarray = self._session.run(["hidden"], {"ids": ids, "types": types})[0][0]
        return hidden


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
