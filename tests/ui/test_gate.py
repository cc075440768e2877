"""The gate before everything the server has."""

import base64
import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from index.errors import QuothError
from index.index import Index
from tests.ui.conftest import serving
from ui.web.gate.access import COOKIE, Access, own_name, same_origin
from ui.web.gate.gate import LARGEST_BODY, LARGEST_ENTRY, WRONG_TOKENS
from ui.web.gate.grants import Grant
from ui.web.gate.login import address
from ui.web.gate.rate_limit import Guesses, Rate
from ui.web.page.frame import restyled
from ui.web.settings import Settings

TOKEN = "a token that is long enough"
GRANT, OTHER = Grant("one", TOKEN), Grant("other", "another token, long too")


@pytest.fixture(scope="module")
def guarded(library: Index, make: Callable[[Index], Assistant]) -> Iterator[str]:
    """A server that asks for a token, and lets five requests that cost work through at once."""
    with serving(library, Settings(token=TOKEN, rate=5), make) as address:
        yield address


def every_route(app: Any, prefix: str = "") -> set[tuple[str, str]]:
    """Method and path template of every route in a tree of applications and routers."""
    found = set()
    for route in getattr(app, "routes", ()):
        if included := getattr(route, "original_router", None):
            found |= every_route(included, prefix + route.include_context.prefix)
            continue
        path = prefix + getattr(route, "path", "")
        below = getattr(route, "app", None)
        if getattr(below, "routes", None):
            found |= every_route(below, path)
        else:
            found |= {(method, path) for method in getattr(route, "methods", None) or {"GET", "POST"}}
    return found


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


def test_a_browser_is_asked_for_the_token_and_given_a_cookie(guarded: str) -> None:
    with httpx.Client(base_url=guarded, follow_redirects=False) as client:
        asked = client.get("/", headers={"accept": "text/html"})
        assert asked.status_code == 401
        assert '<form method="post">' in asked.text
        assert client.post("/login", data={"token": "wrong"}).status_code == 401
        assert COOKIE not in client.cookies
        entered = client.post("/login", data={"token": TOKEN})
        assert entered.status_code == 303
        assert {"HttpOnly", "SameSite=strict"} <= set(entered.headers["set-cookie"].split("; "))
        assert TOKEN not in entered.headers["set-cookie"]
        assert client.get("/api/v1/library").status_code == 200


HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_browser_goes_on_where_it_was_asked_for_the_token(library: Index, make: Callable[[Index], Assistant]) -> None:
    with (
        serving(library, Settings(token=TOKEN, rate=0), make) as address,
        httpx.Client(base_url=address, headers=HTML, follow_redirects=False) as client,
    ):
        quote = "/source/kings?start=0&end=6&digest="
        assert client.get(quote).status_code == 401
        wrong = client.post(quote, data={"token": "wrong"})
        assert (wrong.status_code, "This is not the token." in wrong.text) == (401, True)
        entered = client.post(quote, data={"token": TOKEN})
        assert (entered.status_code, entered.headers["location"]) == (303, quote)
        assert client.get(quote).status_code == 200
        # Who entered in another tab meanwhile, or was asked where there is nothing, or on the way out.
        for path, to in (
            ("/", "/"),
            ("/nothing", "/nothing"),
            ("//evil.example/x", "/evil.example/x"),
            ("/login", "/"),
        ):
            entered = client.post(f"{address}{path}", data={"token": TOKEN})
            assert (entered.status_code, entered.headers["location"]) == (303, to)
        refused = client.post("/source/kings", data={"token": TOKEN}, headers={"origin": "https://evil.example"})
        assert refused.status_code == 403
        # A program sends its token with each request.
        client.cookies.clear()
        told = client.post("/source/kings", data={"token": TOKEN}, headers={"accept": "*/*"})
        assert told.headers["content-type"] == "application/problem+json"
        left = client.post("/logout", headers={"cookie": f"{COOKIE}=old"})
        assert (left.status_code, left.headers["location"]) == (303, "/login"), "who is in no longer may leave, too"


def test_who_logs_out_has_a_worthless_cookie(library: Index, make: Callable[[Index], Assistant]) -> None:
    # A server of its own: what other tests asked of theirs may have spent its rate.
    with (
        serving(library, Settings(token=TOKEN, rate=0), make) as address,
        httpx.Client(base_url=address, follow_redirects=False) as client,
    ):
        client.post("/login", data={"token": TOKEN})
        kept = client.cookies[COOKIE]
        left = client.post("/logout")
        assert (left.status_code, left.headers["location"]) == (303, "/login")
        assert COOKIE not in client.cookies
        assert client.get("/api/v1/library", headers={"cookie": f"{COOKIE}={kept}"}).status_code == 401


