"""Scans in the page: uploaded, quoted and shown with the quote's place marked, where the library reads pictures."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from assistant.assistant import Assistant
from index.embedding import Embedder
from index.index import Index
from tests import documents
from tests.index import recognisers
from tests.ui.conftest import serving
from ui.web.settings import Settings


@pytest.mark.parametrize(
    ("name", "data"), [("a.pdf", documents.scanned([[], ["x"]])), ("a.png", documents.picture(["x"]))]
)
def test_an_uploaded_scan_is_read_as_the_library_is_and_shown_with_its_marks(
    name: str, data: bytes, tmp_path: Path, tiny_embedder: Embedder, make: Callable[[Index], Assistant], monkeypatch
) -> None:
    recognisers.write(tmp_path / "bin", "reads")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    index = Index.open_or_create(tmp_path / "library", tiny_embedder)
    with (
        serving(index, Settings(), make, tmp_path / "library") as address,
        httpx.Client(base_url=address, timeout=120) as client,
    ):
        upload = f"/api/v1/documents?name={name}"
        refused = client.post(upload, content=data)
        assert refused.status_code == 422
        assert "quoth index --ocr" in refused.text
        index.recognise()
        entry = client.post(upload, content=data).json()
        text = client.get(f"/api/v1/documents/{entry['id']}/text").json()["text"]
        start = text.rindex("deposit")
        source = f"/source/{entry['id']}"
        shown = client.get(source, params={"start": start, "end": start + 7, "part": "pane"}).text
        page = "2" if name == "a.pdf" else "1"
        assert f"/page/{page}?" in shown
        # The fifth word stands fifty pixels from the left of the picture that was looked at.
        (left,) = set(re.findall(r'<rect class="[^"]*" x="([0-9.]+)"', shown))
        across = 2500 if name == "a.pdf" else 1875
        assert float(left) == pytest.approx(50 / across, abs=1e-4)
        assert client.get(f"{source}/page/{page}").headers["content-type"] == "image/png"
