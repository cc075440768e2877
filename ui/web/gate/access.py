"""Who may come in: a bearer token, or the cookie that a browser is given for it. Pure, but for what it remembers."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from ui.web.gate.grants import Grant

COOKIE = "quoth"
#: Seconds after which a browser is asked for the token again.
_LASTS = 30 * 24 * 3600


class Access:
    """Lets in who knows a token, and says what it grants."""

    def __init__(self, grants: Sequence[Grant], clock: Callable[[], float] = time.time) -> None:
        """
        Args:
            grants: one without a token is for everyone, and is the only one then.
        """
        self._grants, self._clock = grants, clock
        self._left: dict[str, int] = {}  # what logged out before its time, with that time

    @property
    def open(self) -> bool:
        """Whether everyone may come in."""
        return self._grants[0].token is None

    def granted(self, headers: Mapping[str, str]) -> Grant | None:
        """What is granted to a request with these headers, names in lower case; None where it may not come in."""
        if self.open:
            return self._grants[0]
        if (given := bearer(headers)) is not None:
            return self.known(given)
        return self._staying(_cookie(headers))

    def known(self, token: str) -> Grant | None:
        """What this token grants."""
        found = [grant for grant in self._grants if _same(token, grant.token or "")]
        return found[0] if found else None

    def cookie(self, grant: Grant) -> str:
        """What a browser keeps instead of the token: it tells nothing about it, and is worth nothing with another."""
        entered = f"{secrets.token_hex(8)}.{int(self._clock()) + _LASTS}"
        return f"{entered}.{_signed(entered, grant)}"

    def leave(self, headers: Mapping[str, str]) -> None:
        """Makes the cookie in these headers worthless."""
        cookie = _cookie(headers)
        if self._staying(cookie):
            now = self._clock()
            self._left = {name: until for name, until in self._left.items() if until > now}
            self._left[cookie] = int(cookie.split(".")[1])

    def _staying(self, cookie: str) -> Grant | None:
        entered, _, signed = cookie.rpartition(".")
        found = [grant for grant in self._grants if _same(signed, _signed(entered, grant))]
        if not found or int(entered.partition(".")[2]) <= self._clock() or cookie in self._left:
            return None
        return found[0]


def _signed(entered: str, grant: Grant) -> str:
    return hmac.new((grant.token or "").encode(), f"quoth {entered}".encode(), hashlib.sha256).hexdigest()


def bearer(headers: Mapping[str, str]) -> str | None:
    """The token that a program sends."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    return given.strip() if kind.lower() == "bearer" else None


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


def invited(headers: Mapping[str, str], origins: Collection[str]) -> dict[str, str]:
    """What a browser is told so that a page of one of these origins may read the response; empty for any other."""
    origin = headers.get("origin", "")
    if origin not in origins:
        return {}
    return {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "x-request-id, retry-after",
        "vary": "origin",
    }


#: What a browser is told before it sends such a page's request. Cookies are not among it: such pages show a token.
PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "authorization, content-type, mcp-protocol-version, mcp-session-id",
    "access-control-max-age": "600",
}


def _cookie(headers: Mapping[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _same(one: str, other: str) -> bool:
    # Of digests: then neither the content nor the length can be told from the time it takes.
    return hmac.compare_digest(hashlib.sha256(one.encode()).digest(), hashlib.sha256(other.encode()).digest())
