"""The one gate before everything the server has: REST, MCP, chat, files, and the routes Gradio opens by itself.

Plain ASGI: whatever is mounted behind it is covered, also what nobody thought of.
"""

import json
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from ui.web.gate.access import Access, own_name, same_origin
from ui.web.gate.rate_limit import Rate
from ui.web.logs import REQUEST, log
from ui.web.metrics import Metrics
from ui.web.page.frame import BARE, ours

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Bytes a request's body may have; an upload has a limit of its own.
LARGEST_BODY = 1_000_000
UPLOADS = "/api/v1/documents"

#: What there is; everything else Gradio offers (files, proxies, uploads, its own API and MCP) stays shut.
_ROUTES = re.compile(
    r"/|/login|/healthz|/readyz|/metrics|/mcp|/api/v1/.*|/source/.*|/ui/[\w.]+|/library|/among|/conversation/\w+"
    r"|/config/?|/theme\.css|/favicon\.ico|/(?:assets|static)/.*"
    r"|/gradio_api/(?:queue/join|queue/data|run/predict|heartbeat/\w+|startup-events|reset|cancel)/?"
)
#: What needs no token: whether the server lives, and the way in.
_PUBLIC = frozenset({"/healthz", "/readyz", "/login", "/ui/tokens.css", "/ui/quoth.css"})

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Refused(Exception):
    """A request that is not let in."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


class Gate:
    """Checks each request, then hands it on; logs and counts it, and dresses the response."""

    def __init__(self, app: App, access: Access, rate: Rate, metrics: Metrics, entrance: Callable[[], bytes]) -> None:
        """
        Args:
            entrance: the page that asks a browser for the token.
        """
        self.inner = app
        self._access, self._rate, self._metrics, self._entrance = access, rate, metrics, entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] == "lifespan":
            await self.inner(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        request, started = secrets.token_hex(8), time.perf_counter()
        REQUEST.set(request)
        dress = _Dress(send, request, scope["path"])
        try:
            self._admit(scope, headers)
            if scope["path"] == "/":
                # Compressed, the page could not be dressed.
                scope["headers"] = [each for each in scope["headers"] if each[0].lower() != b"accept-encoding"]
            if (scope["method"], scope["path"]) != ("POST", UPLOADS):
                receive = await _bounded(receive, headers)
            await self.inner(scope, receive, dress)
        except Refused as refused:
            await self._refuse(refused, headers, dress)
        except Exception as error:  # noqa: BLE001 - the last one to see it
            log("crash", logging.ERROR, error)
            if not dress.status:
                await self._refuse(Refused(500, f"internal error; the log tells more at {request}"), headers, dress)
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.request(scope["method"], route, dress.status)
        log(
            "request",
            method=scope["method"],
            route=route,
            status=dress.status,
            ms=round(1000 * (time.perf_counter() - started), 1),
            client=(scope.get("client") or ("",))[0],
        )

    def _admit(self, scope: Scope, headers: dict[str, str]) -> None:
        """Raises what speaks against a request."""
        path, changes = scope["path"], scope["method"] not in {"GET", "HEAD"}
        if self._access.open and not own_name(headers.get("host", "")):
            raise Refused(421, "without a token this server answers only to localhost and 127.0.0.1")
        if changes and not same_origin(headers):
            raise Refused(403, "a page of another site may not do this")
        if path not in _PUBLIC and not self._access.admits(headers):
            raise Refused(401, "a token is needed", {"www-authenticate": "Bearer"})
        if not _ROUTES.fullmatch(path):
            raise Refused(404, "there is nothing here")
        if changes and (wait := self._rate.wait((scope.get("client") or ("",))[0])):
            raise Refused(429, "too many requests; ask again in a moment", {"retry-after": str(int(wait) + 1)})

    async def _refuse(self, refused: Refused, headers: dict[str, str], send: Send) -> None:
        kind, body = "application/json", json.dumps({"detail": refused.detail}).encode()
        if refused.status == 401 and "text/html" in headers.get("accept", ""):
            kind, body = "text/html; charset=utf-8", self._entrance()
        given = {"content-type": kind, "content-length": str(len(body)), **refused.headers}
        start = {"type": "http.response.start", "status": refused.status, "headers": _encoded(given)}
        await send(start)
        await send({"type": "http.response.body", "body": body})


async def _bounded(receive: Receive, headers: dict[str, str]) -> Receive:
    """The same messages, their body read and found small enough.

    Raises:
        Refused: it is too large.
    """
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        raise Refused(413, f"a request may have {LARGEST_BODY:,} bytes")
    if not int(length or 0) and "transfer-encoding" not in headers:
        return receive
    messages, size = [], 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise Refused(413, f"a request may have {LARGEST_BODY:,} bytes")
        if not message.get("more_body"):
            break
    held = iter(messages)

    async def again() -> Message:
        return next(held, None) or await receive()

    return again


class _Dress:
    """Sends a response on with our headers; the chat's page also with our frame."""

    def __init__(self, send: Send, request: str, path: str) -> None:
        self._send, self._request, self._whole = send, request, path == "/"
        # The names of these change with what they hold.
        self._lasting = path.startswith("/assets/")
        self._start: Message | None = None
        self._body = b""
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            kept = [(n, v) for n, v in message["headers"] if not n.lower().startswith(b"access-control-")]
            held = {name.lower() for name, _ in kept}
            lasting = self._lasting and self.status == 200
            cache = "private, max-age=31536000, immutable" if lasting else "no-store"
            own = {**_HEADERS, "x-request-id": self._request, "cache-control": cache}
            if b"content-security-policy" not in held:
                own["content-security-policy"] = BARE
            kept += [(name, value) for name, value in _encoded(own) if name not in held]
            self._whole = (
                self._whole and self.status == 200 and dict(kept).get(b"content-type", b"").startswith(b"text/html")
            )
            self._start = {**message, "headers": kept}
            if not self._whole:
                await self._send(self._start)
        elif self._whole and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                body, policy = ours(self._body)
                new = {"content-security-policy": policy, "content-length": str(len(body))}
                kept = [(n, v) for n, v in self._start["headers"] if n.decode() not in new]
                await self._send({**self._start, "headers": kept + _encoded(new)})
                await self._send({"type": "http.response.body", "body": body})
        else:
            await self._send(message)


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
