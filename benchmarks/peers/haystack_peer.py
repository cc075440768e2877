"""Haystack: the store in memory, dense and BM25 joined. In its own environment; prints seconds as JSON."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

given = json.loads(Path(sys.argv[1]).read_text())
store = InMemoryDocumentStore(embedding_similarity_function="cosine")
embedder = SentenceTransformersDocumentEmbedder(model=given["model"], progress_bar=False)
embedder.warm_up()
random = np.random.default_rng(0)
began = time.perf_counter()
if given.get("random"):
    documents = [Document(content=text, embedding=random.standard_normal(384).tolist()) for text in given["texts"]]
else:
    documents = embedder.run([Document(content=text) for text in given["texts"]])["documents"]
store.write_documents(documents)
indexing = time.perf_counter() - began
pipeline = Pipeline()
pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=given["model"], progress_bar=False))
pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=10))
pipeline.add_component("lexical", InMemoryBM25Retriever(store, top_k=10))
pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=10))
pipeline.connect("embedder.embedding", "dense.query_embedding")
pipeline.connect("dense", "joiner")
pipeline.connect("lexical", "joiner")


def find(question: str) -> list[Document]:
    """The ten documents found."""
    return pipeline.run({"embedder": {"text": question}, "lexical": {"query": question}})["joiner"]["documents"]


find("warm")
search = []
for question in given["questions"]:
    began = time.perf_counter()
    found = find(question)
    search.append(time.perf_counter() - began)
    assert len(found) == 10
print(json.dumps({"indexing": indexing, "search": search}))
