import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from assistant.assistant import Assistant
from assistant.reader import Reader, open_reader
from index.embedding import Embedder, open_embedder
from index.index import Index

os.environ["HF_HUB_OFFLINE"] = "1"  # nothing here may depend on a network

# No deadline: a shared core makes a fast test slow now and then. Examples are kept few enough to stay quick.
settings.register_profile("quoth", deadline=None, max_examples=60, derandomize=bool(os.environ.get("CI")))
settings.load_profile("quoth")

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"


def apart(run: Callable[..., Any], *given: Any) -> Any:
    """Runs something on a thread without an event loop; this one may have the browser's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run, *given).result()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and labelled sets that stands beside the project where it is developed."""
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not here: the labelled sets and real documents stand beside the project")
    return SHARED


@pytest.fixture(scope="session")
def tiny_embedder_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests import tiny  # torch takes seconds to load, and most tests need none of it

    return tiny.save_embedder(tmp_path_factory.mktemp("embedder"))


@pytest.fixture(scope="session")
def tiny_embedder(tiny_embedder_path: Path) -> Embedder:
    return open_embedder(str(tiny_embedder_path))


@pytest.fixture(scope="session")
def tiny_reader_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests import tiny

    return tiny.save_reader(tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="session")
def tiny_reader(tiny_reader_path: Path) -> Reader:
    return open_reader(str(tiny_reader_path))


@pytest.fixture
def index(tmp_path: Path, tiny_embedder: Embedder) -> Iterator[Index]:
    """An empty library in ``tmp_path/.quoth``, by the tiny model."""
    opened = Index.open_or_create(tmp_path / ".quoth", tiny_embedder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def seeds() -> Iterator[Assistant]:
    """The packaged models over the seed documents."""
    with Assistant.from_folder(SEEDS) as assistant:
        yield assistant
