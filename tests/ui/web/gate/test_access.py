"""Who is let in, by token, cookie and origin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuothError
from tests.ui.web.gate.routes import TOKEN
from ui.web.gate.access import COOKIE, Access, own_name, same_origin
from ui.web.gate.grants import Grant
from ui.web.settings import Settings

GRANT, OTHER = Grant("one", TOKEN), Grant("other", "another token, long too")


@pytest.mark.parametrize("origin", ["*", "app.example.org", "https://app.example.org/", "ftp://a", "https://"])
def test_a_site_is_named_as_browsers_do(origin: str) -> None:
    with pytest.raises(QuothError, match="no origin"):
        Settings(origins=(origin,))


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
