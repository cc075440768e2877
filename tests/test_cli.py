"""The command line, in this process, with tiny models."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import assistant
from tests import documents
from tests.conftest import ROOT
from tests.index import recognisers
from ui.cli import main


@pytest.fixture
def quoth(tmp_path: Path, monkeypatch, capsys, tiny_embedder_path: Path, tiny_reader_path: Path):
    """Runs a command in ``tmp_path``: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_READER", str(tiny_reader_path))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "kings.txt").write_text("Alfred was king of Wessex. He was a great king.")

    def run(*words: str) -> tuple[int, str, str]:
        if words[0] == "index" and "--embedder" not in words:
            words = (*words, "--embedder", str(tiny_embedder_path))
        monkeypatch.setattr(sys, "argv", ["quoth", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        return int(ended.value.code or 0), output.out, output.err

    return run


def test_index_then_ask_search_show_documents_verify_remove(quoth, tmp_path: Path) -> None:
    assert quoth("index", "docs") == (0, "1 added\n", "")
    assert quoth("index", "docs") == (0, "1 unchanged\n", "")
    code, out, _ = quoth("documents", "--json")
    (entry,) = json.loads(out)
    assert (code, entry["source"], entry["passages"]) == (0, "docs/kings.txt", 1)
    code, out, _ = quoth("search", "king", "--json")
    assert json.loads(out)[0]["text"].startswith("Alfred")
    code, out, _ = quoth("ask", "Who was king?", "--json")
    reply = json.loads(out)
    assert code == {"answered": 0, "refused": 1}[reply["outcome"]]
    for quote in [*reply["quotes"], *reply["nearest"]]:
        shown = quoth("show", f"{quote['source']}#{quote['start']}-{quote['end']}")
        assert shown == (0, quote["text"] + "\n", "")
    (tmp_path / "reply.json").write_text(out)
    code, out, _ = quoth("verify", "reply.json")
    assert code == 0
    assert all(line.startswith("stands") for line in out.splitlines())
    assert quoth("remove", "docs/kings.txt") == (0, "1 removed\n", "")
    assert quoth("documents") == (0, "\n", "")
    code, out, _ = quoth("ask", "Who was king?", "--json")
    assert (code, json.loads(out)["outcome"]) == (1, "empty")


def test_a_reply_says_how_a_question_with_typing_errors_was_understood(quoth, tmp_path: Path) -> None:
    (tmp_path / "docs" / "boats.txt").write_text("The boathouse is green.")
    quoth("index", "docs")
    assert quoth("ask", "What is the boathuose?")[1].startswith("Understood as: What is the boathouse?\n\n")
    reply = json.loads(quoth("ask", "What is the boathuose?", "--json")[1])
    assert (reply["question"], reply["understood"]) == ("What is the boathuose?", "What is the boathouse?")
    assert "Understood" not in quoth("ask", "What is the boathouse?")[1]


def test_replies_have_the_shape_scripts_rely_on(quoth) -> None:
    quoth("index", "docs")
    reply = json.loads(quoth("ask", "Who was king?", "--json")[1])
    assert {"question", "understood", "outcome", "support", "threshold", "quotes", "reason", "nearest"} <= reply.keys()
    for quote in [*reply["quotes"], *reply["nearest"]]:
        assert {
            "text",
            "start",
            "end",
            "answer",
            "support",
            "document",
            "digest",
            "source",
            "title",
            "page",
            "section",
        } <= (quote.keys())
        assert quote["answer"].keys() == {"text", "start", "end"}


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["ask", "x", "--library", "nowhere"], "no library in nowhere"),
        (["ask", ""], "question is empty"),
        (["ask", " \n"], "question is empty"),
        (["ask", "x" * 100_000], "100,000 characters"),
        (["ask", "x", "--where", "nonsense"], "cannot read 'nonsense'"),
        (["ask"], "give one question, or --file FILE"),
        (["ask", "--file", "nowhere.txt"], "nowhere.txt cannot be read"),
        (["ask", "--file", "docs/long.txt"], "docs/long.txt, line 2: the question has 3,000 characters"),
        (["ask", "--file", "docs/broken.jsonl"], "docs/broken.jsonl, line 2: not JSON"),
        (["ask", "--file", "docs/other.jsonl"], 'docs/other.jsonl, line 1: no "question", or it is no string'),
        (["ask", "x", "--reader", "/nowhere/model"], "cannot be loaded"),
        (["ask", "x", "--sheet", "sheet.json"], "sheet.json is for the sheet's JSON; name the page, as in sheet.html"),
        (["ask", "x", "--sheet", "SHEET.JSON"], "SHEET.JSON is for the sheet's JSON"),
        (["ask", "--file", "docs/kings.txt", "--more"], "are for one question, not for --file"),
        (["ask", "--file", "docs/kings.txt", "--explain"], "are for one question, not for --file"),
        (["ask", "--file", "docs/kings.txt", "--against", ".quoth"], "are for one question, not for --file"),
        (["ask", "--file", "docs/kings.txt", "--sheet", "sheet.html"], "are for one question, not for --file"),
        (["ask", "x", "--log", "docs/kings.txt"], "the last line of docs/kings.txt is no entry of a log"),
        (["find", "x", "--log", "docs/kings.txt"], "the last line of docs/kings.txt is no entry of a log"),
        (["chat", "--log", "docs/kings.txt"], "the last line of docs/kings.txt is no entry of a log"),
        (["mcp", "--log", "docs/kings.txt"], "the last line of docs/kings.txt is no entry of a log"),
        (["find", "x", "--threshold", "lax"], "'lax' is no threshold"),
        (["index", "nowhere"], "no file or folder"),
        (["index", "empty"], "no document could be indexed from empty"),
        (["index", "docs/noise.txt", "--library", "other"], "no document could be indexed"),
        (["show", "nowhere.txt"], "no document 'nowhere.txt'"),
        (["show", "docs/kings.txt#5-9999"], "must lie in 0-47"),
        (["show", "docs/kings.txt#a-b"], "is no place"),
        (["remove", "nowhere.txt"], "no document 'nowhere.txt'"),
        (["verify", "nowhere.json"], "nowhere.json cannot be read"),
        (["verify", "docs/kings.txt"], "is not JSON"),
        (["index", "docs", "--library", "docs/kings.txt"], "cannot be written to"),
        (["search", "x", "-k", "0"], "Invalid value for '-k'"),
        (["frobnicate"], "No such command"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_two(quoth, tmp_path: Path, command: list[str], message: str) -> None:
    (tmp_path / "empty").mkdir()
    quoth("index", "docs")
    (tmp_path / "docs" / "noise.txt").write_bytes(bytes(range(256)))
    (tmp_path / "docs" / "long.txt").write_text("What?\n" + "x" * 3_000)
    (tmp_path / "docs" / "broken.jsonl").write_text('{"question": "Who?"}\n{"question": "Wh')
    (tmp_path / "docs" / "other.jsonl").write_text('{"question": 3}\n')
    code, _, err = quoth(*command)
    assert code == 2
    assert message in err
    assert len(err.strip().splitlines()) == 1, err
    assert "Traceback" not in err


def test_the_version_is_printed(quoth) -> None:
    assert quoth("--version") == (0, f"quoth {assistant.__version__}\n", "")


def test_shells_complete_commands_and_options(quoth, monkeypatch) -> None:
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    code, out, _ = quoth("--show-completion", "bash")
    assert code == 0
    assert "_QUOTH_COMPLETE=complete_bash" in out
    monkeypatch.setenv("_QUOTH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_CWORD", "2")
    for typed, completed in [("quoth evaluate ans", ["answers"]), ("quoth ask --thr", ["--threshold"])]:
        monkeypatch.setenv("COMP_WORDS", typed)
        code, out, _ = quoth("ask")
        assert (code, out.split()) == (0, completed)


def test_a_question_is_read_from_standard_input(quoth, monkeypatch) -> None:
    quoth("index", "docs")
    monkeypatch.setattr("sys.stdin", io.StringIO("Who was king?\n"))
    assert json.loads(quoth("ask", "-", "--json")[1])["question"] == "Who was king?"


def test_many_questions_are_one_line_of_json_each(quoth, tmp_path: Path) -> None:
    quoth("index", "docs")
    (tmp_path / "questions.txt").write_text("Who was king?\n\n  Where is the river?\n")
    code, out, _ = quoth("ask", "--file", "questions.txt")
    replies = [json.loads(line) for line in out.splitlines()]
    assert [reply["question"] for reply in replies] == ["Who was king?", "Where is the river?"]
    assert code == (0 if any(reply["outcome"] == "answered" for reply in replies) else 1)


def test_what_stands_beside_a_question_stands_beside_its_reply_so_that_both_can_be_judged(
    quoth, tmp_path: Path
) -> None:
    quoth("index", "docs")
    rows = [{"id": "a", "question": "Who was king?", "answerable": True, "quotes": "no"}, {"question": "Where is it?"}]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    out = quoth("ask", "--file", "questions.jsonl")[1]
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["id"], first["question"], first["answerable"]) == ("a", "Who was king?", True)
    assert isinstance(first["quotes"], list)
    assert second["question"] == "Where is it?"
    (tmp_path / "replies.jsonl").write_text(out)
    code, out, _ = quoth("evaluate", "answers", "replies.jsonl", "--library", ".quoth", "--json")
    assert (code, json.loads(out)["answers"]) == (0, 2)


def test_a_filter_that_admits_nothing_says_so(quoth) -> None:
    quoth("index", "docs")
    assert quoth("ask", "Who was king?", "--where", "path:nowhere/*") == (
        1,
        "No document passes the filter. List them with: quoth documents\n",
        "",
    )


def test_skipped_files_are_named_with_the_reason(quoth, tmp_path: Path) -> None:
    (tmp_path / "docs" / "noise.txt").write_bytes(bytes(range(256)))
    (tmp_path / "docs" / "picture.png").write_bytes(b"\x89PNG")
    code, out, _ = quoth("index", "docs")
    assert code == 0
    assert out.startswith("1 added, 2 skipped\n")
    assert "skipped docs/noise.txt: binary" in out


def test_scans_are_read_where_the_library_is_told_to_and_what_that_needs_is_said(
    quoth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs" / "scan.pdf").write_bytes(documents.scanned([["x"]]))
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, err = quoth("index", "docs", "--ocr")
    assert (code, out) == (2, "")
    assert re.fullmatch(r".*tesseract.* is not installed.*apt install tesseract-ocr.*\n", err)
    code, out, _ = quoth("index", "docs")
    assert out.startswith("1 added, 1 skipped\n")
    assert "only pictures" in out
    recognisers.write(tmp_path / "bin", "reads")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert quoth("index", "docs", "--ocr", "--ocr-language", "deu+eng")[:2] == (0, "1 added, 1 unchanged\n")
    assert json.loads(quoth("documents", "--json")[1])[1]["metadata"]["ocr"] == "deu+eng"
    assert quoth("index", "docs")[:2] == (0, "2 unchanged\n")
    (hit, *_) = json.loads(quoth("search", "deposit", "--json")[1])
    assert (hit["source"], hit["page"]) == ("docs/scan.pdf", 1)
    assert quoth("index", "docs", "--no-ocr")[:2] == (0, "2 unchanged\n")


def test_an_index_made_by_another_model_names_the_command_that_mends_it(quoth) -> None:
    quoth("index", "docs")
    code, _, err = quoth("index", "docs", "--embedder", "other-model")
    assert code == 2
    assert "quoth index PATH --library OTHER --embedder MODEL" in err


def test_a_document_cannot_steer_the_terminal(quoth, tmp_path: Path) -> None:
    (tmp_path / "docs" / "kings.txt").write_text(
        "Alfred \x1b[2J was \u202eking\u202c of\x07 Wessex. " + "He was a great king. " * 9
    )
    quoth("index", "docs")
    for command in (["ask", "Who was king?"], ["search", "king"]):
        out = quoth(*command)[1]
        assert "Alfred" in out
        assert not set(out) & set("\x1b\x07\u202e")


def test_doctor_tells_a_sound_library_from_a_damaged_one(quoth, tmp_path: Path) -> None:
    quoth("index", "docs")
    code, out, _ = quoth("doctor")
    assert (code, out.splitlines()[-1]) == (0, "nothing is wrong")
    for file in (tmp_path / ".quoth").glob("vectors-*"):
        file.write_bytes(b"damaged")
    code, out, _ = quoth("doctor")
    assert code == 1
    assert "not as it was written" in out
    assert quoth("doctor", "--repair")[0] == 0
    assert quoth("doctor")[0] == 0


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from ui.cli import app; print({'torch', 'gradio', 'faiss', 'numpy', 'transformers'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_every_command_is_listed_and_explains_itself(quoth) -> None:
    from ui.cli.app import app

    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        assert (command.callback.__doc__ or "").strip(), name
        code, out, _ = quoth(name, "-h")
        assert code == 0
        assert "Usage" in out


def test_watching_indexes_what_appears(tmp_path: Path, tiny_embedder_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "first.txt").write_text("The first document.")
    command = [sys.executable, "-u", "-m", "ui.cli", "index", "docs", "--watch", "--embedder", str(tiny_embedder_path)]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stdout.readline() == "1 added\n"
        assert watching.stderr.readline().startswith("watching docs")
        (tmp_path / "docs" / "second.txt").write_text("The second document.")
        assert watching.stdout.readline() == "1 added, 1 unchanged\n"
        (tmp_path / "docs" / "first.txt").unlink()
        assert watching.stdout.readline() == "1 removed, 1 unchanged\n"
        watching.send_signal(2)
        assert watching.wait() == 0


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


def test_a_refusal_names_the_words_that_stand_nowhere(quoth) -> None:
    quoth("index", "docs")
    code, out, _ = quoth("ask", "Who was king of Zembla?", "--threshold", "1")
    assert (code, out.splitlines()[1]) == (1, "Nowhere in the documents: Zembla")
    code, out, _ = quoth("ask", "Who was king of Zembla?", "--threshold", "1", "--more")
    assert (code, out.count("Nowhere in the documents: Zembla")) == (1, 1)
    assert "Nowhere" not in quoth("ask", "Who was king?", "--threshold", "1")[1]


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


def test_show_names_files_with_a_hash_and_keeps_documents_from_steering_a_terminal(
    quoth, tmp_path: Path, monkeypatch
) -> None:
    text = (
        "Bell\x07 and \x1b[31mred\x1b[0m, \x9b2J and \u202edrawkcab, on\ntwo lines.\n" + 20 * "Nothing else is odd.\n"
    )
    (tmp_path / "docs" / "no#1.txt").write_text(text)
    quoth("index", "docs")
    assert quoth("show", "docs/no#1.txt") == (0, text, "")
    assert quoth("show", "docs/no#1.txt#0-4") == (0, "Bell\n", "")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    shown = quoth("show", "docs/no#1.txt")[1]
    assert "\\x1b[31mred" in shown
    assert all(each.isprintable() or each == "\n" for each in shown)


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
