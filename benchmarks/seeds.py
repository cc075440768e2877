"""The seed library: a cold ``quoth ask``, reading twenty passages, and the memory a process holds."""

import subprocess
import sys
import tempfile
from pathlib import Path

from assistant.assistant import Assistant
from assistant.reader import open_reader
from benchmarks.measuring import Measured, percentiles, resident_megabytes, run_module, tell, timed
from benchmarks.texts import squad
from index.documents import Content, Document, Passage, Span

QUESTION = "When did North Korean soldiers change tactics?"


def main() -> None:
    """Cold starts first; then the parts in processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        quoth = [str(Path(sys.executable).parent / "quoth")]
        library = ["--library", folder + "/library"]
        subprocess.run([*quoth, "index", "seeds", *library], check=True, stdout=subprocess.DEVNULL)
        ask = [*quoth, "ask", QUESTION, *library]
        cold = timed(lambda: subprocess.run(ask, check=True, stdout=subprocess.DEVNULL), 7)
        help_ = timed(lambda: subprocess.run([*quoth, "--help"], check=True, stdout=subprocess.DEVNULL), 7)
        tell(
            [
                percentiles("cold quoth ask on the seeds, process start to end", cold, "floor 8 s, aim 2 s"),
                percentiles("quoth --help", help_, "< 500 ms"),
                *run_module("benchmarks.seeds", "reading"),
                *run_module("benchmarks.seeds", "memory", folder + "/library"),
            ]
        )


def reading() -> list[Measured]:
    """Twenty passages of the size our splitter makes, warm."""
    texts, questions = squad(2_000)
    long = [text for text in texts if 700 <= len(text) <= 900]
    reader = open_reader()
    seconds = []
    for number, question in enumerate(questions[:60]):
        chosen = long[20 * (number % (len(long) // 20)) :][:20]
        passages = [Passage(1, Document("x", "x", "", Content(t)), Span(0, len(t))) for t in chosen]
        seconds += timed(lambda q=question, p=passages: reader.read(q, p))
    return [percentiles("reading 20 passages of 700 to 900 characters, warm", seconds[5:], "floor 1.0 s, aim 0.15 s")]


def memory(library: Path) -> list[Measured]:
    """What a process holds that has opened the seed library and answered."""
    with Assistant.open(library) as assistant:
        assistant.ask(QUESTION)
        held = resident_megabytes()
    return [Measured("memory of a process that answers from the seeds", held, "MB", "", "floor 900, aim 500 MB")]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        tell(reading() if sys.argv[1] == "reading" else memory(Path(sys.argv[2])))
    else:
        main()
