"""The bodies that the packaged models have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A transformer encoder's measures.

    Attributes:
        typed: BERT's token types; without them it is MPNet's kind, with a bias for the distance of two tokens.
        by_row: in int8, each token has a scale of its own. MPNet has a few activations hundreds of times the
            others; with one scale for a sequence they would leave the others two or three steps.
    """

    name: str
    layers: int
    heads: int
    hidden: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float
    typed: bool
    by_row: bool


MINILM = Shape("minilm", 6, 12, 384, 1536, 30522, 512, 1e-12, typed=True, by_row=False)
MPNET = Shape("mpnet", 12, 12, 768, 3072, 30527, 512, 1e-5, typed=False, by_row=True)


def graph_name(shape: Shape, int8: bool) -> str:
    """The file of the bare graph."""
    return f"{shape.name}-{'int8' if int8 else 'float'}.onnx"
