"""One library in a folder, in a database, and over three shards: loading, searching, bytes; all on this machine.

``python -m benchmarks.distributed``, after ``make test-distributed`` has fetched what it needs. Texts are real, vectors
are not: 384 dimensions in 500 clusters, as close to each other as sentences of one subject are.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.measuring import Measured, machine, percentiles, timed
from benchmarks.texts import RandomEmbedder, documents, squad
from index.embedding import open_embedder
from index.engines import create_store
from index.index import Index
from index.migration import migrate
from index.storage import Ranked, Snapshot, Store
from tests.distributed.server import execute, serving

_NEAREST, _WORDS = 10, 20
_OF_ONE_PLACE = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.oid = 'quoth.passage'::regclass"


class ClusteredEmbedder(RandomEmbedder):
    """Unit vectors around 500 centres in place of the packaged model's, whose name it bears."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """float32, shape (len(texts), 384)."""
        centres = np.random.default_rng(1).standard_normal((500, 384), dtype=np.float32)
        vectors = centres[self._random.integers(500, size=len(texts))]
        vectors = vectors + 0.7 * self._random.standard_normal(vectors.shape, dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def main() -> None:
    """Prints a table of Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.distributed", description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100)
    given = parser.parse_args()
    embedder = ClusteredEmbedder(open_embedder())
    vectors = embedder.embed([""] * given.questions)
    asked = list(zip(squad(3_000)[1], vectors, strict=False))
    with tempfile.TemporaryDirectory() as folder, serving("shared_buffers=2GB") as server:
        index = Index.open_or_create(Path(folder) / "library", embedder)
        for document in documents(given.passages):
            index.add(document)
        index.close()
        index = Index.open(Path(folder) / "library", embedder)
        rows, best = _asked("folder", index._store, asked, None)
        shards = [server.database() for _ in range(3)]
        for name, spread in (("database", []), ("three shards", shards)):
            place = server.database()
            store, _ = create_store(place, index.maker, index.base, spread)
            began = time.perf_counter()
            moved = migrate(index._store, store)
            rate = moved.passages / (time.perf_counter() - began)
            rows.append(Measured(f"{name}: moved there, compared and indexed", rate, "passages/s"))
            held = sum(float(execute(url, _OF_ONE_PLACE)[0][0]) for url in spread or [place])
            rows.append(Measured(f"{name}: rows and indexes of a passage", held / moved.passages, "bytes"))
            rows += _asked(name, store, asked, best)[0]
            store.close()
    print(f"{moved.passages:,} passages, on {machine()}.\n\n| | Median | Spread | Wanted |\n|---|---|---|---|")
    print("\n".join(row.row() for row in rows))


def _asked(
    name: str, store: Store, asked: Sequence[tuple[str, np.ndarray]], best: Sequence[Sequence[object]] | None
) -> tuple[list[Measured], list[Sequence[object]]]:
    """How long both rankings take, alone and together, and how much of the folder's best they find."""
    rows, found = [], list[Sequence[object]]()
    tenth = None
    for what, run in _RANKINGS.items():
        seconds = []
        for question, vector in asked:
            with store.snapshot() as snapshot:
                tenth = tenth or [entry.id for entry in snapshot.entries()][::10]
                seconds += timed(lambda s=snapshot, q=question, v=vector: run(s, q, v, tenth))
        rows.append(percentiles(f"{name}: {what}", seconds))
    for question, vector in asked:
        with store.snapshot() as snapshot:
            for hits in (snapshot.dense(vector, _NEAREST), snapshot.lexical(question, _WORDS)):
                passages = snapshot.passages([id for id, _ in hits])
                found.append([(each.document.id, each.span) for each in passages])
    if best:
        for start, what in enumerate(("nearest vectors", "best word matches")):
            shares = [
                len({*old} & {*new}) / max(len(old), 1) for old, new in zip(best[start::2], found[start::2], strict=True)
            ]
            rows.append(Measured(f"{name}: the folder's {what}, found", float(np.mean(shares)), ""))
    return rows, found


def _both(snapshot: Snapshot, question: str, vector: np.ndarray, among: Sequence[str] | None) -> list[Ranked]:
    return snapshot.dense(vector, 100, among) + snapshot.lexical(question, 100, among)


_RANKINGS: dict[str, Callable[[Snapshot, str, np.ndarray, Sequence[str]], list[Ranked]]] = {
    "100 nearest vectors": lambda s, _, v, __: s.dense(v, 100),
    "100 best word matches": lambda s, q, _, __: s.lexical(q, 100),
    "both": lambda s, q, v, _: _both(s, q, v, None),
    "both, a tenth of the documents admitted": _both,
}


if __name__ == "__main__":
    main()
