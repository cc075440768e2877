"""Who is shown only some documents is told nothing of the others, whatever is asked.

The oracle is a server whose library never had them: to the same request both must say the same.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from index.documents import Content, Document
from index.errors import LibraryError, QuothError
from index.index import Index
from tests.index.crash import HashEmbedder
from tests.ui.conftest import BY_WORDS, WordReader, serving
from tests.ui.test_gate import every_route
from ui.web.gate.grants import Grant, Places, Scope, read_grants
from ui.web.server import application
from ui.web.settings import Settings

FEW = Grant("few", "few: a token that is long enough", places=Places(folders=("open/",)))
EDITOR = Grant("editor", "editor: long enough a token", frozenset({Scope.READ, Scope.EDIT}), FEW.places)
UPLOADER = Grant("uploader", "uploader: long enough", frozenset({Scope.EDIT}), Places(folders=("upload://",)))
WATCHER = Grant("watcher", "watcher: long enough a token", frozenset({Scope.METRICS}))
ALL = Grant("all", "all: a token that is long enough", frozenset(Scope))

OPEN = [
    Document("o1", "open/river.txt", "", Content("The operation at the river was led by Alfred.\nIt began in May.")),
    Document("o2", "open/notes/boat.txt", "", Content("The boat for the operation was painted green by Cnut.")),
]
#: Found by the same questions, and each with a word that stands nowhere else.
HIDDEN = [
    Document(
        "s1",
        "secret/quibble.txt",
        "",
        Content("The operation was led by Quibble.\nQuibble sold the boat in May after the opreation."),
    ),
    Document("s2", "open/../secret/quibble.pdf", "", Content("The operation was a Quibble.", title="Quibble")),
    Document("s3", "openly/quibble.txt", "", Content("The boat of the operation is called the Quibble.")),
    Document("s4", "upload://quibble.txt", "", Content("The operation at the river was Quibble.")),
]
TOLD = re.compile("quibble", re.IGNORECASE)
QUESTIONS = [
    "Who led the operation?",
    "What colour is the boat?",
    "Who sold the boat?",
    "Where is Zeno?",
    "Who led the operatoin, and who the quibblle?",
    "Who led the opreation?",
]
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
    "/among": ["", "query=o", "query=secret", "query=path:secret"],
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


class Pieces(HashEmbedder):
    """Has no word whole, so that every one that the library lacks may be a typing error."""

    def measure(self, text: str) -> int:
        return 2 * super().measure(text)


def library(folder: Path, *documents: Document) -> Index:
    index = Index.open_or_create(folder / ".quoth", Pieces())
    index.add(*documents)
    return index


def make(index: Index) -> Assistant:
    return Assistant(index, WordReader(), BY_WORDS)


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


def bearing(grant: Grant) -> dict[str, str]:
    return {"authorization": f"Bearer {grant.token}"}


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


@given(st.lists(st.sampled_from(["a", "b", "..", "", "upload:"]), max_size=5).map("/".join))
def test_no_source_outside_a_folder_is_held_to_be_in_it(source: str) -> None:
    if Places(folders=("a/",)).holds(source):
        assert PurePosixPath(os.path.normpath(source)).is_relative_to("a")


GOOD = f"""[few]
token = "{FEW.token}"
folders = ["open/"]
[editor]
token = "{EDITOR.token}"
scopes = ["read", "edit"]
folders = ["open/"]
"""


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "tokens.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def test_a_file_of_tokens_is_read(tmp_path: Path) -> None:
    assert read_grants(written(tmp_path, GOOD)) == (FEW, EDITOR)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "at least one table"),
        ("[a", "no TOML"),
        ("a = 1", "must be a table"),
        ("[a]", "must be a table"),
        ('[a]\ntoken = "short"', "16 plain characters"),
        (GOOD + "folder = ['a/']", "must be a table"),
        (GOOD + "libraries = []", "leave it out for all"),
        (GOOD + "libraries = 'a'", "list of words"),
        (GOOD.replace("open/", "open"), "is no folder"),
        (GOOD.replace("open/", "open/../"), "is no folder"),
        (GOOD.replace('"edit"', '"write"'), "unknown scope 'write'"),
        (GOOD + f"[again]\ntoken = '{FEW.token}'", "a token of its own"),
    ],
)
def test_a_file_of_tokens_that_may_mean_something_else_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(QuothError, match=told):
        read_grants(written(tmp_path, text))


def test_a_file_of_tokens_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuothError, match="chmod 600"):
        read_grants(written(tmp_path, GOOD, 0o640))
    with pytest.raises(QuothError, match="cannot be read"):
        read_grants(tmp_path / "none.toml")


def test_tokens_with_rights_leave_no_other_way_in() -> None:
    for options in ({"token": "a token that is long enough"}, {"editable": True}):
        with pytest.raises(QuothError, match="leave out"):
            Settings.of(
                "127.0.0.1",
                0,
                **{"token": None, "editable": None, **options},
                tokens=[FEW],
                rate=None,
                log_questions=False,
            )
    assert Settings.of("0.0.0.0", 0, None, [FEW], editable=None, rate=None, log_questions=False).guarded
