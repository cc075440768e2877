import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evidence import BrokenLog, Ledger, append, examine, record
from index.errors import QuothError

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


def test_an_entry_is_on_the_disk_before_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, flushed = tmp_path / "log.jsonl", []
    monkeypatch.setattr(os, "fsync", lambda file: flushed.append((os.fstat(file).st_ino, path.stat().st_size)))
    for entries in (1, 2):
        append(path, record(REPLY))
        assert (path.stat().st_ino, path.stat().st_size) in flushed
        assert len(path.read_bytes().splitlines()) == entries


@settings(max_examples=15)  # each is a few writes that reach the disk
@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=4), st.lists(st.booleans(), min_size=4, max_size=4))
def test_what_is_torn_stays_is_named_and_is_followed_by_sound_entries(cuts: list[int], zeros: list[bool]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.jsonl"
        sound = 0
        for cut, zeroed in zip(cuts, zeros, strict=False):
            append(path, record(REPLY))
            sound += 1
            examine(path)
            begun = path.stat().st_size
            append(path, record(REPLY))
            data = path.read_bytes()
            # The power fails while the entry is written: its first bytes are there, or room for it.
            kept = 1 + cut % (len(data) - begun - 2)
            path.write_bytes(data[: begun + kept] + b"\0" * (9 * zeroed))
            with pytest.raises(BrokenLog, match="is torn"):
                examine(path)
        seal = append(path, record(REPLY))
        found = examine(path)
        assert (found.entries, found.head) == (sound + 1, seal.head) == (seal.entries, seal.head)
        lines = path.read_bytes().splitlines(keepends=True)
        assert len(found.torn) == len(cuts)
        for torn in found.torn:
            path.write_bytes(b"".join(lines[: torn - 1] + lines[torn:]))
            with pytest.raises(BrokenLog, match="does not follow"):
                examine(path)


def test_an_entry_that_lacks_nothing_but_its_line_end_is_one(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:-1])
    assert examine(log).entries == 4
    append(log, record(REPLY))
    assert (examine(log).entries, examine(log).torn) == (5, ())


def test_a_line_put_in_cannot_pass_for_a_torn_one(log: Path) -> None:
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join([*lines[:2], lines[2][:40] + "\n", *lines[3:]]))
    with pytest.raises(BrokenLog, match=r"entry 3 .* does not follow"):
        examine(log)
    log.write_text("".join([*lines[:2], "\n", *lines[2:]]))
    with pytest.raises(BrokenLog, match=r"entry 3 .* does not follow"):
        examine(log)


def test_a_long_entry_is_followed_like_a_short_one(log: Path) -> None:
    quotes = REPLY["quotes"] * 5_000
    append(log, record({**REPLY, "quotes": quotes}))
    assert append(log, record(REPLY)) == examine(log)


def test_a_question_that_has_no_utf_8_is_logged_all_the_same(log: Path) -> None:
    append(log, record({**REPLY, "question": "Who\ud800?"}))
    assert examine(log).entries == 5
    assert json.loads(log.read_text().splitlines()[-1])["question"] == "Who\ud800?"


def test_what_cannot_be_added_to_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    Ledger(tmp_path / "new.jsonl").check()
    assert examine(tmp_path / "new.jsonl").entries == 0
    (tmp_path / "notes.txt").write_text("Dear diary")
    for path in (tmp_path / "notes.txt", tmp_path / "nowhere" / "log.jsonl", tmp_path):
        with pytest.raises(QuothError, match=path.name):
            Ledger(path).check()
