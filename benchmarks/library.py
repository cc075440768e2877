"""Libraries of size: an unchanged folder of 10,000 documents, and 100,000 passages (random vectors, real words).

``python -m benchmarks.library --passages 1000000`` measures a larger one.
"""

import argparse
import tempfile
import time
from pathlib import Path

from assistant.assistant import Assistant
from benchmarks.measuring import Measured, peak_megabytes, percentiles, resident_megabytes, run_module, tell, timed
from benchmarks.texts import RandomEmbedder, documents, squad
from index.embedding import open_embedder
from index.index import Index
from index.search import Filter

PASSAGES, FILES = 100_000, 10_000


def main() -> None:
    """Each part in a process of its own."""
    parts = {"unchanged": unchanged, "fill": fill, "open": open_, "ask": ask}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.library", description=__doc__)
    parser.add_argument("--passages", type=int, default=PASSAGES, help="how large the large library is")
    parser.add_argument("--part", choices=[*parts], help="only this, in this process")
    parser.add_argument("--folder", type=Path, help="where the libraries are kept")
    given = parser.parse_args()
    if given.part:
        tell(parts[given.part](given.folder, given.passages))
        return
    with tempfile.TemporaryDirectory() as folder:
        words = ["--passages", str(given.passages), "--folder", folder]
        tell([line for part in parts for line in run_module("benchmarks.library", "--part", part, *words)])


def unchanged(folder: Path, _: int) -> list[Measured]:
    """A second ``quoth index`` of an unchanged folder."""
    files, (texts, _) = folder / "files", squad(FILES)
    files.mkdir()
    for number, text in enumerate(texts):
        (files / f"{number}.txt").write_text(text)
    index = Index.open_or_create(folder / "small", RandomEmbedder(open_embedder()))
    index.sync([files])
    seconds = timed(lambda: index.sync([files]), 3)
    index.close()
    return [
        Measured(f"indexing an unchanged folder of {FILES:,} documents", sorted(seconds)[1], "s", "3 runs", "< 10 s")
    ]


def fill(folder: Path, passages: int) -> list[Measured]:
    """The most memory held while a library of this size is made."""
    index = Index.open_or_create(folder / "large", RandomEmbedder(open_embedder()))
    batch = []
    for document in documents(passages):
        batch.append(document)
        if len(batch) == 400:
            index.add(*batch)
            batch = []
    index.add(*batch)
    made = sum(entry.passages for entry in index.documents())
    index.close()
    return [Measured(f"memory while indexing {made:,} passages, peak", peak_megabytes(), "MB", "", "< 1,500 MB")]


def open_(folder: Path, passages: int) -> list[Measured]:
    """From nothing open to the first hit, the models loaded."""
    embedder, (_, questions) = open_embedder(), squad(3_000)
    embedder.embed(["warm"])
    began = time.perf_counter()
    index = Index.open(folder / "large", embedder)
    index.search(questions[0])
    opened = time.perf_counter() - began
    search = [timed(lambda q=question: index.search(q, 20))[0] for question in questions[1:200]]
    few = Filter.parse("path:*0")
    filtered = [timed(lambda q=question: index.search(q, 20, few))[0] for question in questions[1:60]]
    held = resident_megabytes()
    index.close()
    return [
        Measured(f"opening {passages:,} passages to the first hit", opened, "s", "", "< 2 s"),
        percentiles(f"search, {passages:,} passages", search),
        percentiles(f"search with a filter that admits a tenth, {passages:,} passages", filtered),
        Measured(f"memory after searching, {passages:,} passages", held, "MB"),
    ]


def ask(folder: Path, passages: int) -> list[Measured]:
    """The whole pipeline on the large library; its passages are found by words, for the vectors are random."""
    _, questions = squad(3_000)
    with Assistant.open(folder / "large") as assistant:
        assistant.ask(questions[0])
        seconds = [timed(lambda q=question: assistant.ask(q))[0] for question in questions[1:150]]
    return [
        percentiles(f"ask, {passages:,} passages, warm", seconds, "p50/p95: floor 500/900 ms, aim 120/250 ms"),
        Measured(f"memory after asking, {passages:,} passages", resident_megabytes(), "MB"),
    ]


if __name__ == "__main__":
    main()
