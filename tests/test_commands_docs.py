"""A command or option that no page of the documentation names is a failing test."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

import ui.cli  # noqa: F401 - registers the commands
from tests.conftest import ROOT
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
