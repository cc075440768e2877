"""Builds the encoders' graphs: ``python -m training.encoder_graph``. Needs the package onnx, which running them does not.

A graph is a BERT encoder (Devlin et al. 2019) or an MPNet one (Song et al. 2020) in onnxruntime's own fused
operations. Its weights are declared by name and shape only; :mod:`index.embedding.encoder.weights` gives them. Matrix
products take weights in int8 with a scale for each output and quantise their input as they meet it
(``DynamicQuantizeMatMul``), or, in the float graphs, everything in float32.
"""

from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from index.embedding.encoder.shapes import MINILM, MPNET, Shape, graph_name

_FUSED = "com.microsoft"
_BYTES = {TensorProto.FLOAT: 4, TensorProto.INT8: 1}
#: Added to a row's largest value: a row of zeros must not be divided by zero.
_TINY = 1e-9


class _Graph:
    def __init__(self, shape: Shape, int8: bool) -> None:
        self.shape, self.int8 = shape, int8
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, *shape: int, type: TensorProto.DataType = TensorProto.FLOAT) -> str:
        """Declares a weight that the session will be given."""
        tensor = onnx.TensorProto(name=name, data_type=type, dims=shape, data_location=onnx.TensorProto.EXTERNAL)
        size = int(np.prod(shape)) * _BYTES[type]
        for key, value in (("location", name), ("offset", "0"), ("length", str(size))):
            tensor.external_data.add(key=key, value=value)
        self.weights.append(tensor)
        return name

    def constant(self, name: str, values: np.ndarray) -> str:
        """A small constant that the graph carries itself."""
        self.weights.append(onnx.numpy_helper.from_array(values, name))
        return name

    def node(
        self, operation: str, inputs: list[str], outputs: list[str], domain: str = _FUSED, **attributes: Any
    ) -> None:
        self.nodes.append(helper.make_node(operation, inputs, outputs, domain=domain, **attributes))

    def norm(self, name: str) -> list[str]:
        hidden = self.shape.hidden
        return [self.weight(f"{name}.weight", hidden), self.weight(f"{name}.bias", hidden)]

    def linear(self, values: str, name: str, wide: int, out: int, *, even: bool = False) -> str:
        """``values @ weight + bias``; quantised by one scale for all rows where none is far larger than the others."""
        bias = self.weight(f"{name}.bias", out)
        if not self.int8:
            self.node("MatMul", [values, self.weight(f"{name}.weight", wide, out)], [f"{name}.product"], domain="")
            self.node("Add", [f"{name}.product", bias], [f"{name}.out"], domain="")
            return f"{name}.out"
        weight = self.weight(f"{name}.weight", wide, out, type=TensorProto.INT8)
        scale = self.weight(f"{name}.scale", out)
        if even or not self.shape.by_row:
            self.node("DynamicQuantizeMatMul", [values, weight, scale, "", bias], [f"{name}.out"])
            return f"{name}.out"
        # The operation takes one scale for all it is given; rows brought to one size first have each their own.
        size = f"{name}.size"
        self.node("Abs", [values], [f"{name}.abs"], domain="")
        self.node("ReduceMax", [f"{name}.abs", "last"], [f"{name}.max"], domain="", keepdims=1)
        self.node("Add", [f"{name}.max", "tiny"], [size], domain="")
        self.node("Reciprocal", [size], [f"{name}.share"], domain="")
        self.node("Mul", [values, f"{name}.share"], [f"{name}.even"], domain="")
        self.node("DynamicQuantizeMatMul", [f"{name}.even", weight, scale], [f"{name}.product"])
        self.node("Mul", [f"{name}.product", size], [f"{name}.sized"], domain="")
        self.node("Add", [f"{name}.sized", bias], [f"{name}.out"], domain="")
        return f"{name}.out"

    def joined(self, values: str, added: str, name: str) -> str:
        """The sum of both, normed. Two operations: the one that does both takes seven times as long (onnxruntime 1.32)."""
        self.node("Add", [values, added], [f"{name}.sum"], domain="")
        return self.normed(f"{name}.sum", name, f"{name}.out")

    def normed(self, values: str, name: str, out: str) -> str:
        self.node("LayerNormalization", [values, *self.norm(name)], [out], domain="", epsilon=self.shape.epsilon)
        return out

    def embedded(self) -> str:
        """The tokens' embeddings, normed."""
        shape = self.shape
        if not shape.typed:
            return self.normed("tokens", "norm", "embedded")
        words = self.weight("words", shape.vocabulary, shape.hidden)
        positions, types = self.weight("positions", shape.positions, shape.hidden), "types.weight"
        inputs = ["ids", "types", words, positions, self.weight(types, 2, shape.hidden), *self.norm("norm")]
        self.node("EmbedLayerNormalization", inputs, ["embedded", "unused"], epsilon=shape.epsilon)
        return "embedded"

    def distances(self) -> str:
        """What attention adds for the distance of two tokens, (1, heads, tokens, tokens)."""
        shape = self.shape
        table = self.weight("distances", 1, shape.heads, shape.positions, shape.positions)
        self.node("Shape", ["tokens"], ["length"], domain="", start=1, end=2)
        self.node("Concat", ["length", "length"], ["square"], domain="", axis=0)
        zeros = self.constant("corner", np.zeros(2, dtype=np.int64))
        axes = self.constant("axes", np.array([2, 3], dtype=np.int64))
        self.node("Slice", [table, zeros, "square", axes], ["apart"], domain="")
        return "apart"

    def layer(self, values: str, name: str, distances: str) -> str:
        """One transformer layer: attention, then a feed-forward net, each added to its input and normed."""
        shape = self.shape
        joined = self.linear(values, f"{name}.qkv", shape.hidden, 3 * shape.hidden)
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        self.node("Split", [joined], parts, domain="", axis=2, num_outputs=3)
        given = [*parts, "", "", distances] if distances else parts
        self.node("MultiHeadAttention", given, [f"{name}.heads"], num_heads=shape.heads)
        # Each row is a mean of what tokens bring, and none stands out: one scale leaves scores as near to float32's.
        attended = self.linear(f"{name}.heads", f"{name}.attention", shape.hidden, shape.hidden, even=True)
        middle = self.joined(values, attended, f"{name}.attention.norm")
        self.node("Gelu", [self.linear(middle, f"{name}.up", shape.hidden, shape.inner)], [f"{name}.gelu"])
        return self.joined(
            middle, self.linear(f"{name}.gelu", f"{name}.down", shape.inner, shape.hidden), f"{name}.norm"
        )


