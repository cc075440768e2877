"""The questions on everyday documents can be answered from what is read of them."""

import json
from pathlib import Path

import pytest

from index.readers import read
from training.evidence import EVERYDAY, _plain

_CASES = sorted(path.parent for path in EVERYDAY.glob("*/questions.jsonl"))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_what_answers_stands_in_the_documents(case: Path) -> None:
    said = " ".join(_plain(read(path.name, path.read_bytes()).text) for path in sorted((case / "docs").iterdir()))
    for line in (case / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        assert asked["answerable"] == bool(asked["gold"])
        assert all(_plain(words) in said for words in asked["gold"]), asked["question"]
