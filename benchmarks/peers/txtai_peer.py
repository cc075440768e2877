"""txtai: FAISS and BM25, content kept. Runs in its own environment; takes the data's path, prints seconds as JSON."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from txtai import Embeddings

given = json.loads(Path(sys.argv[1]).read_text())
if given.get("random"):
    # Vectors of chance for the passages, the model's own for questions.
    model, random = Embeddings(path=given["model"]), np.random.default_rng(0)
    loading = True
    embeddings = Embeddings(
        method="external",
        transform=lambda texts: (
            random.standard_normal((len(texts), 384), dtype=np.float32) if loading else model.batchtransform(texts)
        ),
        hybrid=True,
        content=True,
    )
else:
    embeddings = Embeddings(path=given["model"], hybrid=True, content=True)
    embeddings.batchtransform(["warm"])
began = time.perf_counter()
embeddings.index((number, text, None) for number, text in enumerate(given["texts"]))
indexing = time.perf_counter() - began
loading = False
embeddings.search("warm", 10)
search = []
for question in given["questions"]:
    began = time.perf_counter()
    found = embeddings.search(question, 10)
    search.append(time.perf_counter() - began)
    assert len(found) == 10
print(json.dumps({"indexing": indexing, "search": search}))
