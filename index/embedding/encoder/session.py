"""Runs the encoder's graph. The only file that knows onnxruntime."""

import ctypes
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime

from index.embedding.encoder.shapes import MINILM, Shape, graph_name
from index.embedding.encoder.weights import State, prepared
from index.processors import cores


def best_steps(shape: Shape) -> int:
    """How finely to quantise for this processor; 0 for not at all.

    Without VNNI, x86 adds pairs of products in 16 bits and saturates where a weight has more than seven bits
    (onnxruntime's page on quantization); with seven it is half as fast again as float32, which a small model's
    accuracy is not worth.
    """
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        flags = ""
    if "_vnni" in flags or "asimddp" in flags:
        return 127
    return 63 if shape.by_row and "avx2" in flags else 0


class Encoder:
    """Token ids to hidden states, one sequence on each core. Safe to share between threads."""

    def __init__(
        self, state: State, shape: Shape = MINILM, steps: int | None = None, tables: "Tables | None" = None
    ) -> None:
        """
        Args:
            state: an encoder's weights, named as transformers names them, without prefix.
            tables: what an MPNet embeds tokens with; BERT's are in its state.
            steps: of the quantised weights to either side of 0; 0 for float32. By default what suits the processor.
        """
        self.steps = best_steps(shape) if steps is None else steps
        self._embed = tables or _typed
        given = prepared(state, shape, self.steps)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # The session does not copy these, which several have in common: they must live as long as it does.
        shared = [name for name in given if name == "words"]
        self._shared = [onnxruntime.OrtValue.ortvalue_from_numpy(given.pop(name)) for name in shared]
        options.add_external_initializers(shared, self._shared)
        # Of the others it makes what its kernels want, and keeps nothing else: half the memory of weights it may not free.
        names = list(given)
        held = [given.pop(name).tobytes() for name in names]
        options.add_external_initializers_from_files_in_memory(names, held, list(map(len, held)))
        graph = files(__package__).joinpath(graph_name(shape, int8=self.steps > 0)).read_bytes()
        # Fused again, a sum and its norm would be one slow operation: see training/encoder_graph.py.
        apart = ["SkipLayerNormFusion"]
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=apart
        )
        self._pool = ThreadPoolExecutor(cores(), thread_name_prefix="encoder")
        del held
        _give_back()

    def hidden(self, sequences: Sequence[Sequence[np.ndarray]]) -> list[np.ndarray]:
        """The last layer's states of each sequence, float32, shape (tokens, hidden).

        Args:
            sequences: (ids, type ids) pairs, each of shape (tokens,), at most 512 tokens.
        """
        if len(sequences) == 1:
            return [self._run(sequences[0])]
        # Longest first: then the last core is not left alone with a long one.
        order = sorted(range(len(sequences)), key=lambda i: -len(sequences[i][0]))
        found = dict(zip(order, self._pool.map(self._run, [sequences[i] for i in order]), strict=True))
        return [found[i] for i in range(len(sequences))]

    def _run(self, sequence: Sequence[np.ndarray]) -> np.ndarray:
        hidden: np.ndarray = self._session.run(["hidden"], self._embed(*sequence))[0][0]
        return hidden


def _give_back() -> None:
    """Has glibc return unused memory to the system: after weights were loaded it holds more than they take."""
    with suppress(AttributeError, TypeError, OSError):  # another C library returns it by itself
        ctypes.CDLL(None).malloc_trim(0)


def _typed(ids: np.ndarray, types: np.ndarray) -> dict[str, np.ndarray]:
    return {"ids": ids.astype(np.int32)[None], "types": types.astype(np.int32)[None]}


class Tables:
    """What MPNet's tokens are embedded as, looked up in int8."""

    def __init__(self, words: np.ndarray, scale: np.ndarray, positions: np.ndarray) -> None:
        """
        Args:
            words: int8, shape (vocabulary, hidden). scale: shape (vocabulary,).
            positions: shape (positions, hidden), from the first that a text uses.
        """
        self._words, self._scale, self._positions = words, scale.astype(np.float32), positions.astype(np.float32)

    def __call__(self, ids: np.ndarray, _types: np.ndarray) -> dict[str, np.ndarray]:
        """The graph's input."""
        tokens = self._words[ids] * self._scale[ids, None] + self._positions[: len(ids)]
        return {"tokens": tokens[None]}
