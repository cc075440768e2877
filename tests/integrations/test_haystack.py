"""The Haystack component, by itself, in a pipeline, and in a pipeline that was saved."""

import runpy
import sys
from pathlib import Path

import pytest

from index.errors import InvalidFilter, LibraryMissing
from index.index import Index
from tests.conftest import ROOT
from tests.integrations.conftest import placed

haystack = pytest.importorskip("haystack", reason="the extra quoth[haystack] is not installed")
from assistant.haystack import QuothRetriever  # noqa: E402 - only where it is installed


def test_documents_tell_their_place_and_what_their_source_says_of_itself(place: Path, library: Index) -> None:
    (found,) = QuothRetriever(str(place), k=1).run("Which year was the mill on Larkmoor built?")["documents"]
    placed(library, found.content, found.meta)
    assert (found.meta["page"], found.meta["author"]) == (1, "Jane Hesper")


def test_a_pipeline_retrieves_also_once_it_was_saved(place: Path) -> None:
    pipeline = haystack.Pipeline()
    pipeline.add_component("quoth", QuothRetriever(str(place), k=2, where="path:ferns/*"))
    again = haystack.Pipeline.loads(pipeline.dumps(), allowed_modules=[QuothRetriever.__module__])
    asked = {"quoth": {"query": "the wall of the mill", "k": 3}}
    found, repeated = (each.run(asked)["quoth"]["documents"] for each in (pipeline, again))
    assert found == repeated
    assert len(found) == 3
    assert {each.meta["source"].split("/")[0] for each in found} == {"ferns"}


def test_the_example_runs(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["haystack_pipeline.py", str(place), "Which year was the mill on Larkmoor built?"])
    runpy.run_path(str(ROOT / "examples" / "haystack_pipeline.py"), run_name="__main__")
    assert "mill.pdf 'The mill on Larkmoor was built in 1742." in capsys.readouterr().out


def test_what_is_wrong_is_told_in_our_words(place: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidFilter):
        QuothRetriever(str(place), where="what").run("wall")
    with pytest.raises(LibraryMissing):
        QuothRetriever(str(tmp_path / "nowhere")).run("wall")