def build(shape: Shape, int8: bool) -> onnx.ModelProto:
    """The encoder as a graph to ``hidden``, float32 (1, tokens, hidden).

    BERT's kind is given ``ids`` and ``types``, int32 (1, tokens); MPNet's its ``tokens``, float32 (1, tokens, hidden):
    the sum of what their words and places are embedded as, so that a large table can stay in int8.

    One sequence at a time: so nothing is padded, an int8 activation's scale depends on its own sequence
    alone, and two cores are better used by two sequences than by sharing one.
    """
    graph = _Graph(shape, int8)
    if int8 and shape.by_row:
        graph.constant("last", np.array([-1], dtype=np.int64))
        graph.constant("tiny", np.array(_TINY, dtype=np.float32))
    values = graph.embedded()
    distances = "" if shape.typed else graph.distances()
    for number in range(shape.layers):
        values = graph.layer(values, f"layer.{number}", distances)
    graph.node("Identity", [values], ["hidden"], domain="")
    size: list[str | int | None] = [1, "tokens"]
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info(name, TensorProto.INT32, size) for name in ("ids", "types")]
        if shape.typed
        else [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [*size, shape.hidden])],
        [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*size, shape.hidden])],
        graph.weights,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10, producer_name="quoth")


if __name__ == "__main__":
    folder = Path(str(files("index.embedding.encoder")))
    for shape in (MINILM, MPNET):
        for int8 in (True, False):
            (folder / graph_name(shape, int8)).write_bytes(build(shape, int8).SerializeToString(deterministic=True))
