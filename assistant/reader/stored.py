"""Weights as the package carries them: files under their digests, matrices in int8."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from safetensors import safe_open

from index.documents import digest
from index.errors import ModelError

#: An adapter's product counts twice: so the rate of training that suits it is one that suits whole weights.
SCALE = 2.0


class Stored(Mapping[str, np.ndarray]):
    """A model's state in float32, each parameter made when it is asked for: all at once would be large."""

    def __init__(self, arrays: Mapping[str, np.ndarray], adapters: Mapping[str, np.ndarray] | None = None) -> None:
        """
        Args:
            arrays: each matrix in int8 beside its ``NAME.scale``, a number for each row; the rest in floats.
            adapters: what is added to the matrix ``NAME.weight``: ``SCALE * NAME.b @ NAME.a``, of shapes
                (outputs, rank) and (rank, inputs).
        """
        self._arrays, self._adapters = arrays, adapters or {}

    def __getitem__(self, name: str) -> np.ndarray:
        value = self._arrays[name].astype(np.float32)
        if f"{name}.scale" in self._arrays:
            value *= self._arrays[f"{name}.scale"][:, None]
        layer = name.removesuffix(".weight")
        if f"{layer}.a" in self._adapters:
            a, b = (self._adapters[f"{layer}.{part}"].astype(np.float32) for part in "ab")
            value += (SCALE * b) @ a
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._arrays if not name.endswith(".scale"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Arrays(Mapping[str, np.ndarray]):
    """The arrays of several files, each read when it is asked for."""

    def __init__(self, files: Sequence[Path]) -> None:
        opened = [safe_open(file, framework="numpy") for file in files]
        self._homes = {name: file for file in opened for name in file.keys()}  # type: ignore[no-untyped-call] # noqa: SIM118 # no mapping

    def __getitem__(self, name: str) -> np.ndarray:
        found: np.ndarray = self._homes[name].get_tensor(name)  # type: ignore[no-untyped-call]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


def check_files(record: Path) -> dict[str, Path]:
    """The files that a record beside them names, by name.

    Args:
        record: JSON, file name -> SHA-256.

    Raises:
        ModelError: a file is missing or not as released.
    """
    found = {}
    for name, expected in _recorded(record).items():
        found[name] = record.parent / name
        try:
            with found[name].open("rb") as file:
                actual = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as cause:
            raise ModelError(f"the reader's weights are missing from {record.parent}; reinstall quoth") from cause
        if actual != expected:
            raise ModelError(f"{found[name]} is damaged; reinstall quoth")
    return found


def record_digest(record: Path) -> str:
    """One digest for all the files of a record, which are not read."""
    digests = _recorded(record)
    return digest("\n".join(f"{name} {digests[name]}" for name in sorted(digests)).encode())


def _recorded(record: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(record.read_text())
    except (OSError, ValueError) as cause:
        raise ModelError(f"the reader's weights are missing from {record.parent}; reinstall quoth") from cause
    return found
