"""The log of what was asked."""

from pathlib import Path


def test_a_line_that_was_not_written_to_its_end_is_named(quoth, tmp_path: Path) -> None:
    quoth("index", "docs")
    quoth("ask", "Who was king?", "--log", "log.jsonl")
    log = tmp_path / "log.jsonl"
    log.write_bytes(log.read_bytes()[:-40])
    code, _, err = quoth("log", "verify", "log.jsonl")
    assert (code, "line 1, the last of log.jsonl, is torn" in err) == (2, True)
    quoth("ask", "Who was king?", "--log", "log.jsonl")
    code, out, _ = quoth("log", "verify", "log.jsonl")
    assert code == 0
    assert out.startswith("line 1 was not written to its end, and is no entry; the one after it says so\n1 entries")
