from collections.abc import Callable, Iterator

import pytest

from assistant.assistant import Assistant
from index.embedding import Embedder
from index.index import Index
from tests import documents
from tests.ui.conftest import serving
from ui.web.settings import Settings

PAGES = [
    *([f"Line {number} of page {page} tells of nothing at all." for number in range(40)] for page in range(1, 12)),
    ["Edmund ate seven pies in York.", "Then Edmund slept."],
]
TEAMS = 'Team,City,Cups\nBlues,Riverton,1\n"Owls, old",Larkmoor,22\n'


@pytest.fixture(scope="session")
def papers(
    tmp_path_factory: pytest.TempPathFactory, tiny_embedder: Embedder, make: Callable[[Index], Assistant]
) -> Iterator[str]:
    """A server over a long PDF and a table; its address."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "kings.pdf").write_bytes(documents.pdf(PAGES))
    (folder / "teams.csv").write_text(TEAMS)
    index = Index.open_or_create(folder / ".quoth", tiny_embedder)
    index.sync([folder / "kings.pdf", folder / "teams.csv"])
    with serving(index, Settings(), make, folder / ".quoth") as address:
        yield address
