"""Who may come in: a bearer token, or the cookie that a browser is given for it. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

COOKIE = "quoth"


class Access:
    """Lets in who knows the token."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    @property
    def open(self) -> bool:
        """Whether everyone may come in."""
        return self._token is None

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Whether a request with these headers, names in lower case, may come in."""
        if self._token is None:
            return True
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self.knows(given.strip())
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and _same(cookie.value, self.cookie())

    def knows(self, token: str) -> bool:
        """Whether this is the token."""
        return self._token is not None and _same(token, self._token)

    def cookie(self) -> str:
        """What a browser keeps instead of the token: it tells nothing about it, and changes with it."""
        return hmac.new((self._token or "").encode(), b"quoth cookie", hashlib.sha256).hexdigest()


def own_name(host: str) -> bool:
    """Whether a Host header names this machine as itself.

    Without a token this keeps out pages of the web that have pointed a name of theirs at this machine.
    """
    try:
        return urlsplit(f"//{host}").hostname in {"localhost", "127.0.0.1", "::1"}
    except ValueError:  # an open bracket
        return False


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a request that changes or costs something comes from our own page, or from no page at all."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None and site not in {"none", "same-origin"}:
        return False
    if origin is None or (origin == "null" and site == "same-origin"):
        return True
    place = origin.partition("://")[2]
    return place != "" and place == headers.get("host")


def _same(one: str, other: str) -> bool:
    # Of digests: then neither the content nor the length can be told from the time it takes.
    return hmac.compare_digest(hashlib.sha256(one.encode()).digest(), hashlib.sha256(other.encode()).digest())
