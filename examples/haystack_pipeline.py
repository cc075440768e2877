"""The library as a component of a Haystack pipeline: python examples/haystack_pipeline.py LIBRARY QUESTION."""

import sys

from haystack import Pipeline
from quoth.assistant.haystack import QuothRetriever

pipeline = Pipeline()
pipeline.add_component("quoth", QuothRetriever(sys.argv[1], k=3))
for found in pipeline.run({"quoth": {"query": sys.argv[2]}})["quoth"]["documents"]:
    print(found.meta["source"], repr(found.content))
