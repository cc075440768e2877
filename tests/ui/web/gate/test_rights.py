"""Who is shown only some documents is told nothing of the others, whatever is asked.

The oracle is a server whose library never had them: to the same request both must say the same.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from index.errors import LibraryError
from index.index import Index
from tests.index.crash import HashEmbedder
from tests.ui.conftest import serving
from tests.ui.web.gate.hidden import (
    ALL,
    EDITOR,
    FEW,
    HIDDEN,
    OPEN,
    QUESTIONS,
    TOLD,
    UPLOADER,
    WATCHER,
    bearing,
    library,
    make,
)
from tests.ui.web.gate.routes import every_route
from ui.web.gate.grants import Places
from ui.web.server import application
from ui.web.settings import Settings

CLAIMS = [
    {"text": each.text[:9], "start": 0, "end": 9, "document": each.id, "digest": each.digest, "source": "a"}
    for each in (OPEN + HIDDEN)
]

#: Streams that last, and what is the same for everybody.
LASTING = re.compile(r"GET /mcp$|\w+ /(?:gradio_api/(?:queue/data|heartbeat)|login|logout|readyz)")

MCP = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


def spot(id: str) -> dict[str, Any]:
    """A place in a document, as the page sends it."""
    (digest,) = {each.digest for each in OPEN + HIDDEN if each.id == id}
    return {"document": id, "start": 0, "end": 9, "first": 0, "last": 9, "digest": digest}


def bodies(path: str) -> list[Any]:
    """What a POST route is given."""
    asked = [{"question": each} for each in QUESTIONS]
    named = [{"question": QUESTIONS[0], "documents": [each.id]} for each in HIDDEN]
    sought = [{"question": QUESTIONS[0], "where": each} for each in ("path:secret", "-path:open/*", "title:q*")]
    chosen = [
        [QUESTIONS[0], json.dumps([[kind, value]]), "", ""] for kind, value in (("document", "s1"), ("folder", "s"))
    ]
    calls = [
        ("tools/list", {}),
        ("resources/list", {}),
        *(("resources/read", {"uri": f"quoth://document/{each}"}) for each in ("o1", "s1")),
        *(("tools/call", {"name": "ask", "arguments": each}) for each in asked),
        *(("tools/call", {"name": "search", "arguments": each}) for each in asked),
        *(("tools/call", {"name": "show", "arguments": {"document": each}}) for each in ("o1", "s1")),
        ("tools/call", {"name": "documents", "arguments": {}}),
        ("tools/call", {"name": "verify", "arguments": {"quotes": CLAIMS}}),
    ]
    return {
        "/api/v1/ask": asked + named + sought,
        "/api/v1/ask/batch": [{"questions": QUESTIONS}],
        "/api/v1/search": [{**each, "k": 100} for each in asked + named + sought],
        "/api/v1/find": [{**each, "form": form} for each in asked + named for form in ("lines", "csv")],
        "/api/v1/further": asked + named,
        "/api/v1/explain": asked + named,
        "/api/v1/verify": [{"quotes": CLAIMS}],
        "/looking/beside": [{"question": each, "quotes": [spot(id) for id in ("o1", "s1")]} for each in QUESTIONS],
        "/conversation/list": [{}, {"query": "Quibble"}],
        "/conversation/verdict": [{"reply": "0" * 24 + "-0", "kind": "right"}],
        "/mcp": [{"jsonrpc": "2.0", "id": 1, "method": method, "params": given} for method, given in calls],
        "/tray": [{"quotes": [{"reply": "0" * 24 + "-0", "document": "s1", "start": 0, "end": 9}], "form": "json"}],
        "/gradio_api/run/predict": [{"fn_index": 0, "data": [each, "", "", ""]} for each in QUESTIONS]
        + [{"fn_index": 0, "data": each} for each in chosen]
        + [{"fn_index": 1, "data": ["0" * 24]}],
    }.get(path, [{}])


QUERIES = {
    "/api/v1/documents": ["", "query=boat", "query=secret"],
    "/api/v1/documents/{id}/text": ["", "start=0&end=5"],
    "/library": ["", "query=", "query=boat", "begin=true"],
    "/scope": ["", "query=o", "query=secret", "query=path:secret"],
    "/source/{id}": ["", "start=0&end=9", "part=pane"],
    "/source/{id}/page/{number}": [""],
    "/source/{id}/text": ["edge=0&way=later"],
    "/source/{id}/citation": [f"form={form}&start=0&end=9" for form in ("copy", "markdown", "bibtex")],
    "/conversation/{name}": ["form=json"],
}


def requests_of(app: Any) -> Iterator[tuple[str, str, Any]]:
    """Method, address and body for each route of an application, be it one that the gate keeps shut."""
    for method, template in sorted(every_route(app)):
        ids = ["o1", *(each.id for each in HIDDEN)] if "{id}" in template else ["1"]
        for id in ids:
            path = re.sub(r"{\w+(:path)?}", "1", template.replace("{id}", id).replace("{api_name}", "predict"))
            for query in QUERIES.get(template, [""]):
                for body in bodies(path) if method == "POST" else [None]:
                    yield method, f"{path}?{query}" if query else path, body


@dataclass(frozen=True)
class Servers:
    """Addresses of a server whose library holds all, and of one whose library never had what is hidden."""

    whole: str
    part: str
    routes: FastAPI


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    whole = library(tmp_path_factory.mktemp("whole"), *OPEN, *HIDDEN)
    part = library(tmp_path_factory.mktemp("part"), *OPEN)
    everyone = Settings(tokens=(ALL, FEW, EDITOR, UPLOADER, WATCHER))
    app = application(part, Path("unused"), Settings(tokens=(FEW,), keep=False), make).apps[FEW]
    with serving(whole, everyone, make) as one, serving(part, Settings(tokens=(FEW,)), make) as other:
        for address in (one, other):
            httpx.post(f"{address}/api/v1/ask", json={"question": "Is it ready?"}, headers=bearing(FEW))
        yield Servers(one, other, app)


#: A conversation's name, the second of a request, and how often words stand in the whole library, of which
#: docs/operations.md warns.
_OWN = (
    re.compile(r'(?<="asked": ")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=\+00:00")'),
    re.compile(r"\b[0-9a-f]{24}-[0-9a-f]{8}\b"),
    re.compile(r"(?<=at )[0-9a-f]{16}"),
    re.compile(r'"(?:app_id|duration|average_duration)": ?[\d.]+'),
    re.compile(r"""["'\\]+(?:bm25|score)["'\\]+: ?[\d.e-]+"""),
)


