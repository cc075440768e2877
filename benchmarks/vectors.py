"""Nearest vectors of both kinds as libraries grow: recall against exact, latency, building, bytes; with a plot.

Real vectors (SQuAD's sentences and paragraphs, embedded by the packaged model) measure recall up to as many as there
are; beyond, each further vector is a real one moved a little at random, so that the clusters are like real ones.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.language import sentences
from benchmarks.measuring import machine
from benchmarks.plots import lines_plot
from benchmarks.texts import squad
from index.embedding import open_embedder, unit
from index.storage.sqlite.vectors.nearest import (
    CLUSTERED_FROM,
    ClusteredIndex,
    ExactIndex,
    FaissIndex,
    Selection,
    clusters_for,
    sample_for,
)

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
#: How many are wanted of each search, as :meth:`index.index.Index.search` asks for; one in five more is compared.
WANTED, QUERIES = 100, 200
#: Embedded once, and kept between runs.
KEPT = Path("build/vectors")
#: How far a made vector is from the real one it is made of: their inner product is about .9.
MOVED = 0.48
#: Vectors at a time; a whole number of such blocks is real.
_BLOCK, _REAL = 50_000, 100_000


@dataclass(frozen=True)
class Row:
    """What was measured of one index. Seconds, bytes; latencies are (p50, p95)."""

    count: int
    kind: str
    recall: float
    wait: tuple[float, float]
    filtered: tuple[float, float]
    built: float
    size: int
    opened: float

    def line(self) -> str:
        """As Markdown."""
        real = "real" if self.count <= _REAL else "made"
        return (
            f"| {self.count:,} {real} | {self.kind} | {self.recall:.4f} | {_ms(self.wait)} | {_ms(self.filtered)} "
            f"| {self.built:,.1f} s | {self.opened:.2f} s | {self.size / self.count:,.0f} |"
        )


def main() -> None:
    """Measures by itself: ``python -m benchmarks vectors`` also writes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vectors", description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the largest number of vectors")
    print(report(parser.parse_args().most)[0])


def report(most: int = SIZES[-1]) -> tuple[str, str]:
    """The table with what is to be known of it, as Markdown, and the plot, as SVG."""
    real, queries = _embedded()
    rows = [row for count in SIZES if count <= most for row in measured(real, queries, count)]
    head = (
        "| vectors | kind | recall@100 | search p50 / p95 | among 1 % | build | open | bytes each |\n"
        "|---|---|---|---|---|---|---|---|\n"
    )
    note = (
        f"{len(real):,} real vectors, the others made from them; {len(queries)} questions, one after another on one core; "
        f"exact below {CLUSTERED_FROM:,}. Measured on {machine()}."
    )
    curves = {
        f"{kind}, p50": [(row.count, 1000 * row.wait[0]) for row in rows if row.kind == kind]
        for kind in ("exact", "clustered")
    }
    return f"{note}\n\n{head}" + "\n".join(row.line() for row in rows), lines_plot(curves, "vectors", "ms a search")


