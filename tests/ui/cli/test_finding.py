"""The command that asks every document: find."""

import json
from pathlib import Path


def test_find_lists_every_document_and_writes_tables(quoth, tmp_path: Path) -> None:
    (tmp_path / "docs" / "rules.txt").write_text("Cnut was king of England in 1020. The king was Danish.")
    quoth("index", "docs")
    code, out, _ = quoth("find", "Who was king?", "--nearly", "--json", "--sort", "document", "--out", "found.csv")
    printed = json.loads(out)
    assert code == (0 if printed["answering"] else 1)
    assert (printed["documents"], printed["read"]) == (2, 2)
    for each in printed["findings"]:
        assert quoth("show", f"{each['source']}#{each['start']}-{each['end']}") == (0, each["text"] + "\n", "")
    assert (tmp_path / "found.csv").read_text("utf-8-sig").startswith("source,title,place")
    code, out, _ = quoth("find", "Who was king?")
    assert out.splitlines()[-1].startswith(f"in {printed['answering']} of 2 documents")
    assert quoth("find", "Who?", "--sort", "size")[0] == 2
    assert quoth("find", "Who?", "--out", "found.pdf")[0] == 2


def test_find_answers_by_the_threshold_that_is_given(quoth) -> None:
    quoth("index", "docs")
    for threshold, code, answering in (("0", 0, 1), ("1", 1, 0)):
        ended, out, _ = quoth("find", "Who was king?", "--threshold", threshold, "--json")
        assert (ended, json.loads(out)["answering"]) == (code, answering)


def test_find_reads_as_many_passages_as_asked_for(quoth, tmp_path: Path) -> None:
    from assistant.finding import MOST_READ, RANKED

    (tmp_path / "docs" / "rules.txt").write_text("Cnut was king of England in 1020.")
    quoth("index", "docs")
    read = [json.loads(quoth("find", "Who was king?", "--json", "--most", most)[1])["read"] for most in ("1", "2")]
    assert read == [1, 2]
    assert quoth("find", "Who?", "--most", str(RANKED + 1))[0] == 2
    assert f"{MOST_READ}" in quoth("find", "-h")[1]


def test_find_and_explain_look_for_what_ask_understands(quoth, tmp_path: Path) -> None:
    (tmp_path / "docs" / "boats.txt").write_text("The boathouse is green.")
    quoth("index", "docs")
    quoth("index", "docs", "--library", "twin")
    typed, understood = "What is the boathuose?", "What is the boathouse?"
    assert quoth("find", typed)[1].startswith(f"Understood as: {understood}\n\n")
    found, meant = (json.loads(quoth("find", each, "--nearly", "--json")[1]) for each in (typed, understood))
    assert (found.pop("question"), found.pop("understood")) == (typed, understood)
    assert (meant.pop("question"), meant.pop("understood")) == (understood, None)
    assert found == meant
    explained, meant = (
        json.loads(quoth("ask", each, "--explain", "--json")[1])["explained"] for each in (typed, understood)
    )
    assert explained == meant
    assert quoth("ask", typed, "--against", "twin")[1].endswith("Nothing is different there.\n")


def test_find_adds_what_it_found_to_the_log_of_what_was_asked(quoth, tmp_path: Path) -> None:
    quoth("index", "docs")
    quoth("ask", "Who was king?", "--log", "log.jsonl")
    quoth("find", "Who was king?", "--log", "log.jsonl", "--threshold", "0")
    quoth("find", "Who was king?", "--log", "log.jsonl", "--no-log-question", "--threshold", "1")
    code, out, _ = quoth("log", "verify", "log.jsonl", "--json")
    assert (code, json.loads(out)["entries"], json.loads(out)["torn"]) == (0, 3, [])
    _, found, refused = map(json.loads, (tmp_path / "log.jsonl").read_text().splitlines())
    assert (found["question"], found["outcome"], found["threshold"]) == ("Who was king?", "found", 0.0)
    assert [each["source"] for each in found["places"]] == ["docs/kings.txt"]
    assert (refused["question"], refused["outcome"], refused["threshold"]) == (None, "refused", 1.0)
