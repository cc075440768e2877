"""One library in a folder, in a database, and over three shards: quotes, loading, searching, bytes; on this machine.

``python -m benchmarks.distributed``, after ``make test-distributed`` has fetched what it needs. Texts are real, vectors
are not: 384 dimensions in 500 clusters, as close to each other as sentences of one subject are.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.evaluation.datasets import load_squad
from assistant.replies import Answer
from benchmarks.measuring import Measured, machine, percentiles, timed
from benchmarks.texts import DATA, RandomEmbedder, documents, squad
from index.documents import Content, Document, Span
from index.embedding import Embedder, open_embedder
from index.index import Index
from index.search import Filter
from index.storage import Store, create_store, migrate, open_store
from tests.distributed.server import Server, execute, serving

_NEAREST, _WORDS = 10, 20
_OF_ONE_PLACE = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.oid = 'quoth.passage'::regclass"


class ClusteredEmbedder(RandomEmbedder):
    """Unit vectors around 500 centres in place of the packaged model's, whose name it bears."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """float32, shape (len(texts), 384)."""
        centres = np.random.default_rng(7).standard_normal((500, 384), dtype=np.float32)
        vectors = centres[self._random.integers(500, size=len(texts))]
        vectors = vectors + 0.7 * self._random.standard_normal(vectors.shape, dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def main() -> None:
    """Prints a table of Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.distributed", description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100, help="so many for each ranking")
    given = parser.parse_args()
    model, questions = open_embedder(), squad(1 << 30)[1]
    vectors = ClusteredEmbedder(model, seed=1).embed([""] * given.questions)
    with tempfile.TemporaryDirectory() as folder, serving("shared_buffers=2GB") as server:
        index = Index.open_or_create(Path(folder) / "library", ClusteredEmbedder(model))
        index.add(*documents(given.passages))
        index.close()
        source, _ = open_store(Path(folder) / "library")
        rows, best = _asked("folder", source, model, questions, vectors), _found(source, questions, vectors)
        rows += _quotes(server, Path(folder) / "articles", given.questions)
        shards = [server.database() for _ in range(3)]
        for name, spread in (("database", []), ("three shards", shards)):
            place = server.database()
            store, _ = create_store(place, source.maker, None, spread)
            began = time.perf_counter()
            moved = migrate(source, store)
            rate = moved.passages / (time.perf_counter() - began)
            held = sum(float(execute(url, _OF_ONE_PLACE)[0][0]) for url in spread or [place])
            rows += [
                Measured(f"{name}: moved there, indexed and compared", rate, "passages/s"),
                Measured(f"{name}: rows and indexes of a passage", held / moved.passages, "bytes"),
                *_asked(name, store, model, questions, vectors),
            ]
            found = _found(store, questions, vectors)
            for start, what in enumerate(("nearest vectors", "best word matches")):
                shares = [
                    len({*old} & {*new}) / max(len(old), 1)
                    for old, new in zip(best[start::2], found[start::2], strict=True)
                ]
                rows.append(Measured(f"{name}: the folder's {what}, found", float(np.mean(shares)), ""))
            store.close()
    print(f"{moved.passages:,} passages, on {machine()}.\n\n| | Median | Spread | Wanted |\n|---|---|---|---|")
    print("\n".join(row.row() for row in rows))


def _quotes(server: Server, folder: Path, count: int) -> list[Measured]:
    """Of so many development questions, how many have the folder's outcome and quotes; packaged models."""
    found = load_squad(DATA / "dev" / "squad2-dev-12-articles.json.gz")
    questions = [question.text for each in found for question in each.questions]
    asked = questions[:: len(questions) // count][:count]
    with Assistant(Index.open_or_create(folder)) as one:
        one.index.add(*(Document(str(n), f"{n}.txt", "", Content(each.text)) for n, each in enumerate(found)))
        expected = [_outcome(one, question) for question in asked]
    source, _ = open_store(folder)
    rows = []
    for name, shards in (("database", 0), ("three shards", 3)):
        store, _ = create_store(server.database(), source.maker, None, [server.database() for _ in range(shards)])
        migrate(source, store)
        with Assistant(Index(store, Path(), one.index.embedder), one.reader) as other:
            same = sum(_outcome(other, question) == each for question, each in zip(asked, expected, strict=True))
        rows.append(Measured(f"{name}: of {count} questions, the folder's quotes", same, "", "", "99 %"))
    return rows


def _outcome(assistant: Assistant, question: str) -> tuple[str, list[tuple[str, Span]]]:
    reply = assistant.ask(question)
    quotes = reply.quotes if isinstance(reply, Answer) else ()
    return type(reply).__name__, [(quote.document.id, quote.span) for quote in quotes]


def _asked(name: str, store: Store, model: Embedder, questions: Sequence[str], vectors: np.ndarray) -> list[Measured]:
    """How long both rankings take, alone and together; each of other questions, so that none finds them in memory."""
    index, tenth = Index(store, Path(), model), Filter.parse("path:*0")
    asked = iter(questions)
    index.search(next(asked), 20, tenth)

    def lexical() -> object:
        with store.snapshot() as snapshot:
            return snapshot.lexical(next(asked), 100)

    def dense(vector: np.ndarray) -> object:
        with store.snapshot() as snapshot:
            return snapshot.dense(vector, 100)

    count = len(vectors)
    return [
        percentiles(f"{name}: search", timed(lambda: index.search(next(asked), 20), count)),
        percentiles(
            f"{name}: search, a tenth of the documents", timed(lambda: index.search(next(asked), 20, tenth), count)
        ),
        percentiles(f"{name}: 100 best word matches", timed(lexical, count)),
        percentiles(f"{name}: 100 nearest vectors", [timed(lambda v=vector: dense(v))[0] for vector in vectors]),
    ]


def _found(store: Store, questions: Sequence[str], vectors: np.ndarray) -> list[list[tuple[str, Span]]]:
    """The nearest and the best word matches of each question."""
    found = []
    for question, vector in zip(questions[-len(vectors) :], vectors, strict=True):
        with store.snapshot() as snapshot:
            rankings = snapshot.dense(vector, _NEAREST), snapshot.lexical(question, _WORDS)
            passages = [snapshot.passages([id for id, _ in ranking]) for ranking in rankings]
        found += [[(each.document.id, each.span) for each in ranking] for ranking in passages]
    return found


if __name__ == "__main__":
    main()
