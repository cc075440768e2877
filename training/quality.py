"""``python -m training.quality``: measures the project's own dev sets and writes the figures into docs/quality.md.

An interrupted run goes on where it stopped; a set whose data, models and code are as before is not asked again.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from assistant.evaluation import (
    Options,
    Result,
    evaluate_beir,
    evaluate_squad,
    evaluate_squad_open,
    write,
)
from assistant.evaluation.report import markdown
from assistant.evaluation.runs import fiftieths
from assistant.reader import WEIGHTS
from assistant.reader.stored import record_digest
from index.errors import QuothError

#: The figures stand between these two lines of the document; what is around them is kept.
BEGIN, END = "<!-- figures: written by the command, not by hand -->", "<!-- end of the figures -->"

_SQUAD, _WIKI = "squad2-dev-12-articles.json.gz", "squadshifts-new-wiki.json.gz"
#: Title, data and evaluation of each measurement.
_RUNS: tuple[tuple[str, str, Callable[[Path, Options], Result]], ...] = (
    ("12 dev articles of SQuAD 2.0, the reader alone", _SQUAD, evaluate_squad),
    ("12 dev articles of SQuAD 2.0, the whole assistant", _SQUAD, evaluate_squad_open),
    (
        "12 dev articles of SQuAD 2.0, a cosine threshold in place of the reader",
        _SQUAD,
        lambda path, options: evaluate_squad_open(path, replace(options, cosine=True, limit=options.limit or 1_033)),
    ),
    ("SQuADShifts, new Wikipedia articles, the reader alone", _WIKI, evaluate_squad),
    ("NFCorpus", "nfcorpus.zip", evaluate_beir),
    ("SciFact", "scifact.zip", evaluate_beir),
)


def main() -> int:
    """Runs every measurement."""
    parser = argparse.ArgumentParser(prog="python -m training.quality", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/dev"), help="folder of the dev sets")
    parser.add_argument("--out", type=Path, default=Path("build/evaluation"), help="folder for every run's files")
    parser.add_argument("--limit", type=int, help="at most so many questions a set; then no document is written")
    parser.add_argument("--document", type=Path, default=Path("docs/quality.md"), help="where the figures go")
    given = parser.parse_args()
    parts = []
    for number, (title, data, evaluate) in enumerate(_RUNS, start=1):
        if not (given.data / data).exists():
            raise QuothError(f"there is no {data} in {given.data}; --data names the folder of the dev sets")
        out, began = given.out / f"{number}-{data.split('.')[0]}", time.monotonic()
        result = evaluate(given.data / data, Options(given.limit, out, replace=True, progress=fiftieths(title)))
        write(result, out)
        parts.append(f"### {title}\n\n{markdown(result)}")
        print(f"{parts[-1]}\n\n{time.monotonic() - began:.0f} s, {out / 'report.html'}\n", flush=True)
    if given.limit is None:
        given.document.write_text(written(given.document.read_text(), "\n\n".join([_measured(), *parts])))
    return 0


def written(document: str, figures: str) -> str:
    """The document with these figures in place of those between its marks, or at its end where it has no marks."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        before, after = document.rstrip("\n") + "\n\n", "\n"
    return f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}"


def _measured() -> str:
    """When, with which weights and versions, and on what machine."""
    cpu = Path("/proc/cpuinfo")
    names = (
        [line.partition(": ")[2] for line in cpu.read_text().splitlines() if "model name" in line]
        if cpu.exists()
        else []
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in ("onnxruntime", "faiss-cpu", "gradio"))
    weights = record_digest(WEIGHTS / "careful" / "careful.json")
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with quoth {version('quoth')}, reader {weights[:12]}, Python "
        f"{platform.python_version()}, {libraries}, on {os.cpu_count()} cores of "
        f"{names[0] if names else platform.machine()}."
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except QuothError as error:
        sys.exit(f"quoth: {error}")
