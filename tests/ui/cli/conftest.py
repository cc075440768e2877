import sys
from pathlib import Path

import pytest

from ui.cli import main


@pytest.fixture
def quoth(tmp_path: Path, monkeypatch, capsys, tiny_embedder_path: Path, tiny_reader_path: Path):
    """Runs a command in ``tmp_path``: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_READER", str(tiny_reader_path))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "kings.txt").write_text("Alfred was king of Wessex. He was a great king.")

    def run(*words: str) -> tuple[int, str, str]:
        if words[0] == "index" and "--embedder" not in words:
            words = (*words, "--embedder", str(tiny_embedder_path))
        monkeypatch.setattr(sys, "argv", ["quoth", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        return int(ended.value.code or 0), output.out, output.err

    return run
