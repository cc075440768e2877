"""A result as one page that needs nothing else: no script, no font, no picture from elsewhere. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Any

import numpy as np

from assistant.evaluation.comparison import Comparison
from assistant.evaluation.examples import AskedExample, ExampleVerdict
from assistant.evaluation.metrics import METRICS, Figure, kind_figures, reliability, risk_coverage, threshold_curve
from assistant.evaluation.report.plots import bars_plot, reliability_plot, risk_coverage_plot, support_plot
from assistant.evaluation.report.table import counted, heading, interval, rows, shown
from assistant.evaluation.results import Result

#: Mistakes shown of each kind; examples.jsonl has them all.
_SHOWN = 15
_HEADLINES = (
    "grounded_accuracy", "wrong_answers", "false_refusals", "quote_integrity", "fused_ndcg_10", "dense_ndcg_10",
    "lexical_ndcg_10", "fused_recall_100",
)  # fmt: skip
_SUPPORT_CAPTION = (
    'Support of <span class="yes">answerable</span> and <span class="no">unanswerable</span> questions. '
    "The dashed line is the threshold."
)
_MISTAKES = {
    ExampleVerdict.BROKEN: "Broken quotes",
    ExampleVerdict.FALSE_ANSWER: "Answered, though the documents do not say",
    ExampleVerdict.WRONG_QUOTE: "Answered with the wrong quote",
    ExampleVerdict.FALSE_REFUSAL: "Refused, though the documents say",
}


def report(result: Result, comparison: Comparison | None = None) -> str:
    """The page. Whatever comes from data is escaped; the policy in its head forbids the browser to fetch anything."""
    parts = [
        headlines(result.figures, _HEADLINES),
        _plots(result),
        table(result.figures, comparison),
        changes(comparison),
        _kinds(result.asked),
        _curve(result.asked),
        _mistakes(result.asked),
        settings(result.settings),
    ]
    return page(heading(result), counted(result), "".join(parts))


def page(title: str, below: str, body: str) -> str:
    """A whole page."""
    style = files(__package__).joinpath("report.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main>"
        f"<h1>{escape(title)}</h1><p>{escape(below)}</p>{body}</main></body></html>\n"
    )


def headlines(figures: Mapping[str, Figure], names: Sequence[str]) -> str:
    """The chief figures as cards."""
    known = {row.name: row for row in rows(figures)}
    cards = [
        f"<div><dt>{escape(row.label)}</dt><dd>{row.value}</dd><dd>{row.interval}</dd></div>"
        for name in names
        if (row := known.get(name))
    ]
    return f'<dl class="headlines">{"".join(cards)}</dl>'


def _plots(result: Result) -> str:
    if result.retrieved:
        figures = {way: result.figures[f"{way}_ndcg_10"] for way in result.retrieved[0].rankings}
        bars = [(way, figure.value, figure.low or 0.0, figure.high or 1.0) for way, figure in figures.items()]
        return _figures([(bars_plot(bars), "How well each ranking finds what is relevant, with its 95 % interval.")])
    asked = result.asked
    support, right = np.array([e.support for e in asked]), np.array([e.right for e in asked], dtype=bool)
    answerable = np.array([e.answerable for e in asked], dtype=bool)
    answered, wrong = result.figures["answered"].value, result.figures.get("wrong_answers")
    return _figures(
        [
            (
                risk_coverage_plot(risk_coverage(support, right), answered, wrong.value if wrong else 0.0),
                "What answering more costs. The dot is where the threshold stands.",
            ),
            (
                reliability_plot(reliability(support, right)),
                "Whether support means what it says: on the diagonal it does. Larger dots stand for more questions.",
            ),
            (
                support_plot(support, answerable, asked[0].threshold),
                _SUPPORT_CAPTION,
            ),
        ]
    )


def _figures(plots: Iterable[tuple[str, str]]) -> str:
    drawn = "".join(f"<figure>{svg}<figcaption>{caption}</figcaption></figure>" for svg, caption in plots)
    return f'<section class="plots">{drawn}</section>'


def table(figures: Mapping[str, Figure], comparison: Comparison | None = None) -> str:
    """Every figure with its interval, and beside another run's where there is one."""
    heads = ["value", "95 % interval", *(["before", "change"] if comparison else [])]
    body = []
    for group, members in groupby(rows(figures, comparison), key=lambda row: row.group):
        body.append(f'<tr><th colspan="{len(heads) + 1}" scope="rowgroup">{escape(group)}</th></tr>')
        for row in members:
            cells = [row.value, row.interval, *([row.other, row.change] if comparison else [])]
            body.append(f"<tr><td>{escape(row.label)}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    return f"<section><h2>Figures</h2>{_rows(heads, body)}</section>"


def changes(comparison: Comparison | None) -> str:
    """The questions whose verdict changed."""
    if comparison is None:
        return ""
    body = [
        f"<tr><td>{escape(each.question)}</td><td>{escape(each.before)}</td><td>{escape(each.now)}</td></tr>"
        for each in comparison.changed
    ]
    count = f"{len(comparison.changed):,} of {comparison.questions:,} questions changed"
    return (
        f"<section><h2>Since {escape(comparison.other)}</h2><details><summary>{count}</summary>"
        f"{_rows(['before', 'now'], body)}</details>"
        f"<p>A change marked * is hardly chance: p &lt; 0.05 by the paired test.</p></section>"
    )


def settings(made_from: Mapping[str, Any]) -> str:
    """All that the figures depend on."""
    text = json.dumps(dict(made_from), indent=1, ensure_ascii=False)
    return f"<section><h2>Made from</h2><details><summary>Data, models, settings</summary><pre>{escape(text)}</pre></details></section>"


def _kinds(asked: Sequence[AskedExample]) -> str:
    kinds = kind_figures(asked) if asked else {}
    if len(kinds) < 2:
        return ""
    metric = METRICS["grounded_accuracy"]
    body = [
        f"<tr><td>{escape(kind)}</td><td>{count:,}</td><td>{shown(figure.value, metric)}</td>"
        f"<td>{interval(figure, metric)}</td></tr>"
        for kind, (count, figure) in kinds.items()
    ]
    return f"<section><h2>Kinds of question</h2>{_rows(['questions', 'grounded accuracy', '95 % interval'], body)}</section>"


def _curve(asked: Sequence[AskedExample]) -> str:
    if not asked:
        return ""
    body = []
    for point in threshold_curve(asked):
        shares = point.answered, point.wrong, point.false_refusals, point.refused, point.grounded_accuracy
        cells = "".join(f"<td>{'' if share is None else f'{100 * share:.1f} %'}</td>" for share in shares)
        body.append(f"<tr><td>{point.threshold:.2f}</td>{cells}</tr>")
    heads = ["answered", "wrong among them", "false refusals", "unanswerable refused", "grounded accuracy"]
    return f"<section><h2>What each threshold would do</h2><details><summary>From 0 to 1</summary>{_rows(heads, body)}</details></section>"


def _rows(heads: Sequence[str], body: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _mistakes(asked: Sequence[AskedExample]) -> str:
    parts = []
    for verdict, title in _MISTAKES.items():
        members = [example for example in asked if example.verdict is verdict]
        if not members:
            continue
        # Those it was surest of teach most; a refusal is the surer the less support there was.
        members.sort(key=lambda e: e.support if verdict is ExampleVerdict.FALSE_REFUSAL else -e.support)
        more = f", the {_SHOWN} surest" if len(members) > _SHOWN else ""
        shown = "".join(_mistake(example) for example in members[:_SHOWN])
        parts.append(f"<details><summary>{title}: {len(members):,}{more}</summary>{shown}</details>")
    return f"<section><h2>Mistakes</h2>{''.join(parts)}</section>" if parts else ""


def _mistake(example: AskedExample) -> str:
    gold = f'<p class="gold">Gold: {escape(" / ".join(dict.fromkeys(example.gold)))}</p>' if example.gold else ""
    quote = ""
    if example.quotes:
        first = example.quotes[0]
        start, answer = first["start"], first["answer"]
        before, words = first["text"][: answer["start"] - start], answer["text"]
        after = first["text"][answer["end"] - start :]
        quote = (
            f"<blockquote>{escape(before)}<mark>{escape(words)}</mark>{escape(after)}"
            f"<footer>{escape(str(first['source']))}, support {example.support:.2f}</footer></blockquote>"
        )
    return f'<article><p class="question">{escape(example.question)}</p>{gold}{quote}</article>'
