"""ASGI's shapes, and a request's body held against a limit."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class TooLarge(Exception):
    """A body has more bytes than it may."""


class RequestReceiver:
    """Receives a request's messages, and knows whether its client has left."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._held = receive, list[Message]()
        self.gone = False

    async def __call__(self) -> Message:
        """The next message; see the ASGI specification."""
        if self._held:
            return self._held.pop(0)
        message = await self._receive()
        self.gone = self.gone or message["type"] == "http.disconnect"
        return message

    async def body(self, headers: Mapping[str, str], most: int) -> bytes:
        """The whole body, which is received again afterwards as if it had not been read.

        Raises:
            TooLarge: it has more than ``most`` bytes.
        """
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > most:
            raise TooLarge
        if not int(length or 0) and "transfer-encoding" not in headers:
            return b""
        held, size, more = list[Message](), 0, True
        while more and not self.gone:
            held.append(await self())
            size += len(held[-1].get("body", b""))
            if size > most:
                raise TooLarge
            more = held[-1].get("more_body", False)
        self._held = held
        return b"".join(each.get("body", b"") for each in held)


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI has them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
