"""A command or option that no page of the documentation names is a failing test."""

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

import ui.cli  # noqa: F401 - registers the commands
from tests.conftest import ROOT
from ui.cli import main
from ui.cli.app import app

PAGES = {path: path.read_text() for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]}


def commands(group=None, words: tuple[str, ...] = ("quoth",)) -> Iterator[tuple[str, set[str]]]:
    """Every command with its options."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*words, name))
        else:
            options = {each for p in command.params for each in (*p.opts, *p.secondary_opts) if each.startswith("-")}
            yield " ".join((*words, name)), options


@pytest.mark.parametrize(("command", "options"), list(commands()))
def test_every_command_and_option_is_documented(command: str, options: set[str]) -> None:
    named = [text for text in PAGES.values() if re.search(rf"{command}\b", text)]
    assert named, f"no page names {command}"
    missing = {each for each in options if not any(re.search(rf"(?<![\w-]){each}(?![\w-])", text) for text in named)}
    assert missing == set(), f"no page that names {command} names {missing}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!http|#)([^)#]+)", PAGES[page])
    assert [link for link in links if not (page.parent / link).exists()] == []


def measured(text: str) -> str:
    """What a command prints without what depends on the processor, the disk and the time."""
    return re.sub(r"(?<=digest )\w+|(?<=last is )\w+|[\d,]+(?= bytes)", "...", text)


@pytest.mark.packaged
def test_the_commands_print_what_their_page_shows(tmp_path: Path, monkeypatch, capsys) -> None:
    (block,) = re.findall(r"```console\n(.*?)```", PAGES[ROOT / "docs" / "commands.md"], re.DOTALL)
    shutil.copytree(ROOT / "examples" / "house-rules", tmp_path / "examples" / "house-rules")
    monkeypatch.chdir(tmp_path)
    for typed, shown in re.findall(r"^\$ quoth (.*)\n((?:(?!\$).*\n)*)", block, re.MULTILINE):
        words, _, file = typed.partition(" > ")
        monkeypatch.setattr(sys, "argv", ["quoth", *shlex.split(words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr().out
        if file:
            Path(file).write_text(printed)
            printed = ""
        assert (ended.value.code or 0, measured(printed)) == (0, measured(shown)), typed
