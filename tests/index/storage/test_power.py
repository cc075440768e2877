"""Power that fails at any moment; see ``power.py``, which also runs by itself for as many states as one likes."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="a day of a library is recorded by strace")


def cut(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.index.power", *options], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_what_was_told_as_done_survives_a_power_cut_at_any_moment() -> None:
    run = cut("80", "3")
    assert run.returncode == 0, run.stderr[-2000:]
    assert json.loads(run.stdout)["states"] == 80


def test_a_disk_that_lies_about_its_flushes_is_found_out() -> None:
    """Else the test above would find nothing, whatever was lost."""
    run = cut("80", "3", "lying")
    assert run.returncode != 0
    assert "the library is not as it should be" in run.stderr
