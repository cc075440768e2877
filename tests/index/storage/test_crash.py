import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.skipif(not hasattr(os, "fork"), reason="sudden death is tried with fork and SIGKILL")
def test_a_library_survives_hundreds_of_sudden_deaths() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.index.crash", "250", "20"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert json.loads(run.stdout)["died"] > 120
