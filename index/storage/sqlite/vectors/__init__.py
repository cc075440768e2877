"""Nearest vectors: a file of them that is rebuilt whenever it is not as written, and one generation's of it to search."""

from index.storage.sqlite.vectors.cache import VectorCache
from index.storage.sqlite.vectors.file import VectorFile, write_vectors

__all__ = ["VectorCache", "VectorFile", "write_vectors"]
