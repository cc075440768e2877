"""Runs benchmarks, each in a process of its own, and writes what they measured into docs/performance.md."""

import argparse
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measuring import machine, run_module
from benchmarks.vectors import report
from training.quality import written

#: Module and title of each.
ALL = {
    "seeds": "The seed library",
    "indexing": "Beside peers",
    "library": "Libraries of size",
    "grading": "Quotes of any system, graded over a library",
    "extraction": "Text extraction, as a multiple of the format's library alone",
    "serving": "The server",
    "page": "The chat's page",
}


#: Takes long, is written into a section of its own, and is measured only where it is named.
VECTORS = "vectors"
#: That section's marks, and the plot beside the document.
BEGIN, END = "<!-- vectors: written by the command, not by hand -->", "<!-- end of the vectors -->"
PLOT = "vectors.svg"


def main() -> None:
    """Measures what is named, or everything else than vectors; a full run is written down, and so are vectors."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ALL, VECTORS, []], help=f"by default all but {VECTORS}")
    parser.add_argument("--document", type=Path, default=Path("docs/performance.md"))
    parser.add_argument("--most", type=int, default=5_000_000, help="the largest number of vectors")
    given = parser.parse_args()
    if VECTORS in given.names:
        given.names.remove(VECTORS)
        _write_vectors(given.document, given.most)
        if not given.names:
            return
    releases = ", ".join(f"{name} {version(name)}" for name in ("onnxruntime", "faiss-cpu"))
    parts = [f"Measured on {datetime.now(UTC):%Y-%m-%d} with quoth {version('quoth')}, {releases}, on {machine()}."]
    for name in given.names or ALL:
        rows = "\n".join(line.row() for line in run_module(f"benchmarks.{name}"))
        parts.append(f"### {ALL[name]}\n\n| | Median | Spread | Wanted |\n|---|---|---|---|\n{rows}")
        print(parts[-1], flush=True)
    if not given.names:
        given.document.write_text(written(given.document.read_text(), "\n\n".join(parts)))


def _write_vectors(document: Path, most: int) -> None:
    """Measures nearest vectors and writes the table and the plot."""
    table, plot = report(most)
    document.with_name(PLOT).write_text(plot)
    before, begin, rest = document.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{document} has no section for vectors: {BEGIN} and {END}")
    today = f"Measured on {datetime.now(UTC):%Y-%m-%d}. "
    figures = f"{today}{table}\n\n![milliseconds a search takes, by the number of vectors]({PLOT})"
    document.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}")
    print(figures, flush=True)


if __name__ == "__main__":
    main()
