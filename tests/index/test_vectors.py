from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import unit
from index.errors import LibraryDamaged
from index.vectors import FaissIndex


def random_unit(n: int, dimension: int = 16, seed: int = 0) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32))


def test_identical_vectors_score_one_and_orthogonal_ones_nothing() -> None:
    index = FaissIndex(4)
    index.add(np.array([7, 9]), np.eye(4, dtype=np.float32)[:2])
    assert index.search(np.eye(4, dtype=np.float32)[0], 2) == [(7, 1.0), (9, 0.0)]


@given(st.sets(st.integers(0, 30)), st.integers(1, 40), st.integers(0, 10))
def test_search_is_exact_and_removal_never_moves_an_id(removed: set[int], k: int, seed: int) -> None:
    vectors, query = random_unit(31), random_unit(1, seed=seed + 1)[0]
    index = FaissIndex(16)
    index.add(np.arange(31) * 3 + 5, vectors)
    index.remove(np.array(sorted(removed), dtype=np.int64) * 3 + 5)
    kept = [i for i in range(31) if i not in removed]
    expected = sorted(kept, key=lambda i: -float(vectors[i] @ query))[:k]
    assert [i for i, _ in index.search(query, k)] == [i * 3 + 5 for i in expected]
    assert sorted(index.ids().tolist()) == [i * 3 + 5 for i in kept]


def test_a_search_among_some_sees_no_other() -> None:
    vectors = random_unit(20)
    index = FaissIndex(16)
    index.add(np.arange(20), vectors)
    found = [i for i, _ in index.search(vectors[3], 10, np.array([1, 4, 8]))]
    assert sorted(found) == [1, 4, 8]


def test_what_is_saved_is_loaded_and_what_was_changed_is_not(tmp_path: Path) -> None:
    index = FaissIndex(16)
    index.add(np.arange(10), random_unit(10))
    path = tmp_path / "vectors-1.faiss"
    written = index.save(path)
    query = random_unit(1, seed=3)[0]
    assert FaissIndex.load(path, written).search(query, 5) == index.search(query, 5)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(LibraryDamaged):
        FaissIndex.load(path, written)
    path.unlink()
    with pytest.raises(LibraryDamaged):
        FaissIndex.load(path, written)
