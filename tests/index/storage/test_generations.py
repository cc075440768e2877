"""What a library finds by vectors, at both kinds and through every change, against plain numpy."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Content, Document, Span
from index.embedding import ModelIdentity, unit
from index.storage.protocols import Maker
from index.storage.sqlite.doctor import examine
from index.storage.sqlite.snapshot import SQLiteSnapshot
from index.storage.sqlite.store import SQLiteStore
from index.storage.sqlite.vectors import file as vectorfile
from index.storage.sqlite.vectors import nearest as vectors

DIMENSION = 8
MAKER = Maker(ModelIdentity("random", "0" * 64, DIMENSION), 100)

Truth = dict[str, np.ndarray]
#: Puts a document with so many passages, or removes it.
CHANGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 12)), min_size=1, max_size=12)


@contextmanager
def small_limits(clustered_from: int, small: int = 0, worth: float = 0.5) -> Iterator[None]:
    """Kinds change over at a few vectors; every cluster is searched, so that what is found is known."""
    with ExitStack() as stack:
        for module in (vectors, vectorfile):
            stack.enter_context(patch.object(module, "CLUSTERED_FROM", clustered_from))
        stack.enter_context(patch.object(vectors, "PROBED", 1))
        stack.enter_context(patch.object(vectorfile, "_SMALL", small))
        stack.enter_context(patch.object(vectorfile, "_WORTH", worth))
        yield


def put(store: SQLiteStore, truth: Truth, id: str, passages: int, rng: np.random.Generator) -> None:
    values = unit(rng.normal(size=(passages, DIMENSION)).astype(np.float32)) if passages else np.empty((0, DIMENSION))
    with store.writing() as writer:
        if passages:
            text = " ".join("x" for _ in range(passages))
            spans = [Span(2 * n, 2 * n + 1) for n in range(passages)]
            writer.put(Document(id, id, "", Content(text)), spans, values)
        else:
            writer.remove(id)
    truth.pop(id, None)
    if passages:
        truth[id] = values


def kind_of(snapshot: SQLiteSnapshot) -> vectors.Kind:
    assert snapshot._vectors is not None
    return snapshot._vectors.at(snapshot).kind


def assert_as_truth(snapshot: SQLiteSnapshot, truth: Truth, query: np.ndarray, admitted: set[str] | None) -> None:
    """The nearest by hand: documents, places in them, and scores, all of them and the first five.

    Clusters that were found from a few vectors say only nearly which five are first; what they bring is still true.
    """
    rows = [
        (id, n, float(vector @ query))
        for id, values in truth.items()
        for n, vector in enumerate(values)
        if admitted is None or id in admitted
    ]
    expected = sorted(rows, key=lambda row: -row[2])
    for k in (5, 1_000):
        ranked = snapshot.dense(query, k, admitted)
        passages = snapshot.passages([id for id, _ in ranked])
        found = [(passage.document.id, passage.span.start // 2) for passage in passages]
        assert len(ranked) == len(expected[:k])
        if k > len(expected) or kind_of(snapshot) == "exact":
            assert [score for _, score in ranked] == pytest.approx([score for *_, score in expected[:k]], abs=0.003)
        assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
        for place, (_, score) in zip(found, ranked, strict=True):
            assert float(truth[place[0]][place[1]] @ query) == pytest.approx(score, abs=0.003)
        assert len(set(found)) == len(found)


@given(CHANGES, st.integers(0, 5), st.sampled_from([1, 10, 1_000]), st.sampled_from([0, 1_000]))
@settings(max_examples=25, deadline=None)
def test_a_library_finds_what_plain_numpy_finds(
    changes: list[tuple[str, int]], seed: int, clustered_from: int, small: int
) -> None:
    rng, truth = np.random.default_rng(seed), {}
    with tempfile.TemporaryDirectory() as folder, small_limits(clustered_from, small):
        with closing(SQLiteStore.create(Path(folder), MAKER)) as writer, closing(SQLiteStore(Path(folder))) as reader:
            for id, passages in changes:
                put(writer, truth, id, passages, rng)
                query = unit(rng.normal(size=(1, DIMENSION)).astype(np.float32))[0]
                for admitted in (None, {"a", "b"}):
                    with reader.snapshot() as snapshot:
                        assert_as_truth(snapshot, truth, query, admitted)
        with closing(SQLiteStore(Path(folder))) as again, again.snapshot() as snapshot:
            assert_as_truth(snapshot, truth, query, None)


@pytest.mark.parametrize("clustered_from", [1, 1_000])
def test_an_old_snapshot_sees_its_own_generation_beside_a_new_one(tmp_path: Path, clustered_from: int) -> None:
    rng, truth = np.random.default_rng(0), {}
    with small_limits(clustered_from), closing(SQLiteStore.create(tmp_path, MAKER)) as store:
        for id in "abc":
            put(store, truth, id, 10, rng)
        query = unit(rng.normal(size=(1, DIMENSION)).astype(np.float32))[0]
        with store.snapshot() as old:
            assert_as_truth(old, truth, query, None)
            before = dict(truth)
            put(store, truth, "b", 0, rng)
            put(store, truth, "d", 20, rng)
            with store.snapshot() as new:
                assert_as_truth(new, truth, query, None)
                assert_as_truth(old, before, query, {"b", "c"})
                assert_as_truth(old, before, query, None)
                assert_as_truth(new, truth, query, None)


def test_a_search_does_not_wait_for_a_file_being_made(tmp_path: Path) -> None:
    rng, truth, made, go_on = np.random.default_rng(0), {}, threading.Event(), threading.Event()
    query = unit(rng.normal(size=(1, DIMENSION)).astype(np.float32))[0]

    def held(*arguments: object) -> object:
        made.set()
        assert go_on.wait(60)
        return renew(*arguments)

    renew = vectorfile.write_vectors
    with small_limits(1), closing(SQLiteStore.create(tmp_path, MAKER)) as store:
        put(store, truth, "a", 10, rng)
        with patch("index.storage.sqlite.store.write_vectors", held):
            writing = threading.Thread(target=put, args=(store, truth, "b", 10, rng))
            writing.start()
            assert made.wait(60)
            with store.snapshot() as snapshot:
                assert len(snapshot.dense(query, 100)) == 20
            with store.writing(patience=0):  # the right to write is free as well
                go_on.set()
        writing.join()
        with store.snapshot() as snapshot:
            assert_as_truth(snapshot, truth, query, None)


def test_the_file_is_rebuilt_without_embedding_and_the_doctor_names_its_kind(tmp_path: Path) -> None:
    rng, truth = np.random.default_rng(0), {}
    query = unit(rng.normal(size=(1, DIMENSION)).astype(np.float32))[0]
    with small_limits(30, small=1_000), closing(SQLiteStore.create(tmp_path, MAKER)) as store:
        put(store, truth, "a", 20, rng)
        assert examine(tmp_path).vectors_kind == "exact"
        put(store, truth, "b", 20, rng)
        assert (examine(tmp_path).vectors_kind, examine(tmp_path).problems) == ("clustered", [])
        (path,) = tmp_path.glob("vectors-*")
        path.write_bytes(b"garbage that FAISS must never parse")
        assert any("is not as it was written" in line for line in examine(tmp_path).problems)
        with closing(SQLiteStore(tmp_path)) as reader, reader.snapshot() as snapshot:
            assert_as_truth(snapshot, truth, query, None)
        put(store, truth, "c", 1, rng)
        assert examine(tmp_path).problems == []
        put(store, truth, "a", 0, rng)
        assert examine(tmp_path).vectors_kind == "clustered", "a library that shrinks a little keeps its kind"
        put(store, truth, "b", 2, rng)
        assert examine(tmp_path).vectors_kind == "exact"
        assert len(list(tmp_path.glob("vectors-*"))) == 1
