"""The LlamaIndex retriever, asked and awaited."""

import asyncio
import runpy
import sys
from pathlib import Path

import pytest

from index.errors import InvalidFilter
from index.index import Index
from tests.conftest import ROOT
from tests.integrations.conftest import placed

pytest.importorskip("llama_index.core", reason="the extra quoth[llama-index] is not installed")
from assistant.llama_index import QuothRetriever


def test_nodes_tell_their_place_and_what_their_source_says_of_itself(library: Index) -> None:
    (found,) = QuothRetriever(library, k=1).retrieve("Which year was the mill on Larkmoor built?")
    placed(library, found.text, found.metadata)
    assert found.metadata["page"] == 1
    assert found.metadata["author"] == "Jane Hesper"
    shown = found.node.get_content("llm")
    assert "Larkmoor Mill" in shown
    assert "digest" not in shown


def test_documents_can_be_chosen_and_awaited(library: Index) -> None:
    retriever = QuothRetriever(library, k=3, where="path:ferns/*")
    found = retriever.retrieve("the wall of the mill")
    assert len(found) == 3
    assert {each.metadata["source"].split("/")[0] for each in found} == {"ferns"}
    assert [each.node_id for each in asyncio.run(retriever.aretrieve("the wall of the mill"))] == [
        each.node_id for each in found
    ]
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    with pytest.raises(InvalidFilter):
        QuothRetriever(library, where="what")


def test_the_example_runs(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(place), "Which year was the mill on Larkmoor built?"]
    monkeypatch.setattr(sys, "argv", ["llama_index_retriever.py", *words])
    runpy.run_path(str(ROOT / "examples" / "llama_index_retriever.py"), run_name="__main__")
    assert "mill.pdf 'The mill on Larkmoor was built in 1742." in capsys.readouterr().out
