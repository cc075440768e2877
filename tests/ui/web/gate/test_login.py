"""The way in for browsers, and out again."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from index.index import Index
from tests.ui.conftest import serving
from tests.ui.web.gate.routes import HTML, TOKEN
from ui.web.gate.access import COOKIE
from ui.web.gate.gate import LARGEST_ENTRY, WRONG_TOKENS
from ui.web.gate.login import address
from ui.web.settings import Settings


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


@given(st.text(), st.text(st.characters(min_codepoint=32, max_codepoint=255)).map(lambda words: words.replace("#", "")))
def test_the_address_a_browser_goes_on_to_is_its_own_host_s(path: str, query: str) -> None:
    path = path.encode("utf-8", "replace").decode()
    given = address({"path": f"/{path}", "query_string": query.encode("latin-1")})
    parts = urlsplit(urljoin("http://quoth.test/source/x", given))
    assert (parts.scheme, parts.netloc) == ("http", "quoth.test")
    assert given.startswith("/")
    assert not given.startswith(("//", "/\\"))
    assert parse_qsl(parts.query) == parse_qsl(query)
