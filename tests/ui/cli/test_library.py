"""Commands that keep a library."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import documents
from tests.conftest import ROOT
from tests.index import recognisers


def test_skipped_files_are_named_with_the_reason(quoth, tmp_path: Path) -> None:
    (tmp_path / "docs" / "noise.txt").write_bytes(bytes(range(256)))
    (tmp_path / "docs" / "picture.png").write_bytes(b"\x89PNG")
    code, out, _ = quoth("index", "docs")
    assert code == 0
    assert out.startswith("1 added, 2 skipped\n")
    assert "skipped docs/noise.txt: binary" in out


def test_scans_are_read_where_the_library_is_told_to_and_what_that_needs_is_said(
    quoth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs" / "scan.pdf").write_bytes(documents.scanned([["x"]]))
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, err = quoth("index", "docs", "--ocr")
    assert (code, out) == (2, "")
    assert re.fullmatch(r".*tesseract.* is not installed.*apt install tesseract-ocr.*\n", err)
    code, out, _ = quoth("index", "docs")
    assert out.startswith("1 added, 1 skipped\n")
    assert "only pictures" in out
    recognisers.write(tmp_path / "bin", "reads")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert quoth("index", "docs", "--ocr", "--ocr-language", "deu+eng")[:2] == (0, "1 added, 1 unchanged\n")
    assert json.loads(quoth("documents", "--json")[1])[1]["metadata"]["ocr"] == "deu+eng"
    assert quoth("index", "docs")[:2] == (0, "2 unchanged\n")
    (hit, *_) = json.loads(quoth("search", "deposit", "--json")[1])
    assert (hit["source"], hit["page"]) == ("docs/scan.pdf", 1)
    assert quoth("index", "docs", "--no-ocr")[:2] == (0, "2 unchanged\n")


def test_an_index_made_by_another_model_names_the_command_that_mends_it(quoth) -> None:
    quoth("index", "docs")
    code, _, err = quoth("index", "docs", "--embedder", "other-model")
    assert code == 2
    assert "quoth index PATH --library OTHER --embedder MODEL" in err


def test_doctor_tells_a_sound_library_from_a_damaged_one(quoth, tmp_path: Path) -> None:
    quoth("index", "docs")
    code, out, _ = quoth("doctor")
    assert (code, out.splitlines()[-1]) == (0, "nothing is wrong")
    for file in (tmp_path / ".quoth").glob("vectors-*"):
        file.write_bytes(b"damaged")
    code, out, _ = quoth("doctor")
    assert code == 1
    assert "not as it was written" in out
    assert quoth("doctor", "--repair")[0] == 0
    assert quoth("doctor")[0] == 0


def test_watching_indexes_what_appears(tmp_path: Path, tiny_embedder_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "first.txt").write_text("The first document.")
    command = [sys.executable, "-u", "-m", "ui.cli", "index", "docs", "--watch", "--embedder", str(tiny_embedder_path)]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stdout.readline() == "1 added\n"
        assert watching.stderr.readline().startswith("watching docs")
        (tmp_path / "docs" / "second.txt").write_text("The second document.")
        assert watching.stdout.readline() == "1 added, 1 unchanged\n"
        (tmp_path / "docs" / "first.txt").unlink()
        assert watching.stdout.readline() == "1 removed, 1 unchanged\n"
        watching.send_signal(2)
        assert watching.wait() == 0


def test_show_names_files_with_a_hash_and_keeps_documents_from_steering_a_terminal(
    quoth, tmp_path: Path, monkeypatch
) -> None:
    text = (
        "Bell\x07 and \x1b[31mred\x1b[0m, \x9b2J and \u202edrawkcab, on\ntwo lines.\n" + 20 * "Nothing else is odd.\n"
    )
    (tmp_path / "docs" / "no#1.txt").write_text(text)
    quoth("index", "docs")
    assert quoth("show", "docs/no#1.txt") == (0, text, "")
    assert quoth("show", "docs/no#1.txt#0-4") == (0, "Bell\n", "")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    shown = quoth("show", "docs/no#1.txt")[1]
    assert "\\x1b[31mred" in shown
    assert all(each.isprintable() or each == "\n" for each in shown)
