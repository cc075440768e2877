"""What all commands have in common."""

import subprocess
import sys
from pathlib import Path

import pytest

import assistant
from tests.conftest import ROOT


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
