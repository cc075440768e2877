"""The library as a retriever of LlamaIndex: python examples/llama_index_retriever.py LIBRARY QUESTION."""

import sys
from pathlib import Path

from quoth.assistant.llama_index import QuothRetriever
from quoth.index import Index

retriever = QuothRetriever(Index.open(Path(sys.argv[1])), k=3)
for found in retriever.retrieve(sys.argv[2]):
    print(found.metadata["source"], repr(found.text))
