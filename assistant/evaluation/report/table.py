"""Figures as lines for a terminal, as Markdown, and beside those of another run. Pure but for reading that run."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.evaluation.datasets import fields
from assistant.evaluation.metrics.figures import METRICS, Figure, Metric
from assistant.evaluation.results import Result
from index.errors import InvalidData
from index.ingest.files import printable


@dataclass(frozen=True)
class Row:
    """A figure as it is shown.

    Attributes:
        other: the other run's value, change: how far this one is from it; empty without another run.
    """

    name: str
    group: str
    label: str
    value: str
    interval: str
    other: str = ""
    change: str = ""


def rows(figures: Mapping[str, Figure], other: Mapping[str, Figure] | None = None) -> list[Row]:
    """The figures in the order of :data:`assistant.evaluation.metrics.figures.METRICS`.

    A change is marked ``*`` where it leads out of both runs' intervals, which is a cautious sign that it is no chance.
    """
    found = []
    for name, figure in figures.items():
        metric = METRICS[name]
        low, high = shown(figure.low, metric).removesuffix(" %"), shown(figure.high, metric)
        row = Row(name, metric.group, metric.label, shown(figure.value, metric), f"{low} - {high}")
        if other and name in other:
            before = other[name]
            apart = not (before.low <= figure.value <= before.high or figure.low <= before.value <= figure.high)
            sign = "+" if figure.value >= before.value else "-"
            change = sign + shown(abs(figure.value - before.value), metric) + (" *" if apart else "")
            row = Row(name, row.group, row.label, row.value, row.interval, shown(before.value, metric), change)
        found.append(row)
    return found


def shown(value: float, metric: Metric) -> str:
    """A value in its unit."""
    match metric.unit:
        case "share":
            return f"{100 * value:.1f} %"
        case "words":
            return f"{value:.1f}"
    return f"{value:.3f}"


def heading(result: Result) -> str:
    """What was evaluated, and on what."""
    return f"{result.kind}: {printable(result.settings['data']['name'])}"


def counted(result: Result) -> str:
    """How many questions there were, and what read for them."""
    counts, reader = result.to_json(), result.settings.get("reader")
    text = f"{counts['questions']:,} questions"
    if reader:
        text += f", {counts['answerable']:,} of them answerable; read by {printable(reader['name'])}"
    return text


def lines(result: Result, other: Mapping[str, Figure] | None = None) -> str:
    """The figures for a terminal."""
    table = rows(result.figures, other)
    width = max(len(row.label) for row in table)
    text = [f"{heading(result)} ({counted(result)})"]
    for group, members in groupby(table, key=lambda row: row.group):
        ends = f"{'before':>9}  {'change':>10}" if other else ""
        text += ["", f"{group:<{width + 2}}{'value':>9}  {'95 % interval':>19}{ends}".rstrip()]
        for row in members:
            ends = f"{row.other:>9}  {row.change:>10}" if other else ""
            text.append(f"  {row.label:<{width}}{row.value:>9}  {row.interval:>19}{ends}".rstrip())
    return "\n".join(text)


def markdown(result: Result) -> str:
    """The figures as a Markdown table."""
    body = [f"| {row.label} | {row.value} | {row.interval} |" for row in rows(result.figures)]
    return "\n".join([f"| {heading(result)}, {counted(result)} | | 95 % interval |", "|---|---|---|", *body])


def load_figures(path: Path) -> dict[str, Figure]:
    """The figures of a ``metrics.json``.

    Raises:
        InvalidData: it is none.
    """
    file = fields.name(path)
    whole = fields.kind(fields.parsed(fields.data(path), file), dict, file)
    found = {}
    for name, row in fields.field(whole, "figures", dict, file).items():
        try:
            found[str(name)] = Figure(*(float(_number(row[key])) for key in ("value", "low", "high")))
        except (KeyError, TypeError) as cause:
            raise InvalidData(f'{file}, "figures": {name!r} has no value with its interval') from cause
    return found


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return value
