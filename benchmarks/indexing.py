"""Passages embedded, indexed and stored in a second, and search, beside peers with the same model and texts."""

import json
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from benchmarks.measuring import Measured, percentiles, tell, timed
from benchmarks.texts import RandomEmbedder, squad
from index.documents import Content, Document, digest
from index.embedding import open_embedder, packaged_model
from index.index import Index

PEERS = {
    "txtai": ["txtai==9.14"],
    "haystack": ["haystack-ai==3.4", "sentence-transformers-haystack"],
}
#: Where the peers' environments are kept between runs.
ENVIRONMENTS = Path("build/peers")
PARAGRAPHS, QUESTIONS, ROUNDS = 1_000, 100, 3
LARGE, LARGE_QUESTIONS = 100_000, 50


def main() -> None:
    """Ours and the peers', turn by turn, so that a slow minute of the machine hits all of them."""
    texts, questions = squad(PARAGRAPHS)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.json"
        model = str(packaged_model())
        data.write_text(json.dumps({"texts": texts, "questions": questions[:QUESTIONS], "model": model}))
        rates: dict[str, list[float]] = {name: [] for name in ("quoth", *PEERS)}
        waits: dict[str, list[float]] = {name: [] for name in ("quoth", *PEERS)}
        for _ in range(ROUNDS):
            for name, found_rates in rates.items():
                found = ours(data) if name == "quoth" else peer(name, data)
                found_rates.append(len(texts) / found["indexing"])
                waits[name] += found["search"]
    lines = []
    fastest = max(max(rates[name]) for name in PEERS)
    for name, found in rates.items():
        lines.append(_rate(f"{name}: indexing {PARAGRAPHS:,} paragraphs", found))
    median = sorted(rates["quoth"])[ROUNDS // 2]
    lines.append(Measured("quoth's rate to the faster peer's", median / fastest, "times", "", "floor 2, aim 4"))
    lines += share(texts, median)
    lines += [percentiles(f"{name}: search, {PARAGRAPHS:,} paragraphs", found) for name, found in waits.items()]
    tell(lines + large())


def large() -> list[Measured]:
    """Search in many passages, whose vectors are random: their size matters here, not what is found."""
    texts, questions = squad(1 << 30)
    texts = [f"{text} ({place})" for place, text in enumerate(islice(cycle(texts), LARGE))]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.json"
        given = {
            "texts": texts,
            "questions": questions[:LARGE_QUESTIONS],
            "model": str(packaged_model()),
            "random": True,
        }
        data.write_text(json.dumps(given))
        waits = {name: (ours(data) if name == "quoth" else peer(name, data))["search"] for name in ("quoth", *PEERS)}
    middle = {name: sorted(found)[len(found) // 2] for name, found in waits.items()}
    ratio = middle["quoth"] / min(middle[name] for name in PEERS)
    return [
        *(percentiles(f"{name}: search, {LARGE:,} paragraphs", found) for name, found in waits.items()),
        Measured("quoth's to the faster peer's", ratio, "times", "", "floor 1, aim 0.5"),
    ]


def share(texts: list[str], indexing: float) -> list[Measured]:
    """What part of the machine's own matrix rate the encoder reaches by itself, and indexing in all.

    Args:
        indexing: passages per second.
    """
    from benchmarks.machine_rate import bf16_rate, int8_rate, multiply_adds  # torch; not beside what is timed

    embedder = open_embedder()
    tokens = [min(embedder.measure(text), embedder.window) for text in texts]
    each = sum(multiply_adds(count) for count in tokens) / len(tokens)
    embedder.embed(texts[:50])
    encoding = len(texts) / min(timed(lambda: embedder.embed(texts), 2))
    int8, bf16 = int8_rate(), bf16_rate()
    best = max(int8, bf16)
    detail = f"{sum(tokens) / len(tokens):.0f} tokens, {each / 1e9:.2f} billion multiply-adds each"
    return [
        Measured("this machine's int8 products", int8 / 1e9, "billion multiply-adds/s"),
        Measured("this machine's bfloat16 products", bf16 / 1e9, "billion multiply-adds/s"),
        Measured("quoth: encoding alone", encoding, "passages/s", detail),
        Measured("... its share of the better rate", 100 * encoding * each / best, "%", "", "70 %"),
        Measured("quoth: indexing's share of the better rate", 100 * indexing * each / best, "%", "", "70 %"),
    ]


def _rate(what: str, rates: list[float]) -> Measured:
    rates = sorted(rates)
    return Measured(
        what, rates[len(rates) // 2], "passages/s", f"{rates[0]:.0f} to {rates[-1]:.0f} in {len(rates)} runs"
    )


def ours(data: Path) -> dict[str, list[float]]:
    """Each paragraph as a document of its own, as the peers take them; through SQLite and FAISS onto the disk."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.indexing", str(data)], check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def peer(name: str, data: Path) -> dict[str, list[float]]:
    """The same by a peer, in an environment of its own that is made at need."""
    home = ENVIRONMENTS / name
    if not (home / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        for packages in (["torch==2.13.0"], PEERS[name]):
            subprocess.run([home / "bin" / "pip", "install", "--quiet", *packages], check=True)
        (home / "ready").touch()
    script = Path(__file__).parent / "peers" / f"{name}_peer.py"
    done = subprocess.run([home / "bin" / "python", script, data], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def one(data: Path) -> None:
    """One run of ours."""
    given = json.loads(data.read_text())
    documents = [Document(digest(t.encode())[:16], str(n), "", Content(t)) for n, t in enumerate(given["texts"])]
    with tempfile.TemporaryDirectory() as folder:
        embedder = open_embedder()
        embedder.embed(["warm"])
        library = Path(folder) / "library"
        index = Index.open_or_create(library, RandomEmbedder(embedder) if given.get("random") else embedder)
        began = time.perf_counter()
        index.add(*documents)
        indexing = time.perf_counter() - began
        index.close()
        index = Index.open(library, embedder)
        index.search("warm")
        search = [timed(lambda q=question: index.search(q, 10))[0] for question in given["questions"]]
        index.close()
    print(json.dumps({"indexing": indexing, "search": search}))


if __name__ == "__main__":
    one(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
