"""The answers of any system, judged one by one; what is kept of each in memory is a few numbers."""

import hashlib
import heapq
import json
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from math import nan
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation import runs
from assistant.evaluation.answers.alignment import Grade
from assistant.evaluation.answers.grounds import GivenSources, IndexSources
from assistant.evaluation.answers.judging import METHOD, judge
from assistant.evaluation.answers.reading import read_answers
from assistant.evaluation.answers.records import AnswerRecord, Fault
from assistant.evaluation.metrics import Figure, Measures
from assistant.evaluation.runs import Progress, RunFolder
from index.documents import digest
from index.errors import QuothError
from index.index import Index

#: The worst answers that a result has whole; answers.jsonl has all of them.
_WORST = 50


@dataclass(frozen=True)
class Judgement:
    """What a comparison wants to know of one answer."""

    id: str
    question: str
    verdict: str


@dataclass(frozen=True)
class AnswersResult:
    """What was found of a file of answers.

    Attributes:
        settings: all that the figures depend on. answers: every answer in the file's order, briefly.
        grades: how many quotes have each grade. faults: how many answers have each fault.
        worst: the worst answers, worst first.
    """

    settings: Mapping[str, Any]
    answers: tuple[Judgement, ...]
    measures: Measures
    figures: Mapping[str, Figure]
    grades: Mapping[Grade, int]
    faults: Mapping[Fault, int]
    worst: tuple[AnswerRecord, ...]

    def to_json(self) -> dict[str, Any]:
        """What ``metrics.json`` holds."""
        return {
            "kind": "answers",
            "answers": len(self.answers),
            "method": METHOD,
            "figures": {name: asdict(figure) for name, figure in self.figures.items()},
            "quotes": {grade.value: self.grades.get(grade, 0) for grade in Grade},
            "faults": {fault.value: count for fault, count in self.faults.items()},
            "worst": [{"id": each.id, "verdict": each.verdict} for each in self.worst],
            "settings": dict(self.settings),
        }


def judge_answers(path: Path | str, index: Index | None = None, shape: str | None = None) -> Iterator[AnswerRecord]:
    """The answers of a file, each held against the library, or against the contexts beside it where there is none.

    Raises:
        InvalidData: the file cannot be used, or an answer has citations, but neither contexts nor a library to find
            them in.
    """
    with _library(index) as library:
        for answer in read_answers(Path(path), shape, alone=index is None):
            yield judge(answer, library or GivenSources(answer.contexts))


def _records(path: Path, index: Index | None, shape: str | None, folder: RunFolder | None) -> Iterator[AnswerRecord]:
    """As :func:`judge_answers`, but what the folder has is not judged again."""
    if folder is None:
        yield from judge_answers(path, index, shape)
        return
    coming = read_answers(path, shape, alone=index is None)
    for record in folder.done(AnswerRecord.from_json):
        answer = next(coming, None)
        if answer is None or answer.id != record.id:
            raise QuothError("answers.jsonl is not of these answers; remove the folder or give another --out")
        yield record
    with _library(index) as library:
        yield from folder.appending(judge(answer, library or GivenSources(answer.contexts)) for answer in coming)


def evaluate_answers(
    path: Path | str,
    index: Index | None = None,
    *,
    shape: str | None = None,
    out: Path | None = None,
    replace: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
) -> AnswersResult:
    """How well the answers of any system are grounded.

    Args:
        path: a file of answers, see :mod:`assistant.evaluation.answers.shapes`.
        index: the library they cite; by default they are held against the contexts beside them.
        shape: what the file looks like; by default each answer tells.
        out: a folder for ``answers.jsonl``, written as the answers come; an interrupted run goes on from it.
        replace: whether another run's results may go from there.

    Raises:
        InvalidData: as for :func:`judge_answers`. QuothError: ``out`` holds another run.
    """
    path = Path(path)
    total, asked = 0, hashlib.sha256()
    # The whole file is checked before the first answer is judged.
    for answer in read_answers(path, shape, alone=index is None):
        total += 1
        asked.update(json.dumps([answer.id, answer.question]).encode())
    settings = _settings(path, asked.hexdigest(), index, shape)
    folder = RunFolder.prepare(out, settings, replace=replace, records="answers.jsonl") if out else None
    answers: list[Judgement] = []
    values: dict[str, array[float]] = {}
    grades: Counter[Grade] = Counter()
    faults: Counter[Fault] = Counter()
    worst: list[tuple[float, int, AnswerRecord]] = []
    for number, record in enumerate(_records(path, index, shape, folder)):
        answers.append(Judgement(record.id, record.question, record.verdict))
        found = record.values()
        for name in found.keys() | values.keys():
            column = values.setdefault(name, array("d", [nan] * number))
            column.append(found.get(name, nan))
        grades.update(each.grade for each in record.quotes)
        faults.update(record.faults)
        if record.faults:
            # The number breaks ties, the earlier one first, and keeps records from being compared.
            heapq.heappush(worst, (record.badness, -number, record))
            if len(worst) > _WORST:
                heapq.heappop(worst)
        progress("answers", number + 1, total)
    measures = Measures([each.id for each in answers], {name: np.frombuffer(values[name]) for name in sorted(values)})
    return AnswersResult(
        settings,
        tuple(answers),
        measures,
        measures.figures(lambda done, total: progress("intervals", done, total)),
        grades,
        {fault: faults[fault] for fault in Fault if faults[fault]},
        tuple(record for _, _, record in sorted(worst, key=lambda each: (-each[0], -each[1]))),
    )


def _settings(path: Path, asked: str, index: Index | None, shape: str | None) -> dict[str, Any]:
    """The data are the questions: two systems' answers to the same ones can be compared."""
    entries = index.documents() if index else ()
    listed = "\n".join(sorted(f"{entry.id} {entry.digest}" for entry in entries))
    return {
        "kind": "answers",
        "data": {"name": path.name, "digest": asked},
        "answers": runs.identify_data(path),
        "shape": shape,
        "library": digest(listed.encode()) if index else None,
        "method": METHOD,
        "program": runs.identify_code(),
    }


@contextmanager
def _library(index: Index | None) -> Iterator[IndexSources | None]:
    if index is None:
        yield None
        return
    with index.view() as view:
        yield IndexSources(view)
