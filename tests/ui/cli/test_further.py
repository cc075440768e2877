"""What else ask prints, on request."""

import json
from pathlib import Path


def test_ask_looks_further_explains_logs_and_writes_a_sheet(quoth, tmp_path: Path) -> None:
    quoth("index", "docs")
    given = ("--more", "--explain", "--log", "log.jsonl", "--no-log-question", "--sheet", "sheet.html")
    code, out, _ = quoth("ask", "Who was king?", "--json", *given)
    printed = json.loads(out)
    assert printed["explained"]["searched"] == {"documents": 1, "passages": 1}
    assert printed["further"].keys() == {"beside", "differing", "missing", "parts"}
    assert (tmp_path / "sheet.html").read_text().startswith("<!doctype html>")
    quoth("ask", "Who was king?", "--sheet", "printed.pdf")
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")
    assert quoth("verify", "printed.json")[0] == 0
    assert quoth("verify", "sheet.json")[0] == 0
    assert "king?" not in (tmp_path / "log.jsonl").read_text()
    code, out, _ = quoth("log", "verify", "log.jsonl", "--json")
    assert (code, json.loads(out)["entries"]) == (0, 1)
    assert quoth("log", "verify", "log.jsonl", "--head", "0" * 64)[0] == 2
    assert "Searched 1 documents" in quoth("ask", "Who was king?", "--explain", "--more")[1]


def test_ask_tells_what_is_different_in_another_library_or_was_at_another_time(quoth, tmp_path: Path) -> None:
    quoth("index", "docs")
    (tmp_path / "then.json").write_text(quoth("ask", "Who was king?", "--explain", "--json")[1])
    assert quoth("ask", "Who was king?", "--against", "then.json")[1].endswith("Nothing is different there.\n")
    quoth("index", "docs", "--library", "old")
    (tmp_path / "docs" / "second.txt").write_text("Edmund was king in the north.")
    quoth("index", "docs")
    for other in ("then.json", "old"):
        printed = json.loads(quoth("ask", "Who was king?", "--against", other, "--json")[1])["changes"]
        assert printed["changed"]["documents"] == {"there": 1, "here": 2}
        assert [each["source"] for each in printed["weighed"] if each["support"]["there"] is None] == [
            "docs/second.txt"
        ]
    assert quoth("ask", "Who was queen?", "--against", "then.json")[0] == 2