def said(client: httpx.Client, method: str, address: str, body: Any) -> tuple[int, str]:
    headers = MCP if address == "/mcp" else {}
    response = client.request(method, address, json=body, headers=headers)
    told = response.text.replace(str(client.base_url).rstrip("/"), "")
    for each in (
        *_OWN,
        *([re.compile(r"\d+")] if address.strip("/") in {"", "config"} else []),
    ):  # Gradio numbers its parts
        told = each.sub("", told)
    return response.status_code, told


def test_no_route_tells_anything_of_what_is_hidden(servers: Servers) -> None:
    tried, answered = set(), 0
    with (
        httpx.Client(base_url=servers.whole, headers=bearing(FEW), timeout=60) as client,
        httpx.Client(base_url=servers.part, headers=bearing(FEW), timeout=60) as oracle,
    ):
        for method, address, body in requests_of(servers.routes):
            if LASTING.match(f"{method} {address}"):
                continue
            told, expected = said(client, method, address, body), said(oracle, method, address, body)
            assert told == expected, (method, address, body)
            assert not TOLD.search(told[1]) or TOLD.search(json.dumps(body)), (method, address, body)
            tried.add(address.partition("?")[0])
            answered += told[0] == 200
    assert answered > 60
    assert {"/api/v1/ask", "/api/v1/find", "/api/v1/explain", "/mcp", "/library", "/gradio_api/run/predict"} <= tried


def test_what_is_hidden_is_there_for_others(servers: Servers) -> None:
    """Else the test above would hold of a server that answers nobody."""
    with httpx.Client(base_url=servers.whole, headers=bearing(ALL), timeout=60) as client:
        assert client.post("/api/v1/ask", json={"question": QUESTIONS[2]}).json()["quotes"][0]["document"] == "s1"
        understood = client.post("/api/v1/ask", json={"question": QUESTIONS[4]}).json()["understood"]
        assert understood == "Who led the operation, and who the Quibble?"
        assert client.post("/api/v1/ask", json={"question": QUESTIONS[5]}).json()["understood"] is None
    with httpx.Client(base_url=servers.whole, headers=bearing(FEW), timeout=60) as client:
        told = [client.post("/api/v1/ask", json={"question": each}).json()["understood"] for each in QUESTIONS[4:]]
        assert told == ["Who led the operation, and who the quibblle?", QUESTIONS[0]]
    with httpx.Client(base_url=servers.whole, headers=bearing(ALL), timeout=60) as client:
        assert client.get("/api/v1/library").json()["documents"] == 6
        for each in HIDDEN:
            assert client.get(f"/source/{each.id}").status_code == 200


