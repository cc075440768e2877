"""The headers of every response, and for the chat's page its frame."""

import gzip
from collections.abc import Callable, Mapping

from ui.web.gate.asgi import Message, Send, encoded

#: Makes the chat's page of Gradio's, with its Content-Security-Policy.
Restyle = Callable[[bytes], tuple[bytes, str]]

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
#: The policy of everything but the chat's page: no script runs at all.
_BARE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class HeaderSender:
    """Sends a response on with our headers; the chat's page also with our frame."""

    def __init__(
        self, send: Send, request: str, path: str, more: Mapping[str, str], restyle: Restyle, *, packed: bool = False
    ) -> None:
        """
        Args:
            request: the id it goes by. more: further headers that this request's responses have.
            restyle: gives the chat's page its frame. packed: whether it may come compressed.
        """
        self._restyle, self._packed = restyle, packed
        self._send, self._request, self._whole, self._more = send, request, path == "/", more
        # The names of these change with what they hold.
        self._lasting = path.startswith("/assets/")
        self._start: Message | None = None
        self._body = b""
        self.status = 0

    async def __call__(self, message: Message) -> None:
        """See the ASGI specification."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            kept = [(n, v) for n, v in message["headers"] if not n.lower().startswith(b"access-control-")]
            held = {name.lower() for name, _ in kept}
            lasting = self._lasting and self.status == 200
            cache = "private, max-age=31536000, immutable" if lasting else "no-store"
            own = {**_HEADERS, "x-request-id": self._request, "cache-control": cache}
            if b"content-security-policy" not in held:
                own["content-security-policy"] = _BARE
            kept += [(name, value) for name, value in encoded(own) if name not in held]
            kept += encoded(self._more)
            self._whole = (
                self._whole and self.status == 200 and dict(kept).get(b"content-type", b"").startswith(b"text/html")
            )
            self._start = {**message, "headers": kept}
            if not self._whole:
                await self._send(self._start)
        elif self._whole and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                body, policy = self._restyle(self._body)
                new = {"content-security-policy": policy, "vary": "accept-encoding, accept-language"}
                if self._packed:
                    body, new["content-encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
                new["content-length"] = str(len(body))
                kept = [(n, v) for n, v in self._start["headers"] if n.decode() not in new]
                await self._send({**self._start, "headers": kept + encoded(new)})
                await self._send({"type": "http.response.body", "body": body})
        else:
            await self._send(message)
