"""The built wheel, installed alone, in a folder whose own files have the names of the project's packages.

``make test-wheel`` builds it, makes the environment and names its Python; elsewhere these tests skip.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEEDS
from tests.test_readme import CONSOLE, PYTHON, commands, without_percents

WHEELS, INTERPRETER = os.environ.get("QUOTH_WHEELS", ""), os.environ.get("QUOTH_WHEEL_PYTHON", "")

pytestmark = pytest.mark.skipif(not INTERPRETER, reason="make test-wheel makes the wheel's environment")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The seeds, beside modules of the user's own with the names of ours."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    (tmp_path / "index.py").write_text("name = 'my own'\n")
    (tmp_path / "assistant").mkdir()
    (tmp_path / "assistant" / "__init__.py").write_text("name = 'my own, too'\n")
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    outside = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "QUOTH"))}
    return subprocess.run(words, cwd=folder, env=outside, capture_output=True, text=True, check=False)


def test_it_is_small_and_holds_nothing_outside_its_namespace() -> None:
    (wheel,) = Path(WHEELS).glob("quoth-*.whl")
    assert wheel.stat().st_size < 100_000_000
    assert {name.partition("/")[0].partition("-")[0] for name in zipfile.ZipFile(wheel).namelist()} == {"quoth"}


def test_the_commands_print_what_the_readme_shows(folder: Path) -> None:
    for words, shown in commands(CONSOLE):
        printed = run(folder, str(Path(INTERPRETER).with_name("quoth")), *words)
        assert without_percents(printed.stdout)[0] == without_percents(shown)[0], printed.stderr


def test_the_python_example_runs_beside_modules_with_our_packages_names(folder: Path) -> None:
    (folder / "script.py").write_text(f"import assistant, index\nprint(assistant.name, index.name)\n{PYTHON}")
    ended = run(folder, INTERPRETER, "script.py")
    assert "February" in ended.stdout, ended.stderr
    assert "my own, too my own" in ended.stdout


def test_what_needs_torch_says_so_in_one_line(folder: Path) -> None:
    if not run(folder, INTERPRETER, "-c", "import torch").returncode:
        pytest.skip("torch is there: the package that carries the embedding model asks for it")
    quoth = str(Path(INTERPRETER).with_name("quoth"))
    run(folder, quoth, "index", "seeds")
    for words in (
        ["index", "seeds", "--library", "b", "--embedder", "a/model"],
        ["ask", "Who?", "--reader", "a/model"],
    ):
        ended = run(folder, quoth, *words)
        assert ended.returncode == 2
        (line,) = ended.stderr.splitlines()
        assert "'.[sentence-transformers]'" in line


def test_a_strict_client_is_checked_against_it(folder: Path) -> None:
    client = (ROOT / "tests" / "typing" / "client.py").read_text()
    for name in ("assistant", "index"):
        client = client.replace(f"from {name} import", f"from quoth.{name} import")
    (folder / "client.py").write_text(client.replace("import assistant\n", "from quoth import assistant\n"))
    # What the heavy libraries behind it are made of is not the client's matter, and takes mypy minutes.
    heavy = "torch.*,transformers.*,sentence_transformers.*"
    (folder / "mypy.ini").write_text(f"[mypy]\nstrict = true\n[mypy-{heavy}]\nfollow_imports = skip\n")
    mypy = Path(sys.executable).with_name("mypy")
    ended = run(folder, str(mypy), "--python-executable", INTERPRETER, "client.py")
    assert ended.returncode == 0, ended.stdout