def test_who_names_wrong_tokens_is_slowed_at_the_login_and_at_every_other_route(
    library: Index, make: Callable[[Index], Assistant]
) -> None:
    with (
        serving(library, Settings(token=TOKEN, rate=0), make) as address,
        httpx.Client(base_url=address, follow_redirects=False) as client,
    ):
        client.post("/login", data={"token": TOKEN})

        def named(token: str) -> httpx.Response:
            return httpx.get(f"{address}/api/v1/library", headers={"authorization": f"Bearer {token}"})

        told = [named("wrong").status_code for _ in range(WRONG_TOKENS + 2)]
        assert (told[0], told[-1]) == (401, 429)
        assert int(named("wrong").headers["retry-after"]) >= 1
        assert named(TOKEN).status_code == 429, "else guessing would cost nothing"
        entering = httpx.post(f"{address}/login", data={"token": TOKEN})
        assert entering.status_code == 429
        assert f"Try again in {entering.headers['retry-after']} seconds." in entering.text
        assert httpx.get(f"{address}/api/v1/library").status_code == 401, "who names none guesses nothing"
        assert client.get("/api/v1/library").status_code == 200, "nor does who is in"


def test_what_shows_no_token_may_say_little(library: Index, make: Callable[[Index], Assistant]) -> None:
    # A server of its own: what other tests asked of theirs may have spent its rate.
    with serving(library, Settings(token=TOKEN, rate=0), make) as address:
        assert httpx.post(f"{address}/login", content=b"x" * (LARGEST_ENTRY + 1)).status_code == 413


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


@pytest.mark.parametrize("origin", ["*", "app.example.org", "https://app.example.org/", "ftp://a", "https://"])
def test_a_site_is_named_as_browsers_do(origin: str) -> None:
    with pytest.raises(QuothError, match="no origin"):
        Settings(origins=(origin,))


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


def test_the_page_names_its_own_scripts_by_hash_and_loads_nothing_from_elsewhere(server: str) -> None:
    page = httpx.get(server, headers={"accept-encoding": "br, gzip"})
    scripts = re.findall(r"<script(?![^>]*src)[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.headers["content-security-policy"]
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page.text)
    assert "'unsafe-inline'" not in page.headers["content-security-policy"].partition("script-src")[2].partition(";")[0]


@given(st.binary(max_size=200))
def test_whatever_gradio_serves_the_page_is_made_without_error(html: bytes) -> None:
    page, policy = restyled(html)
    assert "default-src 'none'" in policy
    assert isinstance(page, bytes)


def test_logs_tell_what_happened_but_not_what_was_asked(
    server: str, caplog: pytest.LogCaptureFixture, library: Index
) -> None:
    from ui.web.logs import JSONLines

    with caplog.at_level(logging.INFO, "quoth"):
        request = httpx.post(f"{server}/api/v1/ask", json={"question": "Where is the secret river Nile?"})
        mine: list[dict[str, Any]] = []
        while len(mine) < 2:  # the request's own line is written once its response is on the way
            lines = [json.loads(JSONLines().format(record)) for record in list(caplog.records)]
            mine = [line for line in lines if line.get("id") == request.headers["x-request-id"]]
    assert [(line["event"], line.get("route"), line.get("status")) for line in mine] == [
        ("reply", None, None),
        ("request", "/api/v1/ask", 200),
    ]
    assert mine[0]["outcome"] == "answered"
    assert "secret" not in json.dumps(lines)


def test_health_readiness_and_figures_are_told(server: str) -> None:
    assert httpx.get(f"{server}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{server}/readyz").json() == {"status": "ready"}
    httpx.post(f"{server}/api/v1/ask", json={"question": "Where is the Nile?"})
    figures = httpx.get(f"{server}/metrics").text
    assert 'quoth_requests_total{method="POST",route="/api/v1/ask",status="200"}' in figures
    assert "quoth_documents 4.0" in figures
    assert re.search(r'quoth_reply_seconds_count{outcome="answered"} [1-9]', figures)


# The parts, by themselves


@given(st.text(st.characters(codec="latin-1")), st.text(st.characters(codec="latin-1")))
def test_only_the_token_opens(name: str, value: str) -> None:
    access = Access([GRANT])
    assert not access.granted({"authorization": f"Bearer {value}", name.lower(): value})
    assert not access.granted({"cookie": value, "authorization": value})
    assert access.granted({"authorization": f"bearer {TOKEN}"})
    assert access.granted({"cookie": f"other=1; {COOKIE}={access.cookie(GRANT)}"})
    assert not access.granted({"cookie": f"{COOKIE}={Access([OTHER]).cookie(OTHER)}"})