def test_a_session_of_the_chat_is_of_no_use_to_others(servers: Servers) -> None:
    asked = {"fn_index": 0, "data": [QUESTIONS[2], "", "", ""], "session_hash": "a1", "trigger_id": 1}
    joined = httpx.post(f"{servers.whole}/gradio_api/queue/join", json=asked, headers=bearing(ALL), timeout=60)
    stream = f"{servers.whole}/gradio_api/queue/data?session_hash=a1"
    with httpx.stream("GET", stream, headers=bearing(FEW), timeout=60) as heard:
        told = next(heard.iter_text(), "")
    assert joined.status_code == 200
    assert not TOLD.search(told)


def test_what_somebody_was_told_is_not_kept_where_others_read_it(servers: Servers) -> None:
    name = "ab" * 12
    asked = {"fn_index": 0, "data": [QUESTIONS[2], "", name, ""]}
    told = httpx.post(f"{servers.whole}/gradio_api/run/predict", json=asked, headers=bearing(ALL), timeout=60)
    assert TOLD.search(told.text)
    own = f"{servers.whole}/conversation/{name}?form=json"
    assert TOLD.search(httpx.get(own, headers=bearing(ALL)).text)
    assert httpx.get(own, headers=bearing(FEW)).status_code == 404


def test_every_route_needs_the_scope_it_is_for(servers: Servers) -> None:
    for method, address, body in requests_of(servers.routes):
        if LASTING.match(f"{method} {address}") or address == "/healthz":
            continue
        changes = address.startswith("/api/v1/documents") and method != "GET"
        for grant, may in (
            (WATCHER, address == "/metrics"),
            (UPLOADER, changes),
            (FEW, not changes and address != "/metrics"),
        ):
            if not may:
                told = httpx.request(method, servers.whole + address, json=body, headers=bearing(grant))
                assert told.status_code in {403, 404}, (grant.name, method, address)
    assert "quoth_documents 6.0" in httpx.get(f"{servers.whole}/metrics", headers=bearing(WATCHER)).text


def test_who_may_edit_a_part_changes_that_part_alone(servers: Servers) -> None:
    with httpx.Client(base_url=servers.whole, headers=bearing(EDITOR), timeout=60) as client:
        assert client.get("/api/v1/library").json()["editable"]
        assert client.delete("/api/v1/documents/s1").status_code == 404
        refused = client.post("/api/v1/documents?name=quibble.txt", content=b"words")
        assert (refused.status_code, "upload://" in refused.json()["detail"]) == (403, True)
    with httpx.Client(base_url=servers.whole, headers=bearing(UPLOADER), timeout=60) as client:
        added = client.post("/api/v1/documents?name=new.txt", content=b"some new words")
        assert added.status_code == 201
        assert client.get("/api/v1/documents").status_code == 403
        assert client.delete(f"/api/v1/documents/{added.json()['id']}").status_code == 204
        assert client.delete("/api/v1/documents/s1").status_code == 404


def test_a_library_that_is_not_granted_weighs_no_word(tmp_path: Path) -> None:
    """Of a folder's neighbours a score may tell how often a word stands in them; of another library's it tells nothing."""
    places = [tmp_path / "one", tmp_path / "two"]
    for place, held in zip(places, (OPEN, HIDDEN), strict=True):
        library(place, *held).close()
    both = Index.open_all([place / ".quoth" for place in places], HashEmbedder())
    name = both.documents()[0].library
    few = both.narrowed(Places(libraries=(name,)).admits)
    alone = Index.open(places[0] / ".quoth", HashEmbedder())
    for question in QUESTIONS:
        found, expected = few.search(question), alone.search(question)
        assert [(each.score, each.bm25, each.passage.text) for each in found] == [
            (each.score, each.bm25, each.passage.text) for each in expected
        ]
    with few.view() as view, pytest.raises(LibraryError, match="no document"):
        view._snapshot.embedded(f"{both.documents()[-1].id}")
    both.close()
