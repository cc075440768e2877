"""A run beside an earlier one over the same questions."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.evaluation import fields
from assistant.evaluation.examples import AskedExample, Example, RetrievedExample
from assistant.evaluation.metrics import METRICS, Difference, Drawing, Measures, differences, example_measures
from assistant.evaluation.results import Result
from index.errors import InvalidData
from index.ingest import printable


@dataclass(frozen=True)
class Changed:
    """A question whose verdict changed."""

    id: str
    question: str
    before: str
    now: str


@dataclass(frozen=True)
class Comparison:
    """What changed since another run.

    Attributes:
        other: where that run is kept. questions: how many both asked.
        differences: by figure. changed: the questions whose verdict changed, in the set's order.
    """

    other: str
    questions: int
    differences: Mapping[str, Difference]
    changed: tuple[Changed, ...]

    def to_json(self) -> dict[str, Any]:
        """What stands in ``metrics.json``."""
        return asdict(self)


@dataclass(frozen=True)
class Run:
    """An earlier run, as its folder keeps it."""

    place: str
    kind: str
    data: str
    rows: Sequence[Mapping[str, Any]]


def load_run(path: Path) -> Run:
    """The run of a folder, or of the ``metrics.json`` in it.

    Raises:
        InvalidData: there is none, or its records are gone.
    """
    folder = path.parent if path.name == "metrics.json" else path
    file = fields.name(folder / "metrics.json")
    whole = fields.kind(fields.parse(fields.read_data(folder / "metrics.json"), file), dict, file)
    fields.field(whole, "figures", dict, file)
    kind = fields.field(whole, "kind", str, file)
    data = fields.field(fields.field(whole, "settings", dict, file), "data", dict, f'{file}, "settings"')
    records = folder / ("answers.jsonl" if kind == "answers" else "examples.jsonl")
    rows = [row for _, row in fields.rows(fields.read_data(records).splitlines(), fields.name(records))]
    return Run(printable(str(folder)), kind, fields.field(data, "digest", str, f'{file}, "data"'), rows)


def compare(result: Result, run: Run, progress: Drawing = lambda _done, _total: None) -> Comparison:
    """The result beside an earlier run, question by question.

    Raises:
        InvalidData: the run is of another set, or not of the same questions of it.
    """
    ids = [each.id for each in result.examples]
    check_same(run, result.kind, result.settings["data"]["digest"], ids)
    restore = RetrievedExample.from_json if result.kind == "beir" else AskedExample.from_json
    try:
        before: list[Example] = [restore(row) for row in run.rows]
    except (KeyError, TypeError, AttributeError) as cause:
        raise InvalidData(f"{run.place}: its examples.jsonl is not what was written there") from cause
    both = example_measures([*before, *result.examples])
    return beside(run, both, result.figures, list(zip(before, result.examples, strict=True)), progress)


def beside(
    run: Run,
    both: Measures,
    shown: Mapping[str, Any],
    pairs: Sequence[tuple[Any, Any]],
    progress: Drawing,
) -> Comparison:
    """The comparison of two runs that are known to be of the same questions.

    Args:
        both: see :func:`assistant.evaluation.metrics.paired.differences`. shown: the figures it is about.
        pairs: each question's record before and now, with ``id``, ``question`` and ``verdict``.
    """
    found = differences(both, progress)
    changed = tuple(
        Changed(now.id, now.question, str(before.verdict), str(now.verdict))
        for before, now in pairs
        if before.verdict != now.verdict
    )
    kept = {name: found[name] for name in METRICS if name in found and name in shown}
    return Comparison(run.place, len(pairs), kept, changed)


def check_same(run: Run, kind: str, data: str, ids: Sequence[str]) -> None:
    """Refuses to compare what has not the same questions.

    Raises:
        InvalidData: it has not.
    """
    if (run.kind, run.data) != (kind, data):
        raise InvalidData(
            f"{run.place} is a run over another set ({run.kind}); only runs over the same questions can be compared"
        )
    if [row.get("id") for row in run.rows] != list(ids):
        raise InvalidData(f"{run.place} did not ask the same questions of the set; run both with the same --limit")
