"""How fast this machine multiplies matrices, and what share of that a passage's encoding makes use of."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
import torch
from onnx import TensorProto, helper

from benchmarks.measuring import timed
from index.embedding.encoder.session import cores

#: MiniLM's size, as training/encoder_graph.py builds it.
_LAYERS, _HIDDEN, _INNER = 6, 384, 1536
#: Products whose best rate counts as the machine's: large ones, and those of the encoder; (rows, inner, columns).
_PRODUCTS = ((1024, 1024, 1024), (512, _HIDDEN, _INNER), (512, _INNER, _HIDDEN))
_ROUNDS, _TRIES = 20, 5


def multiply_adds(tokens: int) -> int:
    """Of one sequence through the encoder: its weights' products, and attention's two products of states by states."""
    weights = 4 * _HIDDEN**2 + 2 * _HIDDEN * _INNER
    return _LAYERS * (tokens * weights + 2 * tokens**2 * _HIDDEN)


def int8_rate() -> float:
    """Multiply-adds per second in int8, every core with products of its own: the best of some tries."""
    return max(_int8(*product) for product in _PRODUCTS)


def bf16_rate() -> float:
    """The same in bfloat16."""
    return max(_bf16(*product) for product in _PRODUCTS)


def _int8(rows: int, inner: int, columns: int) -> float:
    values = [("a", TensorProto.UINT8, [rows, inner]), ("b", TensorProto.INT8, [inner, columns])]
    inputs = [helper.make_tensor_value_info(*value) for value in values]
    output = helper.make_tensor_value_info("c", TensorProto.INT32, [rows, columns])
    random = np.random.default_rng(0)
    weights = helper.make_tensor("b", TensorProto.INT8, [inner, columns], random.bytes(inner * columns), raw=True)
    node = helper.make_node("MatMulInteger", ["a", "b"], ["c"])
    graph = helper.make_graph([node], "product", inputs[:1], [output], [weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    given = random.integers(0, 255, (rows, inner), dtype=np.uint8)

    def product(_: int) -> None:
        session.run(["c"], {"a": given})

    with ThreadPoolExecutor(cores()) as pool:
        seconds = timed(lambda: list(pool.map(product, range(_ROUNDS))), _TRIES)
    return _ROUNDS * rows * inner * columns / min(seconds)


def _bf16(rows: int, inner: int, columns: int) -> float:
    left, right = torch.randn(rows, inner).bfloat16(), torch.randn(inner, columns).bfloat16()
    torch.set_num_threads(cores())
    with torch.inference_mode():
        _ = left @ right
        seconds = timed(lambda: [left @ right for _ in range(_ROUNDS)], _TRIES)
    return _ROUNDS * rows * inner * columns / min(seconds)