def measured(real: np.ndarray, queries: np.ndarray, count: int) -> Iterator[Row]:
    """Both kinds of so many vectors; the exact kind also says what is right for the other."""
    few = np.sort(np.random.default_rng(1).choice(count, count // 100, replace=False))
    truth = _truth(real, queries, count)
    for kind in ("exact", "clustered"):
        began = time.perf_counter()
        index = _index(kind, real, count)
        built = time.perf_counter() - began
        with tempfile.TemporaryDirectory(dir=KEPT) as folder:
            path = Path(folder) / "index.faiss"
            digest, size = index.save(path), path.stat().st_size
            del index
            began = time.perf_counter()
            opened = FaissIndex.load(path, digest)
            opening = time.perf_counter() - began
        found, waits = _searched(opened, queries, None)
        _, filtered = _searched(opened, queries, Selection(few))
        right = [
            len(set(ids) & set(best)) / WANTED for ids, best in zip(_nearest(found, real, queries), truth, strict=True)
        ]
        yield Row(count, kind, float(np.mean(right)), _quantiles(waits), _quantiles(filtered), built, size, opening)


def vectors(real: np.ndarray, begin: int, end: int) -> np.ndarray:
    """A block of an endless row: the real ones, then made ones, each block by its beginning alone."""
    if begin < len(real):
        return real[begin:end]
    random = np.random.default_rng(begin)
    noise = unit(random.standard_normal((end - begin, real.shape[1]), dtype=np.float32))
    return unit(real[np.arange(begin, end) % len(real)] + np.float32(MOVED) * noise)


def _blocks(real: np.ndarray, count: int) -> Iterator[tuple[int, np.ndarray]]:
    for begin in range(0, count, _BLOCK):
        yield begin, vectors(real, begin, min(count, begin + _BLOCK))


def _index(kind: str, real: np.ndarray, count: int) -> FaissIndex:
    index: FaissIndex = ExactIndex(real.shape[1])
    if kind == "clustered":
        # From every block its share, as a sample of the whole would have.
        share, random = sample_for(count) / count, np.random.default_rng(0)
        parts = [block[random.random(len(block)) < share] for _, block in _blocks(real, count)]
        index = ClusteredIndex(np.concatenate(parts), clusters_for(count))
    for begin, block in _blocks(real, count):
        index.add(np.arange(begin, begin + len(block)), block)
    return index


def _truth(real: np.ndarray, queries: np.ndarray, count: int) -> list[np.ndarray]:
    """The nearest in float32, by plain numpy, block by block."""
    scores, ids = np.empty((len(queries), 0), np.float32), np.empty((len(queries), 0), np.int64)
    for begin, block in _blocks(real, count):
        near = queries @ block.T
        best = np.argpartition(-near, WANTED, axis=1)[:, :WANTED]
        scores = np.concatenate([scores, np.take_along_axis(near, best, 1)], 1)
        ids = np.concatenate([ids, best + begin], 1)
        best = np.argsort(-scores, axis=1)[:, :WANTED]
        scores, ids = np.take_along_axis(scores, best, 1), np.take_along_axis(ids, best, 1)
    return list(ids)


def _searched(
    index: FaissIndex, queries: np.ndarray, selection: Selection | None
) -> tuple[list[list[int]], list[float]]:
    found, waits = [], []
    wanted = WANTED if index.kind == "exact" else WANTED + WANTED // 5 + 1
    for query in queries:
        began = time.perf_counter()
        ranked = index.search(query, wanted, selection)
        waits.append(time.perf_counter() - began)
        found.append([id for id, _ in ranked])
    return found, waits


def _nearest(found: list[list[int]], real: np.ndarray, queries: np.ndarray) -> Iterator[list[int]]:
    """The wanted of what was found, compared by whole vectors as a library compares them."""
    ids = np.unique([id for ids in found for id in ids])
    whole: dict[int, np.ndarray] = {}
    for begin in np.unique(ids // _BLOCK * _BLOCK).tolist():
        block = vectors(real, begin, begin + _BLOCK)
        whole |= {id: block[id - begin].copy() for id in ids[(ids >= begin) & (ids < begin + _BLOCK)].tolist()}
    for each, query in zip(found, queries, strict=True):
        yield sorted(each, key=lambda id: -float(whole[id] @ query))[:WANTED]


def _embedded() -> tuple[np.ndarray, np.ndarray]:
    """Real vectors, float32, shape (100,000, 384), and those of questions, shape (200, 384)."""
    names = [KEPT / "real.npy", KEPT / "questions.npy"]
    if not all(name.exists() for name in names):
        KEPT.mkdir(parents=True, exist_ok=True)
        texts, questions = squad(1 << 30)
        parts = dict.fromkeys(span.of(text) for text in texts for span in sentences(text))
        embedder = open_embedder()
        np.save(names[0], embedder.embed([*parts][: _REAL - len(texts)] + texts))
        np.save(names[1], embedder.embed(questions[:: len(questions) // QUERIES][:QUERIES]))
    return np.load(names[0]), np.load(names[1])


def _quantiles(seconds: list[float]) -> tuple[float, float]:
    low, high = np.quantile(seconds, [0.5, 0.95])
    return float(low), float(high)


def _ms(seconds: tuple[float, float]) -> str:
    return f"{1000 * seconds[0]:.2f} / {1000 * seconds[1]:.2f} ms"


if __name__ == "__main__":
    main()
