"""The packaged models' bodies, run by onnxruntime: half the time and memory of torch, and nothing to wait for.

``minilm-*.onnx`` and ``mpnet-*.onnx`` are bare graphs (some 30 kB, made by :mod:`training.encoder_graph`); the weights
come from the embedding model's package and from the readers', so that nothing is stored twice.
"""

from index.embedding.encoder.session import Encoder, Tables
from index.embedding.encoder.shapes import MPNET
from index.embedding.encoder.weights import read_body, read_words

__all__ = ["MPNET", "Encoder", "Tables", "read_body", "read_words"]
