"""A result as one page that needs nothing else: no script, no font, no picture from elsewhere. Pure."""

import json
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby

import numpy as np

from assistant.evaluation.examples import Asked, Verdict
from assistant.evaluation.metrics.selective import reliability, risk_coverage
from assistant.evaluation.report.plots import bars_plot, reliability_plot, risk_coverage_plot, support_plot
from assistant.evaluation.report.table import counted, heading, rows
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
    Verdict.BROKEN: "Broken quotes",
    Verdict.FALSE_ANSWER: "Answered, though the documents do not say",
    Verdict.WRONG_QUOTE: "Answered with the wrong quote",
    Verdict.FALSE_REFUSAL: "Refused, though the documents say",
}


def report(result: Result) -> str:
    """The page. Whatever comes from data is escaped; the policy in its head forbids the browser to fetch anything."""
    style = files(__package__).joinpath("report.css").read_text(encoding="utf-8")
    parts = [_headlines(result), _plots(result), _table(result), _mistakes(result.asked), _settings(result)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(heading(result))}</title><style>{style}</style></head><body><main>"
        f"<h1>{escape(heading(result))}</h1><p>{escape(counted(result))}</p>{''.join(parts)}</main></body></html>\n"
    )


def _headlines(result: Result) -> str:
    table = {row.name: row for row in rows(result.figures)}
    cards = [
        f"<div><dt>{escape(row.label)}</dt><dd>{row.value}</dd><dd>{row.interval}</dd></div>"
        for name in _HEADLINES
        if (row := table.get(name))
    ]
    return f'<dl class="headlines">{"".join(cards)}</dl>'


def _plots(result: Result) -> str:
    if result.retrieved:
        figures = {way: result.figures[f"{way}_ndcg_10"] for way in result.retrieved[0].rankings}
        bars = [(way, figure.value, figure.low, figure.high) for way, figure in figures.items()]
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


def _table(result: Result) -> str:
    body = []
    for group, members in groupby(rows(result.figures), key=lambda row: row.group):
        body.append(f'<tr><th colspan="3" scope="rowgroup">{escape(group)}</th></tr>')
        body += [f"<tr><td>{escape(r.label)}</td><td>{r.value}</td><td>{r.interval}</td></tr>" for r in members]
    return (
        '<section><h2>Figures</h2><table><thead><tr><td></td><th scope="col">value</th>'
        f'<th scope="col">95 % interval</th></tr></thead><tbody>{"".join(body)}</tbody></table></section>'
    )


def _mistakes(asked: Sequence[Asked]) -> str:
    parts = []
    for verdict, title in _MISTAKES.items():
        members = [example for example in asked if example.verdict is verdict]
        if not members:
            continue
        # Those it was surest of teach most; a refusal is the surer the less support there was.
        members.sort(key=lambda e: e.support if verdict is Verdict.FALSE_REFUSAL else -e.support)
        more = f", the {_SHOWN} surest" if len(members) > _SHOWN else ""
        shown = "".join(_mistake(example) for example in members[:_SHOWN])
        parts.append(f"<details><summary>{title}: {len(members):,}{more}</summary>{shown}</details>")
    return f"<section><h2>Mistakes</h2>{''.join(parts)}</section>" if parts else ""


def _mistake(example: Asked) -> str:
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


def _settings(result: Result) -> str:
    text = json.dumps(dict(result.settings), indent=1, ensure_ascii=False)
    return f"<section><h2>Made from</h2><details><summary>Data, models, settings</summary><pre>{escape(text)}</pre></details></section>"
