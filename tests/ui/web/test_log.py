"""Every reply that a server gives stands in its log, whoever asked for it and by which way."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters
from typer.testing import CliRunner

from assistant.evidence import Ledger, examine
from index.index import Index
from tests.conftest import ROOT, apart
from tests.index.crash import HashEmbedder
from tests.ui.conftest import documents, serving
from ui.cli.app import app
from ui.web.settings import Settings

NILE, MERLIN = "What is the Nile?", "Which wizard taught Merlin?"


def entries(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def ask_everywhere(address: str) -> list[str]:
    """Asks by every way that gives a reply; what was asked."""
    with httpx.Client(base_url=address, timeout=60) as client:
        for path, given in (
            ("ask", {"question": NILE}),
            ("ask/batch", {"questions": [NILE, MERLIN]}),
            ("further", {"question": NILE}),
            ("find", {"question": NILE}),
            ("find", {"question": MERLIN, "form": "csv"}),
        ):
            client.post(f"/api/v1/{path}", json=given).raise_for_status()
        client.post("/looking/find", json={"question": NILE}).raise_for_status()
        chat = {"fn_index": 0, "data": [NILE, "", "", ""]}
        client.post("/gradio_api/run/predict", json=chat).raise_for_status()
    return [NILE, NILE, MERLIN, NILE, NILE, MERLIN, NILE, NILE]


@pytest.mark.parametrize("question", [True, False])
def test_every_reply_over_rest_and_in_the_chat_is_logged(tmp_path: Path, library: Index, make, question: bool) -> None:
    log = tmp_path / "log.jsonl"
    with serving(library, Settings(editable=False, ledger=Ledger(log, question)), make) as address:
        asked = ask_everywhere(address)
    assert examine(log).entries == len(asked)
    assert [each["question"] for each in entries(log)] == (asked if question else [None] * len(asked))
    answered, _, refused, _, found, nothing, again, last = entries(log)
    assert (answered["outcome"], refused["outcome"], last["outcome"]) == ("answered", "refused", "answered")
    assert (found["outcome"], nothing["outcome"], again["outcome"]) == ("found", "refused", "found")
    assert answered["places"][0] in found["places"]
    assert "Africa" not in log.read_text()


def test_what_cannot_be_logged_is_not_answered(tmp_path: Path, library: Index, make) -> None:
    log = tmp_path / "log.jsonl"
    with serving(library, Settings(editable=False, ledger=Ledger(log)), make) as address:
        log.write_text("Dear diary\n")
        given = httpx.post(f"{address}/api/v1/ask", json={"question": NILE}, timeout=60)
        assert given.status_code == 500
        assert "is no entry of a log" in given.json()["detail"]
        chat = {"fn_index": 0, "data": [NILE, "", "", ""]}
        shown = httpx.post(f"{address}/gradio_api/run/predict", json=chat, timeout=60).text
        assert "Africa" not in shown
    assert log.read_text() == "Dear diary\n"


def test_an_agents_questions_are_logged(tmp_path: Path) -> None:
    index = Index.open_or_create(tmp_path / ".quoth", HashEmbedder())
    index.add(*documents())
    index.close()
    log = tmp_path / "log.jsonl"

    async def ask() -> None:
        words = ["-m", "tests.ui.agent", str(tmp_path / ".quoth"), "--log", str(log)]
        async with Client(StdioServerParameters(command=sys.executable, args=words, cwd=str(ROOT))) as client:
            await client.call_tool("ask", {"question": NILE})

    apart(asyncio.run, ask())
    assert examine(log).entries == 1
    assert [each["question"] for each in entries(log)] == [NILE]


def test_the_chat_is_told_where_its_log_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Settings] = []
    monkeypatch.setattr("ui.web.server.serve", lambda libraries, settings, paths: served.append(settings))
    log = tmp_path / "log.jsonl"
    for words in ([], ["--log", str(log)], ["--log", str(log), "--no-log-question"]):
        CliRunner().invoke(app, ["chat", *words], catch_exceptions=False)
    assert [each.ledger for each in served] == [None, Ledger(log), Ledger(log, question=False)]
