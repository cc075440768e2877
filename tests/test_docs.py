"""What the documentation names exists."""

import re
import shlex

import pytest
import typer.main

from tests.conftest import ROOT
from ui.cli import app

PAGES = sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_a_page_shows_exists(page) -> None:
    group = typer.main.get_command(app)
    for line in re.findall(r"^\$ quoth (.*)$", page.read_text(), re.MULTILINE):
        words = shlex.split(line.partition(" > ")[0])
        command = group.commands[words[0]]
        while hasattr(command, "commands"):
            words = words[1:]
            command = command.commands[words[0]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_links_to_is_there(page) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_leads_to_every_page() -> None:
    texts = "".join(path.read_text() for path in [ROOT / "README.md", *PAGES])
    assert [page.name for page in PAGES if page.name not in texts] == []
