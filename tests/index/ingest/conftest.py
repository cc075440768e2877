from collections.abc import Callable
from pathlib import Path

import pytest

from index.ingest.tesseract import Tesseract
from tests.index import recognisers


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Tesseract]:
    """Puts a program in tesseract's place."""

    def put(does: str) -> Tesseract:
        recognisers.write(tmp_path / "bin", does)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        return Tesseract.find()

    return put
