"""Clients that are slow, silent or many hold up nobody else."""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from assistant.assistant import Assistant
from index.documents import Content, Document
from index.index import Index
from tests.conftest import ROOT
from tests.index.crash import HashEmbedder
from tests.ui.conftest import BY_WORDS, WordReader, documents
from ui.web.connections import Patience, Server, listen
from ui.web.logs import JSONLines, OnceASecond
from ui.web.server import application
from ui.web.settings import Settings

HALF = b"POST /api/v1/ask HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 900000\r\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """A library with a document long enough to fill the buffers between two machines."""
    index = Index.open_or_create(tmp_path_factory.mktemp("library") / ".quoth", HashEmbedder())
    index.add(*documents(), Document("long", "long.txt", "", Content("Nothing of note happened then.\n" * 7_000)))
    return index


@contextmanager
def serving(
    index: Index, patience: Patience, make: Callable[[Index], Assistant], settings: Settings | None = None
) -> Iterator[int]:
    """A server with this patience; its port. It closes its index when it ends, so it has one of its own."""
    listener = listen("127.0.0.1", 0)
    place = index._store._folder
    app = application(Index.open(place, index.embedder), place, settings or Settings(editable=False), make)
    server = Server(app, patience, grace=1)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def connected(port: int, said: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.settimeout(60)
    connection.sendall(said)
    return connection


def rest(connection: socket.socket) -> bytes:
    """Everything until the server ends the connection."""
    got = b""
    try:
        while part := connection.recv(1 << 16):
            got += part
    except ConnectionResetError:
        pass
    connection.close()
    return got


@pytest.mark.parametrize("said", [b"", HALF, HALF + b"\r\n", HALF + b"\r\n" + b"x" * 100])
def test_who_does_not_say_what_it_wants_is_told_so_and_let_go(library: Index, make, said: bytes) -> None:
    with serving(library, Patience(head=0.1, body=0.1), make) as port:
        head, _, body = rest(connected(port, said)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 408 ")
        assert b"application/problem+json" in head
        assert json.loads(body)["status"] == 408
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200


def test_a_body_that_keeps_its_pace_may_take_its_time(library: Index, make) -> None:
    with serving(library, Patience(body=0.1, pace=10), make) as port:
        body = json.dumps({"question": "What is the Nile?"}).encode().ljust(4000)
        connection = connected(port, HALF.replace(b"900000", str(len(body)).encode()) + b"\r\n" + body[:3000])
        # Two looks later the first 0.1 seconds are over, but 3,000 bytes bought five minutes.
        for _ in range(3):
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        connection.sendall(body[3000:])
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
        connection.close()


def test_who_does_not_take_in_its_response_is_let_go(library: Index, make, caplog) -> None:
    with serving(library, Patience(reading=0.1), make) as port:
        once = b"GET /api/v1/documents/long/text HTTP/1.1\r\nhost: localhost\r\n\r\n"
        connection = connected(port, once * 300)
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        # Read from only once the server has given up: the system's buffers had what it could send, which was not all.
        while all("reason" not in record.fields for record in caplog.records):
            pass
        assert 0 < len(rest(connection)) < 300 * 200_000


class Waiting(WordReader):
    """Reads only once it may, and tells that it would."""

    def __init__(self) -> None:
        self.began, self.may = threading.Semaphore(0), threading.Event()

    def read(self, question, passages):
        self.began.release()
        assert self.may.wait(60)
        return super().read(question, passages)


def asking(port: int, reader: Waiting) -> socket.socket:
    """A connection whose question is being read."""
    body = b'{"question": "What is the Nile?"}'
    connection = connected(port, HALF.replace(b"900000", str(len(body)).encode()) + b"\r\n" + body)
    assert reader.began.acquire(timeout=60)
    return connection


def test_where_all_places_are_taken_those_give_theirs_who_asked_nothing_yet(library: Index) -> None:
    reader = Waiting()
    with serving(library, Patience(connections=2), lambda index: Assistant(index, reader, BY_WORDS)) as port:
        asked = asking(port, reader)
        silent = connected(port)
        assert status_of(connected(port, HEALTH)) == 200
        assert rest(silent) == b""
        reader.may.set()
        assert status_of(asked) == 200


def test_where_all_places_are_taken_by_questions_the_next_is_told_to_come_again(library: Index) -> None:
    reader = Waiting()
    with serving(library, Patience(connections=1), lambda index: Assistant(index, reader, BY_WORDS)) as port:
        asked = asking(port, reader)
        assert status_of(connected(port, HEALTH)) == 503
        reader.may.set()
        assert status_of(asked) == 200


HEALTH = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n"


def status_of(connection: socket.socket) -> int:
    said = connection.recv(1 << 16)
    connection.close()
    return int(said.split()[1])


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts descriptors where Linux lists them")
def test_three_hundred_slow_clients_and_256_descriptors(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.ui.limited", str(tmp_path / ".quoth"), "256"]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env={**os.environ}
        ) as process,
    ):
        port = int(process.stdout.readline())
        address = f"http://127.0.0.1:{port}"
        slow = []
        for number in range(300):
            slow.append(connected(port, HALF))
            if number % 20 == 0:
                assert httpx.get(f"{address}/healthz", timeout=60).status_code == 200
                assert len(list(Path(f"/proc/{process.pid}/fd").iterdir())) < 256
        reply = httpx.post(f"{address}/api/v1/ask", json={"question": "What is the Nile?"}, timeout=60)
        assert reply.json()["outcome"] == "answered"
        for each in slow:
            each.close()
        assert httpx.get(f"{address}/healthz", timeout=60).status_code == 200
        process.stdin.close()
        assert process.wait(60) == 0
    lines = (tmp_path / "log").read_text().splitlines()
    assert 0 < len(lines) < 60, "a line a second"
    assert {json.loads(line)["event"] for line in lines} == {"connection ended"}


def test_a_fault_that_repeats_is_one_line_a_second_and_says_how_often() -> None:
    now = [0.0]
    once = OnceASecond(lambda: now[0])

    def record(event: str, level: int = logging.WARNING, **fields: object) -> logging.LogRecord:
        made = logging.LogRecord("quoth", level, "", 0, event, (), None)
        made.fields = fields
        return made

    assert [once.filter(record("slow", client=str(n))) for n in range(100)] == [True] + [False] * 99
    assert once.filter(record("other"))
    assert all(once.filter(record("request", logging.INFO, status=200)) for _ in range(9))
    assert [once.filter(record("request", logging.INFO, status=401)) for _ in range(3)] == [True, False, False]
    now[0] = 1.0
    told = record("slow")
    assert once.filter(told)
    assert json.loads(JSONLines().format(told))["repeated"] == 99
