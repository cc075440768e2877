"""The connections of a server: how many there may be, and how long one may keep it waiting. The only file that knows uvicorn.

Nothing here depends on who asks: a client that has shown no token yet can hold neither the server's descriptors nor
its attention.
"""

import asyncio
import json
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from index.errors import QuothError
from ui.web.logs import log

#: Connections accepted before those already there are looked at again; with them the descriptors must suffice, too.
_AT_ONCE = 32
#: Connections that the system holds ready meanwhile, so that a crowd at the door makes nobody come again.
_BACKLOG = 2048
_MOST = 512


def _affordable() -> int:
    """Half of the descriptors that this process may have: libraries, models and logs need some, too."""
    try:
        import resource
    except ImportError:  # Windows, which does not count them
        return _MOST
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return _MOST if limit == resource.RLIM_INFINITY else max(_AT_ONCE, min(_MOST, limit // 2))


@dataclass(frozen=True)
class Patience:
    """How many connections there may be, and how long each may take.

    Attributes:
        connections: open at the same time; by default what half of the process's descriptors allow, at most 512.
        head: seconds from the beginning of a connection, or from the last response, to a request's complete headers.
        body: seconds for a request's body, and one more for each ``pace`` bytes of it that came.
        reading: seconds in which a client must take in something of what it is sent.
    """

    connections: int = field(default_factory=_affordable)
    head: float = 10
    body: float = 20
    pace: int = 32_000
    reading: float = 60

    def __post_init__(self) -> None:
        if min(self.connections, self.head, self.body, self.pace, self.reading) <= 0:
            raise ValueError(f"a server needs some patience, not {self}")


class _Stage(IntEnum):
    """What is waited for; the smaller, the less is lost with the connection."""

    HEAD = 0
    BODY = 1
    REPLY = 2


class _Connection(H11Protocol):
    """One connection. It is let go when it takes too long, or when another needs its place and its request is not complete."""

    config: "_Config"
    connections: set["_Connection"]  # type: ignore[assignment]  # all of them are of this class

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes the place of a connection that has said the least where all places are taken."""
        self.since, self._got = self.loop.time(), 0
        self._stuck, self._unsent = self.since, 0
        self._before = _Stage.HEAD
        others = set(self.connections)
        super().connection_made(transport)
        if len(others) < self.config.patience.connections:
            return
        waiting = [each for each in others if each.stage is not _Stage.REPLY]
        if waiting:
            min(waiting, key=lambda each: (each.stage, each.since)).drop("another needs its place")
        else:
            self.refuse(503, "all connections are taken; come again in a moment")

    @property
    def stage(self) -> _Stage:
        """What this connection is about to do."""
        return {h11.IDLE: _Stage.HEAD, h11.SEND_BODY: _Stage.BODY}.get(self.conn.their_state, _Stage.REPLY)

    def data_received(self, data: bytes) -> None:
        """Takes in what came, and begins to count anew where that ended a stage."""
        self._got += len(data)
        super().data_received(data)
        if self.stage is not self._before:
            self._enter(len(data))

    def on_response_complete(self) -> None:
        """Waits for the next request."""
        super().on_response_complete()
        self._enter(0)

    def _enter(self, got: int) -> None:
        self._before, self.since, self._got = self.stage, self.loop.time(), got

    def look(self, now: float) -> None:
        """Lets the connection go where its time is up."""
        patience, unsent = self.config.patience, self.transport.get_write_buffer_size()
        if not unsent or unsent < self._unsent:
            self._stuck = now
        self._unsent = unsent
        waited = now - self.since
        if now - self._stuck > patience.reading:
            self.drop("it does not take in its response")
        elif self.stage is _Stage.HEAD and waited > patience.head:
            self.refuse(408, f"a request's headers must be complete within {patience.head:g} seconds")
        elif self.flow.read_paused:
            self.since = now  # we have not read on: what the client sends meanwhile is not counted against it
        elif self.stage is _Stage.BODY and waited > patience.body + self._got / patience.pace:
            self.refuse(
                408, f"a body may take {patience.body:g} seconds, and one more for each {patience.pace:,} bytes"
            )

    def refuse(self, status: int, detail: str) -> None:
        """Says why the connection ends, where a response has not begun, and ends it."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            body = json.dumps({"type": "about:blank", "status": status, "detail": detail}).encode()
            head = (
                f"HTTP/1.1 {status} {'Request Timeout' if status == 408 else 'Service Unavailable'}\r\n"
                f"content-type: application/problem+json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.drop(detail)

    def drop(self, why: str) -> None:
        """Ends the connection; what was written already still goes out if it can at once."""
        log("connection ended", logging.WARNING, reason=why, client=self.client and self.client[0])
        self.connections.discard(self)
        self.transport.abort()


class _Config(uvicorn.Config):
    """uvicorn's, with our patience."""

    def __init__(self, app: Callable[..., Any], patience: Patience, **given: Any) -> None:
        super().__init__(
            app,
            loop="asyncio",
            http=_Connection,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            backlog=_AT_ONCE,
            timeout_keep_alive=5,
            **given,
        )
        self.patience = patience


class Server(uvicorn.Server):
    """Serves an application on a socket until told to stop."""

    config: _Config

    def __init__(self, app: Callable[..., Any], patience: Patience | None = None, *, grace: int = 5) -> None:
        """
        Args:
            grace: seconds that requests may still take when it is to stop.
        """
        super().__init__(_Config(app, patience or Patience(), timeout_graceful_shutdown=grace))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Opens the door."""
        await super().startup(sockets)
        for each in sockets or ():
            # asyncio takes uvicorn's one number for both: what the system holds ready, and what is accepted at once.
            each.listen(_BACKLOG)

    async def on_tick(self, counter: int) -> bool:
        """Looks at every connection once a second."""
        if counter % 10 == 0:
            now = asyncio.get_running_loop().time()
            for each in list(self.server_state.connections):
                if isinstance(each, _Connection):
                    each.look(now)
        return await super().on_tick(counter)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to an address.

    Raises:
        QuothError: it is taken, or not this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen()
    except OSError as cause:
        raise QuothError(
            f"cannot listen on {host}:{port}: {cause.strerror or cause}; choose another with --port, or --port 0"
        ) from cause
    return bound
