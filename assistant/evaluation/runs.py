"""Runs through a set's questions; with a folder to write to, an interrupted run goes on where it stopped.

Layout of the folder::

    run.json         what the figures depend on: data, models, settings, code
    examples.jsonl   one record a question, in the set's order, written as they come; answers.jsonl of answers
    library/         the index of sets that bring their own documents
    metrics.json, report.html, ...   made from the examples at the end, see assistant.evaluation.report.outputs
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol, TypeVar

from assistant.evaluation.examples import Example
from index.documents import digest
from index.errors import QuothError
from index.ingest import printable

E = TypeVar("E", bound=Example)
R = TypeVar("R", bound="Recorded")
Q = TypeVar("Q", bound="Identified")

#: What is going on, how many are done, of how many.
Progress = Callable[[str, int, int], None]

#: What a run leaves in its folder beside run.json.
_TRACES = "examples.jsonl answers.jsonl library metrics.json report.html predictions.json na_prob.json *.trec ragas.jsonl".split()

#: What of ``assistant`` and ``index`` a reply's record does not depend on, such as how a report looks: a change of it leaves
#: a run the same run. The figures may depend on everything that is not named here.
_BESIDE = (
    "assistant/disagreement", "assistant/evidence", "assistant/finding.py", "assistant/further", "assistant/haystack.py",
    "assistant/langchain.py", "assistant/llama_index.py", "assistant/shapes.py", "assistant/verification.py",
    "assistant/evaluation/__init__.py", "assistant/evaluation/calibration.py", "assistant/evaluation/comparison.py",
    "assistant/evaluation/metrics", "assistant/evaluation/report", "assistant/evaluation/results.py",
    "assistant/evaluation/runs.py", "index/ingest", "index/readers", "index/shapes.py",
)  # fmt: skip
#: What a record does depend on, although the rest of its folder it does not.
_BETWEEN = (
    "assistant/evaluation/metrics/answers.py", "assistant/evaluation/metrics/kinds.py",
    "assistant/further/suggestions.py", "index/ingest/isolation.py", "index/ingest/splitter.py",
)  # fmt: skip


class Identified(Protocol):
    """Anything with an id of its own."""

    @property
    def id(self) -> str:
        """The id."""
        ...


class Recorded(Protocol):
    """Anything that is a line of a file of records."""

    def to_json(self) -> dict[str, Any]:
        """The line."""
        ...


@dataclass(frozen=True)
class RunFolder:
    """A folder that holds one run; made by :meth:`prepare`.

    Attributes:
        records: the name of its file of records.
    """

    path: Path
    records: str = "examples.jsonl"

    @classmethod
    def prepare(
        cls, path: Path, settings: Mapping[str, Any], *, replace: bool = False, records: str = "examples.jsonl"
    ) -> "RunFolder":
        """The folder, empty or with the beginnings of the same run.

        Args:
            settings: all that the figures depend on, as JSON has it.
            replace: whether another run's results may go.

        Raises:
            QuothError: it holds another run, or cannot be written.
        """
        record = path / "run.json"
        try:
            path.mkdir(parents=True, exist_ok=True)
            known = json.loads(record.read_text()) if record.exists() else None
            if known == settings:
                return cls(path, records)
            if known is not None and not replace:
                other = ", ".join(key for key in settings if known.get(key) != settings[key]) or "settings"
                raise QuothError(
                    f"{printable(str(path))} holds another run (other: {other}); "
                    "give another --out, or --replace to do without it"
                )
            traces = [trace for name in _TRACES for trace in path.glob(name)]
            if known is None and traces:
                raise QuothError(f"{printable(str(traces[0]))} is in the way; give another --out")
            for trace in traces:
                shutil.rmtree(trace) if trace.is_dir() else trace.unlink()
            draft = record.with_suffix(".tmp")
            draft.write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n")
            os.replace(draft, record)
        except (OSError, ValueError) as cause:
            reason = getattr(cause, "strerror", None) or "its run.json is not what was written"
            raise QuothError(f"{printable(str(path))} cannot be used for --out: {reason}") from cause
        return cls(path, records)

    def done(self, restore: Callable[[Mapping[str, Any]], R]) -> Iterator[R]:
        """The records that are there, one at a time; a last line that was cut off goes."""
        path = self.path / self.records
        if not path.exists():
            return
        with path.open("rb+") as file:
            whole = 0
            for line in file:
                if not line.endswith(b"\n"):
                    file.truncate(whole)
                    return
                whole += len(line)
                try:
                    record = restore(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError) as cause:
                    raise QuothError(
                        f"{printable(str(path))} is not what was written there; remove the folder"
                    ) from cause
                yield record

    def appending(self, records: Iterator[R]) -> Iterator[R]:
        """The same records, each written before the next is made."""
        with (self.path / self.records).open("a", encoding="utf-8") as file:
            for record in records:
                file.write(json.dumps(record.to_json(), ensure_ascii=False) + "\n")
                file.flush()
                yield record


def run(
    questions: Sequence[Q],
    ask: Callable[[Q], E],
    restore: Callable[[Mapping[str, Any]], E],
    folder: RunFolder | None,
    progress: Progress,
) -> list[E]:
    """One example for each question, in their order; those the folder has are not asked again."""
    found = list(folder.done(restore)) if folder else []
    if [example.id for example in found] != [question.id for question in questions[: len(found)]]:
        raise QuothError("examples.jsonl is not of these questions; remove the folder or give another --out")
    coming: Iterator[E] = (ask(question) for question in questions[len(found) :])
    for example in folder.appending(coming) if folder else coming:
        found.append(example)
        progress("questions", len(found), len(questions))
    return found


def spread(questions: Sequence[Q], limit: int | None) -> list[Q]:
    """At most ``limit`` questions, evenly spread over the set."""
    if limit is None or limit >= len(questions):
        return list(questions)
    return [questions[i * len(questions) // limit] for i in range(limit)]


def fiftieths(title: str) -> Progress:
    """Reports progress in a log: a line on standard error for every fiftieth of a stage, which may run for an hour."""

    def show(what: str, done: int, total: int) -> None:
        if done == total or done % max(1, total // 50) == 0:
            print(f"{title}: {done:,}/{total:,} {what}", file=sys.stderr, flush=True)

    return show


def identify_data(path: Path) -> dict[str, str]:
    """A data file's or folder's name and digest."""
    inside = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    lines = [f"{each.relative_to(path).as_posix()} {_digest_of(each)}" for each in inside]
    return {"name": path.name, "digest": digest("\n".join(lines).encode())}


def _digest_of(path: Path) -> str:
    """The digest of a file, which is never whole in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def identify_code() -> dict[str, str]:
    """The program's version, and a digest of the code between a question and its reply."""
    home = Path(__file__).parents[2]
    lines = [f"{each.relative_to(home).as_posix()} {digest(each.read_bytes())}" for each in list_between(home)]
    try:
        known = version("quoth")
    except PackageNotFoundError:
        known = "unknown"
    return {"version": known, "code": digest("\n".join(lines).encode())}


def list_between(home: Path) -> list[Path]:
    """The files that lie between a question and its reply: modules, and the rules they read.

    Args:
        home: the folder with the packages ``assistant`` and ``index``.
    """
    found = (each for package in ("assistant", "index") for each in (home / package).rglob("*"))
    code = (each for each in found if each.suffix in {".py", ".toml"})
    return sorted(each for each in code if _is_between(each.relative_to(home)))


def _is_between(path: Path) -> bool:
    names = {path.as_posix(), *(folder.as_posix() for folder in path.parents)}
    return not names.isdisjoint(_BETWEEN) or names.isdisjoint(_BESIDE)
