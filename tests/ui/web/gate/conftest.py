from collections.abc import Callable, Iterator

import pytest

from assistant.assistant import Assistant
from index.index import Index
from tests.ui.conftest import serving
from tests.ui.web.gate.routes import TOKEN
from ui.web.settings import Settings


@pytest.fixture(scope="module")
def guarded(library: Index, make: Callable[[Index], Assistant]) -> Iterator[str]:
    """A server that asks for a token, and lets five requests that cost work through at once."""
    with serving(library, Settings(token=TOKEN, rate=5), make) as address:
        yield address
