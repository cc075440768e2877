"""The gate before everything the server has."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.assistant import Assistant
from index.index import Index
from tests.ui.conftest import serving
from tests.ui.web.gate.routes import HTML, TOKEN, every_route
from ui.web.gate.gate import LARGEST_BODY
from ui.web.settings import Settings


def test_every_route_there_is_asks_for_the_token(
    guarded: str, library: Index, make: Callable[[Index], Assistant], tmp_path: Path
) -> None:
    from ui.web.server import application

    (app,) = application(library, tmp_path, Settings(token=TOKEN), make).apps.values()
    routes = every_route(app)
    assert {"/mcp", "/api/v1/ask", "/gradio_api/queue/join", "/gradio_api/upload", "/source/{id}"} <= {
        path for _, path in routes
    }
    open_to_all = set()
    with httpx.Client(base_url=guarded) as client:
        for method, template in routes:
            path = re.sub(r"{\w+(:path)?}", "1", template)
            if "www-authenticate" not in client.request(method, path).headers:
                open_to_all.add((method, template))
    assert open_to_all == {
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("GET", "/logout"),
        ("POST", "/logout"),
    }


def test_the_token_opens_everything_the_chat_needs_and_nothing_else_of_gradio(guarded: str) -> None:
    with httpx.Client(base_url=guarded, headers={"authorization": f"Bearer {TOKEN}"}) as client:
        for path in ("/", "/config", "/theme.css", "/api/v1/library", "/source/kings", "/metrics", "/ui/quoth.js"):
            assert client.get(path).status_code == 200, path
        for path in (
            "/gradio_api/file=/etc/passwd",
            "/gradio_api/proxy=https://example.org",
            "/gradio_api/info",
            "/gradio_api/upload",
            "/gradio_api/mcp/",
            "/monitoring",
            "/docs",
            "/gradio_api/deep_link",
            "/gradio_api/component_server",
            "/vibe-code",
            "/assets/../gradio_api/info",
        ):
            assert client.get(path).status_code == 404, path


def test_every_refusal_is_a_problem_in_json(server: str, guarded: str) -> None:
    for response in (
        httpx.get(f"{guarded}/api/v1/library"),
        httpx.get(f"{server}/api/v1/nothing"),
        httpx.get(f"{server}/nothing"),
        httpx.put(f"{server}/api/v1/ask"),
        httpx.post(f"{server}/api/v1/ask", content=b"{"),
        httpx.post(f"{server}/api/v1/ask", content=b" " * (LARGEST_BODY + 1)),
    ):
        assert response.headers["content-type"] == "application/problem+json"
        given = response.json()
        assert given["status"] == response.status_code
        assert given["detail"]
        assert set(given) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "there is nothing here"),
        ("/source/x?start=a", 422, "query.start"),
        (f"/conversation/{'0' * 24}?form=json", 404, "this conversation is no longer kept"),
        ("/<b>", 404, "Not here"),
    ],
)
def test_who_looks_for_something_that_is_not_there_is_told_on_a_page_and_a_program_in_json(
    server: str, path: str, status: int, words: str
) -> None:
    page = httpx.get(server + path, headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in page.text
    assert '<a href="/">' in page.text
    assert "<b>" not in page.text
    told = httpx.get(server + path)
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/documents?limit=a", "/api", "/gradio_api/info"])
def test_what_programs_use_tells_browsers_in_json_too(server: str, path: str) -> None:
    assert httpx.get(server + path, headers=HTML).headers["content-type"] == "application/problem+json"


APP = "https://app.example.org"


def test_pages_of_sites_that_the_operator_names_may_use_rest_and_nothing_else(
    library: Index, make: Callable[[Index], Assistant]
) -> None:
    settings = Settings(token=TOKEN, origins=(APP,))
    with serving(library, settings, make) as address, httpx.Client(base_url=address) as client:
        before = client.options("/api/v1/ask", headers={"origin": APP, "access-control-request-method": "POST"})
        assert (before.status_code, before.headers["access-control-allow-origin"]) == (204, APP)
        assert "authorization" in before.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in before.headers
        sent = {"authorization": f"Bearer {TOKEN}", "origin": APP, "sec-fetch-site": "cross-site"}
        asked = client.post("/api/v1/verify", json={"quotes": []}, headers=sent)
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, APP)
        assert client.post("/api/v1/verify", json={"quotes": []}, headers={"origin": APP}).status_code == 401
        for path, headers in (("/api/v1/verify", {**sent, "origin": "https://evil.example"}), ("/login", sent)):
            refused = client.post(path, headers=headers)
            assert refused.status_code == 403
            assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize(
    "body",
    [
        {"data": []},
        {"data": ["a"], "fn_index": 0},
        {"data": [1, 2, 3], "fn_index": 0},
        {"data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}, "", ""], "fn_index": 0},
        {"data": ["a", "", ""], "fn_index": 99},
        {"data": ["a", "", ""], "fn_index": -1},
        {"data": ["a", "", ""], "fn_index": 10**30},
        {"data": ["a", "", ""], "fn_index": True},
        {"data": ["a", "", ""], "api_name": "nope"},
        {"data": {"a": 1}, "fn_index": 0},
        [],
        "x",
        None,
    ],
)
def test_what_the_page_would_never_send_to_gradio_is_refused(server: str, body: Any) -> None:
    for path in ("/gradio_api/run/predict", "/gradio_api/queue/join"):
        assert httpx.post(server + path, json=body).status_code == 422
        assert httpx.post(server + path, content=b"{").status_code == 422


def test_too_many_requests_are_told_when_to_come_again(guarded: str) -> None:
    with httpx.Client(base_url=guarded, headers={"authorization": f"Bearer {TOKEN}"}) as client:
        answers = [client.post("/api/v1/verify", json={"quotes": []}) for _ in range(7)]
        assert answers[-1].status_code == 429
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 13
        assert client.get("/api/v1/library").status_code == 200, "reading goes on"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused(server: str, chunked: bool) -> None:
    body = b" " * (LARGEST_BODY + 1)
    content = iter([body]) if chunked else body
    assert httpx.post(f"{server}/api/v1/ask", content=content).status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"host": "evil.example"}, 421),  # a name of the web pointed at this machine
        ({}, 200),
    ],
)
def test_pages_of_other_sites_cannot_use_a_server_without_a_token(server: str, headers: Any, status: int) -> None:
    assert httpx.post(f"{server}/api/v1/verify", json={"quotes": []}, headers=headers).status_code == status


def test_every_response_is_dressed(server: str) -> None:
    for path in ("/", "/api/v1/library", "/source/kings", "/nothing", "/ui/quoth.css"):
        headers = httpx.get(server + path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert re.fullmatch("[0-9a-f]{16}", headers["x-request-id"])
        assert "access-control-allow-origin" not in headers
