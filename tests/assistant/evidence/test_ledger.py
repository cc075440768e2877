import json
from pathlib import Path

import pytest

from assistant.evidence import BrokenLog, append, examine, record

REPLY = {
    "question": "Who was king?",
    "outcome": "answered",
    "support": 0.9,
    "threshold": 0.5,
    "quotes": [
        {
            "text": "Alfred was.",
            "document": "1",
            "digest": "d",
            "source": "a.txt",
            "start": 0,
            "end": 11,
            "support": 0.9,
        }
    ],
    "nearest": [],
}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    for number in range(4):
        append(path, record({**REPLY, "question": f"Question {number}? é"}))
    return path


def test_a_log_holds_places_and_no_words_of_documents(log: Path) -> None:
    assert examine(log).entries == 4
    assert "Alfred" not in log.read_text()
    first = json.loads(log.read_text().splitlines()[0])
    assert first["question"] == "Question 0? é"
    assert record(REPLY, question=False)["question"] is None


@pytest.mark.parametrize("harm", ["take out", "take out first", "swap", "change", "put in", "cut a line"])
def test_nothing_is_changed_put_in_or_taken_out_unseen(log: Path, harm: str) -> None:
    lines = log.read_text().splitlines(keepends=True)
    match harm:
        case "take out":
            del lines[1]
        case "take out first":
            del lines[0]
        case "swap":
            lines[1:3] = lines[2], lines[1]
        case "change":
            lines[2] = lines[2].replace("0.9", "0.8")
        case "put in":
            lines.insert(1, lines[0])
        case "cut a line":
            lines[-1] = lines[-1][:-9]
    log.write_text("".join(lines))
    with pytest.raises(BrokenLog):
        examine(log)


def test_what_is_cut_off_the_end_shows_by_the_head_that_was_kept(log: Path) -> None:
    kept = examine(log)
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join(lines[:-1]))
    assert examine(log) != kept


def test_nothing_is_added_to_a_file_that_is_no_log(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary\n")
    with pytest.raises(BrokenLog):
        append(path, record(REPLY))
    assert path.read_text() == "Dear diary\n"
