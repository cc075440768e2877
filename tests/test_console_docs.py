"""What the pages show of the commands is what these print, one after the other, in a folder with the examples.

``QUOTH_RENEW=1`` writes what is printed now into the pages instead, but for outputs that are shown in parts (``...``).
"""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEEDS
from ui.cli import main

PAGES = ["commands", "evaluation", "evidence", "finding", "further"]
_COMMAND = re.compile(r"^\$ quoth (.*)\n((?:(?!\$ |```).*\n)*)", re.MULTILINE)
#: Stands for what is left out of an output.
GAP = "...\n"


def examples(text: str) -> list[tuple[str, str]]:
    """Each command of a page with the output shown under it."""
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [pair for block in blocks for pair in _COMMAND.findall(block)]


def measured(text: str) -> tuple[str, list[float]]:
    """A text without what depends on the disk and the time; and its figures, whose last digits depend on the processor."""
    text = re.sub(r"(?<=digest )\w+|(?<=last is )\w+|[\d,]+(?= bytes)", "...", text)
    figure = re.compile(r"[-+]?\b\d+\.\d+\b|\d+(?= %)")
    return re.sub(" +", " ", figure.sub("#", text)), [float(each) for each in figure.findall(text)]


def agree(shown: str, printed: str) -> bool:
    """Whether an output is the one shown, figures aside, with anything where that has a gap."""
    parts = measured(shown)[0].split(GAP)
    return bool(re.fullmatch("(?:.*\n)*?".join(map(re.escape, parts)), measured(printed)[0]))


def run(words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code of a command, and what it prints where that goes to no file."""
    command, _, file = words.partition(" > ")
    monkeypatch.setattr(sys, "argv", ["quoth", *shlex.split(command)])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr().out
    if file:
        Path(file).write_text(printed)
    return int(ended.value.code or 0), "" if file else printed


@pytest.mark.packaged
@pytest.mark.parametrize("name", PAGES)
def test_the_commands_print_what_the_page_shows(name: str, tmp_path: Path, monkeypatch, capsys) -> None:
    page = ROOT / "docs" / f"{name}.md"
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(SEEDS, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    text, unlike = page.read_text(), []
    for words, shown in examples(text):
        code, printed = run(words, monkeypatch, capsys)
        assert code in {0, 1}, words
        if os.environ.get("QUOTH_RENEW") and GAP not in shown:
            text = text.replace(f"$ quoth {words}\n{shown}", f"$ quoth {words}\n{printed}")
        elif not agree(shown, printed):
            unlike.append(f"$ quoth {words}\n{printed}")
        elif GAP not in shown:
            # Support is computed in int8.
            assert measured(printed)[1] == pytest.approx(measured(shown)[1], abs=3), words
    if os.environ.get("QUOTH_RENEW"):
        page.write_text(text)
    assert not unlike, "\n".join(unlike)


def test_an_output_is_held_against_what_is_shown_of_it() -> None:
    whole = "one 12 %\ntwo\nthree 4.25\nfour\n"
    for shown in (whole, "one 14 %\n...\nfour\n", "...\nthree 4.5\n...\n", "...\nfour\n", "one 1 %\n...\n"):
        assert agree(shown, whole)
    for shown in ("one 12 %\n", "...\nthree\nfour\n", "two\n...\n", "one 12 %\n...\nfive\n", whole + "five\n"):
        assert not agree(shown, whole)
    blocks = "```console\n$ quoth a > b\n$ quoth c\nd\n\ne\n```\n"
    assert examples(blocks) == [("a > b", ""), ("c", "d\n\ne\n")]
