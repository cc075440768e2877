import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader import WEIGHTS
from assistant.reader.packaged import open_quick_reader
from assistant.reader.stored import SCALE, Stored, check_files
from index.documents import digest
from index.errors import ModelError
from training.reader.shipping import coarse


@given(st.integers(0, 2**32 - 1), st.sampled_from([4.0, 12.0, 24.0]))
def test_a_matrix_comes_back_within_half_a_step_of_its_rows(seed: int, steps: float) -> None:
    rng = np.random.default_rng(seed)
    weight = rng.normal(size=(301, 302)) * rng.lognormal(size=(301, 1))
    weight[0, 0] = 60 * abs(weight[0]).max()  # an outlier must be said, whatever it costs its row
    state = Stored(coarse({"layer.weight": weight}, steps))
    half = np.maximum(np.sqrt((weight**2).mean(axis=1)) / steps, abs(weight).max(axis=1) / 127) / 2
    assert (abs(state["layer.weight"] - weight) <= half[:, None] * 1.001 + 1e-6).all()
    assert list(state) == ["layer.weight"]


def test_adapters_are_added_to_the_matrix_they_are_named_after() -> None:
    rng = np.random.default_rng(1)
    weight, bias = rng.normal(size=(5, 3)), rng.normal(size=5)
    a, b = rng.normal(size=(2, 3)), rng.normal(size=(5, 2))
    state = Stored({"up.weight": weight, "up.bias": bias}, {"up.a": a, "up.b": b})
    assert np.allclose(state["up.weight"], weight + SCALE * b @ a, atol=1e-5)
    assert np.allclose(state["up.bias"], bias)


def test_missing_and_damaged_files_are_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="reinstall"):
        check_files(tmp_path / "record.json")
    (tmp_path / "record.json").write_text(json.dumps({"one": digest(b"1"), "two": digest(b"2")}))
    (tmp_path / "one").write_bytes(b"1")
    with pytest.raises(ModelError, match="reinstall"):
        check_files(tmp_path / "record.json")
    (tmp_path / "two").write_bytes(b"3")
    with pytest.raises(ModelError, match="two is damaged"):
        check_files(tmp_path / "record.json")
    (tmp_path / "two").write_bytes(b"2")
    assert check_files(tmp_path / "record.json") == {name: tmp_path / name for name in ("one", "two")}


@pytest.mark.packaged
def test_a_damaged_reader_is_not_opened(tmp_path: Path) -> None:
    data = bytearray((WEIGHTS / "quick" / "quick.safetensors").read_bytes())
    data[-1] ^= 1
    (tmp_path / "quick.safetensors").write_bytes(data)
    (tmp_path / "quick.json").write_text((WEIGHTS / "quick" / "quick.json").read_text())
    with pytest.raises(ModelError, match="damaged"):
        open_quick_reader(tmp_path)
