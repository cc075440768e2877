"""The library as a retriever in a LangChain chain: python examples/langchain_retriever.py LIBRARY QUESTION."""

import sys
from pathlib import Path

from langchain_core.runnables import RunnableLambda
from quoth.assistant.langchain import QuothRetriever
from quoth.index import Index

retriever = QuothRetriever(index=Index.open(Path(sys.argv[1])), k=3)
chain = retriever | RunnableLambda(lambda found: [(each.page_content, each.metadata["source"]) for each in found])
for text, source in chain.invoke(sys.argv[2]):
    print(source, repr(text))
