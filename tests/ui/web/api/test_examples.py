"""The examples run as they stand, and are as short as they say; agents get what everyone gets."""

import asyncio
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError, StdioServerParameters

from assistant.assistant import Assistant
from assistant.langchain import QuothRetriever
from index.documents import Content, Document
from index.embedding import Embedder
from index.index import Index
from tests.conftest import ROOT, apart
from tests.index.crash import HashEmbedder
from tests.ui.conftest import documents, serving
from ui.web.settings import Settings

#: The programs; what stands beside them is data for them and for the documentation.
EXAMPLES = sorted(each for each in (ROOT / "examples").glob("*.*") if each.suffix in {".py", ".mjs"})


def run(name: str, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", [name, *words])
    apart(lambda: runpy.run_path(str(ROOT / "examples" / name), run_name="__main__"))


def test_each_example_is_tried_and_has_at_most_fifteen_lines_of_code() -> None:
    tried_by_their_own_packages = {"haystack_pipeline.py", "llama_index_retriever.py"}  # in tests/integrations
    tried_here = {"agent.py", "langchain_retriever.py", "rest.mjs", "rest.py"}
    assert {path.name for path in EXAMPLES} == tried_here | tried_by_their_own_packages
    for path in EXAMPLES:
        assert len([line for line in path.read_text().splitlines() if line.strip()]) <= 15


def test_rest_is_asked(server: str, monkeypatch, capsys) -> None:
    run("rest.py", monkeypatch, server, "What is the Nile?")
    assert capsys.readouterr().out == "answered The river Nile is in Africa. kings.txt#82-110\n"


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js on this machine")
def test_rest_is_asked_by_javascript_which_slices_by_code_points(
    tmp_path: Path, tiny_embedder: Embedder, make: Callable[[Index], Assistant]
) -> None:
    index = Index.open_or_create(tmp_path / ".quoth", tiny_embedder)
    index.add(
        Document("signs", "signs.txt", "", Content("\U0001d11e\U0001f600 opens it. The clef is \U0001d11e here. More."))
    )
    with serving(index, Settings(editable=False), make) as address:
        command = ["node", str(ROOT / "examples" / "rest.mjs"), address, "What is the clef?"]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "answered true The clef is \U0001d11e here.\n"


def test_an_agent_asks(server: str, monkeypatch, capsys) -> None:
    run("agent.py", monkeypatch, server, "What is the Nile?")
    assert capsys.readouterr().out == "answered ['The river Nile is in Africa.']\n"


def test_a_chain_retrieves(library: Index, monkeypatch, capsys) -> None:
    monkeypatch.setattr(Index, "open", lambda folder: library)
    run("langchain_retriever.py", monkeypatch, ".quoth", "What is the Nile?")
    assert "kings.txt 'The river Nile is in Africa." in capsys.readouterr().out


def test_the_retriever_tells_the_place_of_every_word_and_filters(library: Index) -> None:
    found = QuothRetriever(index=library, k=5).invoke("Who wrote about the river Nile?")
    assert {each.metadata["source"] for each in found} > {"kings.txt"}
    for each in found:
        document = library.document(each.metadata["document"])
        assert document.text[each.metadata["start"] : each.metadata["end"]] == each.page_content
    only = QuothRetriever(index=library, where="path:kings*").invoke("Who wrote about the river Nile?")
    assert {each.metadata["source"] for each in only} == {"kings.txt"}


TOOLS = {"ask", "search", "show", "verify", "documents"}


def called(server: str, tool: str, **given: Any) -> Any:
    """What a tool gives an agent: its structured content, or the words of its error."""

    async def call() -> Any:
        async with Client(f"{server}/mcp") as client:
            assert {each.name for each in (await client.list_tools()).tools} == TOOLS
            result = await client.call_tool(tool, given)
            return result.content[0].text if result.is_error else result.structured_content

    return apart(asyncio.run, call())


def test_what_an_agent_asks_searches_and_shows_agrees(server: str) -> None:
    (quote,) = called(server, "ask", question="What is the Nile?")["quotes"]
    shown = called(server, "show", document=quote["document"], start=quote["start"], end=quote["end"])
    assert shown["text"] == quote["text"] == "The river Nile is in Africa."
    assert shown["digest"] == quote["digest"]
    hits = called(server, "search", question="Nile", k=2)["hits"]
    assert "Nile" in hits[0]["text"]
    assert called(server, "ask", question="Which wizard taught Merlin?")["outcome"] == "refused"
    (verdict,) = called(server, "verify", quotes=[quote])["verdicts"]
    assert verdict["standing"] == "stands"
    listed = called(server, "documents", query="kings")
    assert (listed["total"], listed["documents"][0]["source"]) == (1, "kings.txt")


async def looked_about(client: Client, text: str) -> None:
    """Reads the library's documents as an agent does."""
    assert client.server_info.name == "quoth"
    assert client.server_info.version == version("quoth")
    assert {each.name for each in (await client.list_tools()).tools} == TOOLS
    held = {each.name: each.uri for each in (await client.list_resources()).resources}
    read = await client.read_resource(held["kings.txt"])
    assert read.contents[0].text == text
    with pytest.raises(MCPError, match="no document 'nowhere'"):
        await client.read_resource("quoth://document/nowhere")
    asked = await client.call_tool("ask", {"question": "What is the Nile?"})
    assert [each["text"] for each in asked.structured_content["quotes"]] == ["The river Nile is in Africa."]


def test_documents_are_an_agents_resources(server: str, library: Index) -> None:
    async def look() -> None:
        async with Client(f"{server}/mcp") as client:
            await looked_about(client, library.document("kings").text)

    apart(asyncio.run, look())


def test_an_agent_that_starts_the_server_itself_gets_the_same(tmp_path: Path) -> None:
    """Over standard input and output, by the official client; the reader is a double that goes by words."""
    index = Index.open_or_create(tmp_path / ".quoth", HashEmbedder())
    index.add(*documents())
    text = index.document("kings").text
    index.close()

    async def look() -> None:
        words = ["-m", "tests.ui.agent", str(tmp_path / ".quoth")]
        started = StdioServerParameters(command=sys.executable, args=words, cwd=str(ROOT))
        async with Client(started) as client:
            await looked_about(client, text)

    apart(asyncio.run, look())


@pytest.mark.parametrize(
    ("tool", "given", "told"),
    [
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {"question": "a", "where": "x"}, "cannot read 'x' in the filter"),
        ("show", {"document": "../../etc/passwd"}, "the library has no document '../../etc/passwd'"),
        ("search", {"question": "a", "k": 10**6}, "less than or equal to 50"),
    ],
)
def test_an_agent_reads_what_was_wrong(server: str, tool: str, given: dict[str, Any], told: str) -> None:
    assert told in called(server, tool, **given)
