"""What the README shows is what the program does, on the packaged models and the seed document."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEEDS
from ui.cli import main
from ui.cli.app import app

README = (ROOT / "README.md").read_text()
CONSOLE, OWN = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
(PYTHON,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the seeds, as a newcomer has it."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands(block: str) -> list[tuple[list[str], str]]:
    """Each command's words with the output shown under it."""
    parts = re.findall(r"^\$ quoth (.*)\n((?:(?!\$).*\n)*)", block, re.MULTILINE)
    return [(shlex.split(words), output) for words, output in parts]


def without_percents(text: str) -> tuple[str, list[int]]:
    """Support is computed in int8, whose last digit depends on the processor."""
    return re.sub(r"\d+ %", "%", text), [int(number) for number in re.findall(r"(\d+) %", text)]


@pytest.mark.packaged
def test_the_commands_print_what_the_readme_shows(project: Path, monkeypatch, capsys) -> None:
    codes = []
    for words, shown in commands(CONSOLE):
        monkeypatch.setattr(sys, "argv", ["quoth", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        codes.append(ended.value.code or 0)
        printed, percents = without_percents(capsys.readouterr().out)
        expected, near = without_percents(shown)
        # Which of the hopeless passages come second and third depends on the last digits, too.
        said, wanted = printed.split("\n\n"), expected.split("\n\n")
        assert (said[:2], len(said)) == (wanted[:2], len(wanted))
        assert percents == pytest.approx(near, abs=3)
    assert codes == [0, 0, 1]


@pytest.mark.packaged
def test_the_python_example_runs_and_answers(project: Path, capsys) -> None:
    exec(compile(PYTHON, "README.md", "exec"), {})
    assert "February" in capsys.readouterr().out


def test_every_command_and_option_the_readme_names_exists() -> None:
    import typer.main

    group = typer.main.get_command(app)
    for words, _ in commands(CONSOLE + OWN):
        known = {option for parameter in group.commands[words[0]].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_every_file_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
