"""Builds ``encoder.onnx``: ``python -m training.encoder_graph``. Needs the package onnx, which running it does not.

The graph is a BERT encoder (Devlin et al. 2019) of MiniLM's size in onnxruntime's own fused operations. Its
weights are declared by name and shape only; :mod:`index.embedding.encoder.weights` gives them. Matrix products take
weights in int8 with a scale for each output and quantise their input as they meet it
(``DynamicQuantizeMatMul``), or, in the float graph, everything in float32.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from index.embedding.encoder.session import FLOAT_GRAPH, INT8_GRAPH

LAYERS, HEADS, HIDDEN, INNER, VOCABULARY, POSITIONS = 6, 12, 384, 1536, 30522, 512

_FUSED = "com.microsoft"
_BYTES = {TensorProto.FLOAT: 4, TensorProto.INT8: 1}


class _Graph:
    def __init__(self, int8: bool) -> None:
        self.int8 = int8
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, *shape: int, type: TensorProto.DataType = TensorProto.FLOAT) -> str:
        """Declares a weight that the session will be given."""
        tensor = onnx.TensorProto(name=name, data_type=type, dims=shape, data_location=onnx.TensorProto.EXTERNAL)
        size = int(np.prod(shape)) * _BYTES[type]
        for key, value in (("location", "given"), ("offset", "0"), ("length", str(size))):
            tensor.external_data.add(key=key, value=value)
        self.weights.append(tensor)
        return name

    def node(
        self, operation: str, inputs: list[str], outputs: list[str], domain: str = _FUSED, **attributes: Any
    ) -> None:
        self.nodes.append(helper.make_node(operation, inputs, outputs, domain=domain, **attributes))

    def norm(self, name: str) -> list[str]:
        return [self.weight(f"{name}.weight", HIDDEN), self.weight(f"{name}.bias", HIDDEN)]

    def linear(self, values: str, name: str, wide: int, out: int) -> str:
        """``values @ weight + bias``."""
        bias = self.weight(f"{name}.bias", out)
        if self.int8:
            weight = self.weight(f"{name}.weight", wide, out, type=TensorProto.INT8)
            inputs = [values, weight, self.weight(f"{name}.scale", out), "", bias]
            self.node("DynamicQuantizeMatMul", inputs, [f"{name}.out"])
        else:
            self.node("MatMul", [values, self.weight(f"{name}.weight", wide, out)], [f"{name}.product"], domain="")
            self.node("Add", [f"{name}.product", bias], [f"{name}.out"], domain="")
        return f"{name}.out"

    def layer(self, values: str, name: str) -> str:
        """One transformer layer: attention, then a feed-forward net, each added to its input and normed."""
        joined = self.linear(values, f"{name}.qkv", HIDDEN, 3 * HIDDEN)
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        self.node("Split", [joined], parts, domain="", axis=2, num_outputs=3)
        self.node("MultiHeadAttention", parts, [f"{name}.heads"], num_heads=HEADS)
        attended = self.linear(f"{name}.heads", f"{name}.attention", HIDDEN, HIDDEN)
        middle = f"{name}.middle"
        self.node(
            "SkipLayerNormalization", [values, attended, *self.norm(f"{name}.attention.norm")], [middle], epsilon=1e-12
        )
        self.node("Gelu", [self.linear(middle, f"{name}.up", HIDDEN, INNER)], [f"{name}.gelu"])
        down = self.linear(f"{name}.gelu", f"{name}.down", INNER, HIDDEN)
        self.node("SkipLayerNormalization", [middle, down, *self.norm(f"{name}.norm")], [f"{name}.end"], epsilon=1e-12)
        return f"{name}.end"


def build(int8: bool) -> onnx.ModelProto:
    """The encoder as a graph from ``ids`` and ``types``, int32 (1, tokens), to ``hidden``, float32 (1, tokens, 384).

    One sequence at a time: so nothing is padded, an int8 activation's scale depends on its own sequence
    alone, and two cores are better used by two sequences than by sharing one.
    """
    graph = _Graph(int8)
    words = graph.weight("words", VOCABULARY, HIDDEN)
    positions, types = graph.weight("positions", POSITIONS, HIDDEN), graph.weight("types.weight", 2, HIDDEN)
    inputs = ["ids", "types", words, positions, types, *graph.norm("norm")]
    graph.node("EmbedLayerNormalization", inputs, ["embedded", "unused"], epsilon=1e-12)
    values = "embedded"
    for number in range(LAYERS):
        values = graph.layer(values, f"layer.{number}")
    graph.node("Identity", [values], ["hidden"], domain="")
    shape: list[str | int | None] = [1, "tokens"]
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info(name, TensorProto.INT32, shape) for name in ("ids", "types")],
        [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*shape, HIDDEN])],
        graph.weights,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10, producer_name="quoth")


if __name__ == "__main__":
    here = Path(__file__).parent
    for name, int8 in ((INT8_GRAPH, True), (FLOAT_GRAPH, False)):
        (here / name).write_bytes(build(int8).SerializeToString(deterministic=True))
