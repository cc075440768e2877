import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import unit
from index.errors import LibraryDamaged
from index.storage.sqlite.vectors import nearest as vectors
from index.storage.sqlite.vectors.nearest import ClusteredIndex, ExactIndex, FaissIndex, Kind, Selection, kind_for

KINDS: list[Kind] = ["exact", "clustered"]


def random_unit(n: int, dimension: int = 16, seed: int = 0) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32))


def filled(kind: Kind, ids: np.ndarray, values: np.ndarray) -> FaissIndex:
    index = ExactIndex(values.shape[1]) if kind == "exact" else ClusteredIndex(values, 8)
    index.add(ids, values)
    return index


def test_identical_vectors_score_one_and_orthogonal_ones_nothing() -> None:
    index = filled("exact", np.array([7, 9]), np.eye(4, dtype=np.float32)[:2])
    assert index.search(np.eye(4, dtype=np.float32)[0], 2) == [(7, 1.0), (9, 0.0)]


@given(st.sets(st.integers(0, 30)), st.integers(1, 40), st.integers(0, 10))
def test_search_is_exact_and_removal_never_moves_an_id(removed: set[int], k: int, seed: int) -> None:
    values, query = random_unit(31), random_unit(1, seed=seed + 1)[0]
    index = filled("exact", np.arange(31) * 3 + 5, values)
    index.remove(np.array(sorted(removed), dtype=np.int64) * 3 + 5)
    kept = [i for i in range(31) if i not in removed]
    expected = sorted(kept, key=lambda i: -float(values[i] @ query))[:k]
    assert [i for i, _ in index.search(query, k)] == [i * 3 + 5 for i in expected]
    assert index.ids().tolist() == [i * 3 + 5 for i in kept]


@given(st.sets(st.integers(0, 199)), st.integers(1, 50), st.integers(0, 10))
def test_in_clusters_a_removal_never_makes_an_id_mean_another_vector(removed: set[int], k: int, seed: int) -> None:
    values, query = random_unit(200), random_unit(1, seed=seed + 1)[0]
    index = filled("clustered", np.arange(200) * 3 + 5, values)
    index.remove(np.array(sorted(removed), dtype=np.int64) * 3 + 5)
    kept = [i * 3 + 5 for i in range(200) if i not in removed]
    assert index.ids().tolist() == kept
    found = index.search(query, k)
    assert {i for i, _ in found} <= set(kept)
    for i, score in found:
        assert score == pytest.approx(float(values[(i - 5) // 3] @ query), abs=0.05)


@pytest.mark.parametrize("kind", KINDS)
@given(st.sets(st.integers(0, 299), min_size=1), st.integers(0, 10), st.sampled_from([1, 1_000]))
def test_a_filter_that_admits_few_loses_none_and_lets_no_other_in(
    kind: Kind, admitted: set[int], seed: int, spread: int
) -> None:
    index = filled(kind, np.arange(300) * spread, random_unit(300))
    chosen = np.array(sorted(admitted), dtype=np.int64) * spread
    found = [i for i, _ in index.search(random_unit(1, seed=seed)[0], 300, Selection(chosen))]
    assert sorted(found) == chosen.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_hidden_is_not_found(kind: Kind) -> None:
    index = filled(kind, np.arange(300), random_unit(300))
    hidden = np.arange(299)
    assert [i for i, _ in index.search(random_unit(300)[7], 300, Selection(hidden, admitted=False))] == [299]


def test_a_filter_that_admits_many_is_searched_with_more_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "SEARCHED_THROUGH", 0)
    values = random_unit(4_000)
    index = filled("clustered", np.arange(4_000), values)
    half = np.arange(0, 4_000, 2)
    shares = []
    for query in random_unit(20, seed=1):
        best = set(half[np.argsort(-values[half] @ query)[:10]].tolist())
        found = {i for i, _ in index.search(query, 10, Selection(half))}
        assert all(i % 2 == 0 for i in found)
        shares.append(len(best & found) / 10)
    assert np.mean(shares) > 0.6


@pytest.mark.parametrize("kind", KINDS)
def test_searches_side_by_side_find_what_they_find_alone(kind: Kind) -> None:
    index, queries = filled(kind, np.arange(3_000), random_unit(3_000)), random_unit(40, seed=1)
    alone, wrong = [index.search(query, 20) for query in queries], []

    def search() -> None:
        wrong.extend(n for n, query in enumerate(queries) if index.search(query, 20) != alone[n])

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_saved_is_loaded_and_what_was_changed_is_not(kind: Kind, tmp_path: Path) -> None:
    index = filled(kind, np.arange(100), random_unit(100))
    path = tmp_path / "vectors-1.faiss"
    written = index.save(path)
    query = random_unit(1, seed=3)[0]
    loaded = FaissIndex.load(path, written)
    assert (loaded.kind, loaded.search(query, 5)) == (kind, index.search(query, 5))
    assert loaded.ids().tolist() == list(range(100))
    changed = loaded.changeable()
    changed.remove(np.arange(50))
    changed.add(np.array([200]), query[None])
    assert changed.search(query, 1)[0][0] == 200
    assert (len(loaded), loaded.search(query, 5)) == (100, index.search(query, 5))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(LibraryDamaged):
        FaissIndex.load(path, written)
    path.unlink()
    with pytest.raises(LibraryDamaged):
        FaissIndex.load(path, written)


def test_the_kind_is_chosen_by_size() -> None:
    assert (kind_for(vectors.CLUSTERED_FROM - 1), kind_for(vectors.CLUSTERED_FROM)) == ("exact", "clustered")
