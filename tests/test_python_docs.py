"""Every example of docs/python.md runs, in order, as one program."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from assistant.reader import open_reader
from index import Document, Index
from index.embedding import open_embedder
from tests.conftest import ROOT, SEEDS, apart
from tests.documents import pdf

EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(), re.DOTALL)


@pytest.mark.packaged
def test_every_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    # Loading the models once is enough here.
    monkeypatch.setattr("assistant.assistant.open_reader", cache(open_reader))
    monkeypatch.setattr("index.index.open_embedder", cache(open_embedder))
    shutil.copytree(SEEDS, "seeds")
    Path("pumps.pdf").write_bytes(pdf([["The pump must be oiled every week."]]))
    with Index.open_or_create("library") as index:
        index.add(Document.from_text("notes://hours", "The café opens at nine on Sundays."))
    with Index.open_or_create("manuals") as index:
        index.sync([Path("pumps.pdf")])
    apart(exec, compile("\n".join(EXAMPLES), "docs/python.md", "exec"), {"__name__": "docs"})
    printed = capsys.readouterr().out
    for expected in (
        "nine",
        "Ann",
        "north-korean-soldiers",
        "date>>2020",
        "Zebras graze.",
        "stands",
        "no library in nowhere",
    ):
        assert expected in printed, expected
