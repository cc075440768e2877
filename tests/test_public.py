"""One public door for each package: what it names is there, loads at first use, and is typed."""

import os
import subprocess
import sys
import tomllib

import pytest

import assistant
import index
from tests.conftest import ROOT

DOORS = [assistant, index]


@pytest.mark.parametrize("door", DOORS)
def test_every_public_name_is_there_and_listed(door) -> None:
    assert {name for name in door.__all__ if getattr(door, name) is None} == set()
    assert set(door.__all__) | {"__version__"} <= set(dir(door))
    with pytest.raises(AttributeError, match="no attribute 'Anwser'"):
        _ = door.Anwser


def test_importing_the_doors_loads_nothing_heavy() -> None:
    code = "import sys, assistant, index; print({'torch', 'faiss', 'numpy', 'onnxruntime'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_in_a_checkout_both_names_are_the_same_modules() -> None:
    import quoth.assistant
    import quoth.index
    import quoth.ui.terminal

    import ui.terminal

    assert (quoth.assistant, quoth.index, quoth.ui.terminal) == (assistant, index, ui.terminal)


def test_in_a_checkout_a_module_of_the_users_own_with_one_of_our_names_is_told_with_the_mend(tmp_path) -> None:
    (tmp_path / "index.py").write_text("name = 'my own'\n")
    (tmp_path / "script.py").write_text("import index, quoth.assistant\n")
    run = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    message = run.stderr.splitlines()[-1]
    assert str(tmp_path / "index.py") in message
    assert f"pip install {ROOT}" in message


def test_the_version_has_one_home() -> None:
    assert assistant.__version__ == index.__version__
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "index.__version__"}


@pytest.mark.parametrize("package", ["assistant", "index", "ui"])
def test_the_packages_are_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


def test_the_strict_client_runs(tmp_path) -> None:
    from tests.typing.client import Letters, use

    with index.Index.open_or_create(tmp_path / "library", Letters()) as opened:
        assert use(opened).endswith("letters")
