"""The LangChain retriever: LangChain's own tests of retrievers, and the place of every word."""

import asyncio

import pytest

from assistant.langchain import QuothRetriever
from index.errors import InvalidFilter
from index.index import Index
from tests.integrations.conftest import placed

standard = pytest.importorskip(
    "langchain_tests.integration_tests", reason="the extra quoth[test-integrations] brings LangChain's own tests"
)


@pytest.mark.asyncio
class TestStandard(standard.RetrieversIntegrationTests):
    """What LangChain asks of every retriever, whole."""

    @pytest.fixture(autouse=True)
    def _opened(self, library: Index) -> None:
        self._library = library

    @property
    def retriever_constructor(self) -> type[QuothRetriever]:
        return QuothRetriever

    @property
    def retriever_constructor_params(self) -> dict:
        return {"index": self._library}

    @property
    def retriever_query_example(self) -> str:
        return "Which fern grows on the north wall?"


def test_documents_tell_their_place_and_what_their_source_says_of_itself(library: Index) -> None:
    (found,) = QuothRetriever(index=library, k=1).invoke("Which year was the mill on Larkmoor built?")
    placed(library, found.page_content, found.metadata)
    assert (found.metadata["page"], found.metadata["section"]) == (1, "The mill")
    assert (found.metadata["author"], found.metadata["title"]) == ("Jane Hesper", "Larkmoor Mill")


def test_how_many_and_which_can_be_said_with_each_question(library: Index) -> None:
    retriever = QuothRetriever(index=library, k=1, where="path:ferns/*")
    assert len(retriever.invoke("fern", k=3)) == 3
    assert [each.metadata["source"] for each in retriever.invoke("fern", where="path:mill.pdf")] == ["mill.pdf"]
    assert asyncio.run(retriever.ainvoke("fern", k=2)) == retriever.invoke("fern", k=2)
    with pytest.raises(InvalidFilter):
        retriever.invoke("fern", where="what")
