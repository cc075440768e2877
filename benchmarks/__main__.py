"""Runs benchmarks, each in a process of its own, and writes what they measured into docs/performance.md."""

import argparse
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from assistant.evaluation.project import written
from benchmarks.measuring import apart, machine

#: Module and title of each.
ALL = {
    "seeds": "The seed library",
    "indexing": "Beside peers",
    "library": "Libraries of size",
    "extraction": "Text extraction, as a multiple of the format's library alone",
    "serving": "The server",
}


def main() -> None:
    """Measures what is named, or everything; only a full run is written down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ALL, []], help="by default all")
    parser.add_argument("--document", type=Path, default=Path("docs/performance.md"))
    given = parser.parse_args()
    releases = ", ".join(f"{name} {version(name)}" for name in ("onnxruntime", "faiss-cpu"))
    parts = [f"Measured on {datetime.now(UTC):%Y-%m-%d} with quoth {version('quoth')}, {releases}, on {machine()}."]
    for name in given.names or ALL:
        rows = "\n".join(line.row() for line in apart(f"benchmarks.{name}"))
        parts.append(f"### {ALL[name]}\n\n| | Median | Spread | Wanted |\n|---|---|---|---|\n{rows}")
        print(parts[-1], flush=True)
    if not given.names:
        given.document.write_text(written(given.document.read_text(), "\n\n".join(parts)))


if __name__ == "__main__":
    main()
