"""The one gate before everything the server has: REST, MCP, chat, files, and the routes Gradio opens by itself.

Plain ASGI: whatever is mounted behind it is covered, also what nobody thought of.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable, Collection, Mapping

from ui.web.gate.access import PREFLIGHT, Access, bearer, invited, own_name, same_origin
from ui.web.gate.asgi import App, Receive, RequestReceiver, Scope, Send, TooLarge, encoded
from ui.web.gate.grants import Grant
from ui.web.gate.grants import Scope as Right
from ui.web.gate.headers import HeaderSender, Restyle
from ui.web.gate.login import WANTED, address, login_page
from ui.web.gate.rate_limit import Guesses, Rate
from ui.web.language import LANGUAGE, LANGUAGES, preferred
from ui.web.logs import REQUEST, log
from ui.web.metrics import Metrics
from ui.web.plain_page import wants_page
from ui.web.problems import problem

#: Bytes a request's body may have; an upload has a limit of its own.
LARGEST_BODY = 1_000_000
#: The same of a request that shows no token.
LARGEST_ENTRY = 4_000
UPLOADS = "/api/v1/documents"

#: What there is; everything else Gradio offers (files, proxies, uploads, its own API and MCP) stays shut.
_ROUTES = re.compile(
    r"/|/login|/logout|/healthz|/readyz|/metrics|/mcp|/api/v1/.*|/source/.*|/ui/[\w.]+|/library|/scope|/tray"
    r"|/conversation/\w+|/looking/\w+"
    r"|/config/?|/theme\.css|/favicon\.ico|/(?:assets|static)/.*"
    r"|/gradio_api/(?:queue/join|queue/data|run/predict|heartbeat/\w+|startup-events|reset|cancel)/?"
)
#: What needs no token: whether the server lives, the way in, and the way out.
PUBLIC: frozenset[str] = frozenset({"/healthz", "/readyz", "/login", "/logout", "/ui/tokens.css", "/ui/quoth.css"})
#: What pages of other sites may use where the operator lets them.
_OPEN = re.compile(r"/mcp|/api/v1/.*")
#: A client that names so many wrong tokens is heard again only after a while, whatever it shows.
WRONG_TOKENS = 10
#: The status of a request whose client left before it was told anything; seen in logs and figures alone.
_GONE = 499
_LACKING = (
    "this needs the scope {}, which is not granted here; the operator grants it by --edit, or in the file of --tokens"
)


class Refused(Exception):
    """A request that is not let in."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