def test_own_names_and_origins() -> None:
    assert all(own_name(host) for host in ("localhost", "localhost:80", "127.0.0.1:7860", "[::1]:7860"))
    assert not any(own_name(host) for host in ("", "evil.example", "127.0.0.1.evil.example", "localhost.evil:1", "["))
    assert same_origin({"host": "a:1", "origin": "http://a:1"})
    for origin in ("http://a:2", "null", "", "http://[", "http://a:1/x", "a:1"):
        assert not same_origin({"host": "a:1", "origin": origin})
    assert not same_origin({"origin": "null"})
    # A form of our own page, sent from where it must not tell its origin.
    assert same_origin({"host": "a:1", "origin": "null", "sec-fetch-site": "same-origin"})
    assert not same_origin({"host": "a:1", "origin": "http://a:1", "sec-fetch-site": "cross-site"})


def test_a_rate_fills_again_with_time() -> None:
    now = [0.0]
    rate = Rate(60, lambda: now[0])
    assert [rate.spend("a") for _ in range(60)] == [0.0] * 60
    assert rate.spend("a") == pytest.approx(1.0)
    assert rate.spend("b") == 0.0
    now[0] = 2.0
    assert [rate.spend("a") > 0 for _ in range(3)] == [False, False, True]
    now[0] = 1e6
    assert rate.spend("a", cost=0) == rate.spend("a", cost=60) == 0.0
    assert rate.spend("a", cost=0) == pytest.approx(1.0)


@given(st.lists(st.booleans(), max_size=60))
def test_each_wrong_token_past_the_last_free_one_doubles_the_wait_until_a_right_one(right: list[bool]) -> None:
    now, wrong = 0.0, 0
    guesses = Guesses(10, lambda: now)
    for each in right:
        now += guesses.remaining("a")
        if each:
            guesses.right("a")
            wrong = 0
        else:
            guesses.wrong("a")
            wrong += 1
        least = 6 * 2 ** (wrong - 10) if wrong >= 10 else 0
        assert min(least, 900) - 1e-6 <= guesses.remaining("a") <= max(min(least, 900), 6) + 1e-6
        assert guesses.remaining("b") == 0


def test_who_names_a_right_token_between_guesses_no_faster() -> None:
    guesses = Guesses(10, lambda: 0.0)
    for _ in range(10):
        assert guesses.remaining("a") == 0
        guesses.wrong("a")
        guesses.right("a")
    assert guesses.remaining("a") == pytest.approx(6)


def test_wrong_tokens_are_forgotten_a_quarter_of_an_hour_after_their_wait() -> None:
    now = 0.0
    guesses = Guesses(10, lambda: now)
    for _ in range(30):
        guesses.wrong("a")
    now = 900 + 899
    guesses.wrong("a")
    assert guesses.remaining("a") == 900
    now += 900 + 901
    guesses.wrong("a")
    assert guesses.remaining("a") == 0


@given(st.text(), st.text(st.characters(min_codepoint=32, max_codepoint=255)).map(lambda words: words.replace("#", "")))
def test_the_address_a_browser_goes_on_to_is_its_own_host_s(path: str, query: str) -> None:
    path = path.encode("utf-8", "replace").decode()
    given = address({"path": f"/{path}", "query_string": query.encode("latin-1")})
    parts = urlsplit(urljoin("http://quoth.test/source/x", given))
    assert (parts.scheme, parts.netloc) == ("http", "quoth.test")
    assert given.startswith("/")
    assert not given.startswith(("//", "/\\"))
    assert parse_qsl(parts.query) == parse_qsl(query)


def test_a_cookie_ends_with_its_time_and_with_its_browsers_leave() -> None:
    now = [0.0]
    access = Access([GRANT], lambda: now[0])
    one, other = ({"cookie": f"{COOKIE}={access.cookie(GRANT)}"} for _ in range(2))
    access.leave(one)
    assert [access.granted(each) for each in (one, other)] == [None, GRANT]
    now[0] = 31 * 24 * 3600
    assert not access.granted(other)


@pytest.mark.parametrize(("host", "token"), [("0.0.0.0", None), ("example.org", None), ("127.0.0.1", "short")])
def test_what_others_can_reach_needs_a_token_that_cannot_be_guessed(host: str, token: str | None) -> None:
    with pytest.raises(QuothError, match="token"):
        Settings(host, token=token)
