"""The packaged models' shared body, run by onnxruntime: half the time and memory of torch, and nothing to wait for.

``encoder.onnx`` is the bare graph of a six-layer BERT (15 kB, made by :mod:`training.encoder_graph`); the weights
come from the embedding model's package and from the reader's, so that nothing is stored twice.
"""

from index.embedding.encoder.session import Encoder
from index.embedding.encoder.weights import body

__all__ = ["Encoder", "body"]