class Gate:
    """Checks each request, then hands it on; logs and counts it, and gives the response our headers."""

    def __init__(
        self,
        life: App,
        apps: Mapping[Grant, App],
        access: Access,
        rate: Rate,
        guesses: Guesses,
        metrics: Metrics,
        restyle: Restyle,
        origins: Collection[str] = (),
        objection: Callable[[str, bytes], str | None] = lambda *_: None,
        language: str | None = None,
    ) -> None:
        """
        Args:
            life: begins and ends with the server. apps: what each grant shows; the first one shows what needs no token, too.
            guesses: how many wrong tokens a client may name; the way in for browsers counts them, too.
            restyle: makes the chat's page of Gradio's.
            origins: sites whose pages may use REST and MCP.
            objection: what speaks against a request to a path with a body.
            language: what pages are in; None for what each browser wants.
        """
        self._life, self.apps, self._public = life, apps, next(iter(apps.values()))
        self._access, self._rate, self._guesses, self._metrics = access, rate, guesses, metrics
        self._restyle, self._origins, self._objection = restyle, frozenset(origins), objection
        self._language = LANGUAGES[language] if language else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] == "lifespan":
            await self._life(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        request, started = secrets.token_hex(8), time.perf_counter()
        REQUEST.set(request)
        scope = self._entering(scope, headers)
        LANGUAGE.set(self._language or preferred(headers.get("accept-language", "")))
        invitation = invited(headers, self._origins) if _OPEN.match(scope["path"]) else {}
        before = bool(invitation) and scope["method"] == "OPTIONS"
        more = {**invitation, **PREFLIGHT} if before else invitation
        packed = "gzip" in headers.get("accept-encoding", "")
        sender = HeaderSender(send, request, scope["path"], more, self._restyle, packed=packed)
        receiver, grant = RequestReceiver(receive), None
        try:
            if before:
                await _answer(sender, 204, b"", {})
            else:
                grant = self._admit(scope, headers, invitation)
                if scope["path"] == "/":
                    # Compressed, the page could not be given its frame.
                    scope["headers"] = [each for each in scope["headers"] if each[0].lower() != b"accept-encoding"]
                if (scope["method"], scope["path"]) != ("POST", UPLOADS):
                    await self._examine(scope["path"], receiver, headers)
                if receiver.gone:
                    sender.status = _GONE
                else:
                    await (self.apps[grant] if grant else self._public)(scope, receiver, sender)
        except Refused as refused:
            await self._refuse(refused, scope["path"], headers, sender)
        except Exception as error:  # noqa: BLE001 - the last one to see it
            if receiver.gone:
                sender.status = _GONE
            else:
                log("crash", logging.ERROR, error)
            if not sender.status:
                crashed = Refused(500, f"internal error; the log tells more at {request}")
                await self._refuse(crashed, scope["path"], headers, sender)
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.request(scope["method"], route, sender.status)
        if (route, sender.status) == ("/healthz", 200):
            return  # every open page asks for it every few seconds
        log(
            "request",
            method=scope["method"],
            route=route,
            status=sender.status,
            ms=round(1000 * (time.perf_counter() - started), 1),
            client=(scope.get("client") or ("",))[0],
            who=grant and grant.name,
        )

    def _entering(self, scope: Scope, headers: dict[str, str]) -> Scope:
        """A request that brings a browser's token to the address it was asked for at, as one to the login; any other as it is."""
        form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        enters = form and scope["method"] == "POST" and wants_page(headers)
        if self._access.open or not enters or scope["path"] in PUBLIC:
            return scope
        return {**scope, "path": "/login", "raw_path": b"/login", WANTED: address(scope)}

    def _admit(self, scope: Scope, headers: dict[str, str], invitation: Mapping[str, str]) -> Grant | None:
        """What is granted to a request, None where nothing needs to be; raises what speaks against it."""
        path, changes = scope["path"], scope["method"] not in {"GET", "HEAD"}
        client = (scope.get("client") or ("",))[0]
        if self._access.open and not own_name(headers.get("host", "")):
            raise Refused(421, "without a token this server answers only to localhost and 127.0.0.1")
        if changes and not (invitation or same_origin(headers)):
            raise Refused(403, "a page of another site may not do this; the operator may allow it with --allow-origin")
        grant = None if path in PUBLIC else self._know(headers, client)
        if not _ROUTES.fullmatch(path):
            raise Refused(404, "there is nothing here")
        if grant and (needed := _needed(scope["method"], path)) not in grant.scopes:
            raise Refused(403, _LACKING.format(needed.value))
        if changes and (wait := self._rate.spend(client)):
            raise Refused(429, "too many requests; ask again in a moment", _later(wait))
        return grant

    def _know(self, headers: dict[str, str], client: str) -> Grant:
        """What a request's token grants; raises that a request shows no token, or a wrong one, or that its client has shown too many."""
        guess = not self._access.open and bearer(headers) is not None
        if guess and (wait := self._guesses.remaining(client)):
            raise Refused(429, f"too many wrong tokens; try again in {int(wait) + 1} s", _later(wait))
        grant = self._access.granted(headers)
        if guess:
            (self._guesses.right if grant else self._guesses.wrong)(client)
        if grant is None:
            raise Refused(401, "a token is needed", {"www-authenticate": "Bearer"})
        return grant

    async def _examine(self, path: str, receiver: RequestReceiver, headers: dict[str, str]) -> None:
        """Raises what speaks against a request's body."""
        most = LARGEST_ENTRY if path in PUBLIC else LARGEST_BODY
        try:
            body = await receiver.body(headers, most)
        except TooLarge:
            raise Refused(413, f"a request may have {most:,} bytes") from None
        if trouble := self._objection(path, body):
            raise Refused(422, trouble)

    async def _refuse(self, refused: Refused, path: str, headers: dict[str, str], send: Send) -> None:
        if refused.status == 401 and wants_page(headers):
            given = {"content-type": "text/html; charset=utf-8", **refused.headers}
            await _answer(send, 401, login_page().encode(), given)
        else:
            body, kind = problem(path, headers, refused.status, refused.detail)
            await _answer(send, refused.status, body, {"content-type": kind, **refused.headers})


def _needed(method: str, path: str) -> Right:
    """The right that a request needs; a path that is not listed needs the right to read."""
    if path == "/metrics":
        return Right.METRICS
    return Right.EDIT if path.startswith(UPLOADS) and method not in {"GET", "HEAD"} else Right.READ


async def _answer(send: Send, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    given = encoded({**headers, "content-length": str(len(body))} if body else headers)
    await send({"type": "http.response.start", "status": status, "headers": given})
    await send({"type": "http.response.body", "body": body})


def _later(seconds: float) -> dict[str, str]:
    return {"retry-after": str(int(seconds) + 1)}
