"""Figures as lines for a terminal, as Markdown, and beside those of another run. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from assistant.evaluation.comparison import Comparison
from assistant.evaluation.metrics import METRICS, Figure, Metric, kind_figures
from assistant.evaluation.results import Result
from index.ingest import printable

#: Changed questions that a terminal lists.
_LISTED = 20


@dataclass(frozen=True)
class FigureRow:
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


def rows(figures: Mapping[str, Figure], comparison: Comparison | None = None) -> list[FigureRow]:
    """The figures in the order of :data:`assistant.evaluation.metrics.catalogue.METRICS`.

    A change is marked ``*`` where the paired test says that it is hardly chance.
    """
    found = []
    for name, figure in figures.items():
        metric = METRICS[name]
        row = FigureRow(name, metric.group, metric.label, shown(figure.value, metric), interval(figure, metric))
        each = comparison.differences.get(name) if comparison else None
        if each:
            sign = "+" if each.now >= each.before else "-"
            change = sign + shown(abs(each.now - each.before), metric) + (" *" if each.is_marked else "")
            row = FigureRow(name, row.group, row.label, row.value, row.interval, shown(each.before, metric), change)
        found.append(row)
    return found


def interval(figure: Figure, metric: Metric) -> str:
    """The two ends; empty where nothing can be said of them."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{shown(figure.low, metric).removesuffix(' %')} - {shown(figure.high, metric)}"


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


def result_lines(result: Result, comparison: Comparison | None = None) -> str:
    """The figures for a terminal."""
    text = [f"{heading(result)} ({counted(result)})", *figure_lines(result.figures, comparison)]
    kinds = kind_figures(result.asked) if result.asked else {}
    if len(kinds) > 1:
        metric = METRICS["grounded_accuracy"]
        width = max(len(kind) for kind in kinds)
        text += ["", "Grounded accuracy by kind of question"]
        text += [
            f"  {printable(kind):<{width}}{shown(figure.value, metric):>9}  {interval(figure, metric):>19}  of {count:,}"
            for kind, (count, figure) in kinds.items()
        ]
    if comparison:
        text += ["", *change_lines(comparison)]
    return "\n".join(text)


def figure_lines(figures: Mapping[str, Figure], comparison: Comparison | None = None) -> list[str]:
    """The figures by their groups."""
    table, text = rows(figures, comparison), []
    width = max((len(row.label) for row in table), default=0)
    for group, members in groupby(table, key=lambda row: row.group):
        ends = f"{'before':>9}  {'change':>10}" if comparison else ""
        text += ["", f"{group:<{width + 2}}{'value':>9}  {'95 % interval':>19}{ends}".rstrip()]
        for row in members:
            ends = f"{row.other:>9}  {row.change:>10}" if comparison else ""
            text.append(f"  {row.label:<{width}}{row.value:>9}  {row.interval:>19}{ends}".rstrip())
    return text


def change_lines(comparison: Comparison) -> list[str]:
    """Which questions changed since another run."""
    text = [f"{len(comparison.changed):,} of {comparison.questions:,} questions changed since {comparison.other}"]
    text += [
        f"  {printable(each.id)}: {each.before} -> {each.now}: {printable(each.question)}"
        for each in comparison.changed[:_LISTED]
    ]
    if len(comparison.changed) > _LISTED:
        text.append(f"  ... and {len(comparison.changed) - _LISTED:,} more, in --json and in the report")
    text.append("* hardly chance: p < 0.05 by the paired test (exact McNemar for rates, permutation for all else)")
    return text


def markdown(result: Result) -> str:
    """The figures as a Markdown table."""
    body = [f"| {row.label} | {row.value} | {row.interval} |" for row in rows(result.figures)]
    return "\n".join([f"| {heading(result)}, {counted(result)} | | 95 % interval |", "|---|---|---|", *body])
