"""The judged answers of a system as a page, and as lines for a terminal. Pure but for writing the files."""

import json
import os
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from assistant.evaluation.answers import AnswerRecord, AnswersResult, Grade, QuoteRecord
from assistant.evaluation.comparison import Comparison
from assistant.evaluation.report.page import changes, headlines, page, settings, table
from assistant.evaluation.report.table import change_lines, figure_lines
from index.errors import QuothError
from index.ingest import printable

_HEADLINES = ("sound_answers", "quotes_faithful", "citation_recall", "citation_precision", "false_refusals")
#: Answers that a terminal shows.
_SHOWN = 10
_GRADES = {
    Grade.EXACT: "exact",
    Grade.SAME: "the same but for",
    Grade.ABRIDGED: "abridged",
    Grade.ALTERED: "altered",
    Grade.ABSENT: "stands nowhere",
}


def write_answers(result: AnswersResult, out: Path | str, comparison: Comparison | None = None) -> None:
    """Writes ``report.html`` and ``metrics.json`` beside ``answers.jsonl``.

    Raises:
        QuothError: the folder cannot be written.
    """
    out = Path(out)
    texts = {"report.html": answers_page(result, comparison)}
    texts["metrics.json"] = json.dumps(answers_json(result, comparison), ensure_ascii=False, indent=1) + "\n"
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            draft = out / f"{name}.tmp"
            draft.write_text(text, encoding="utf-8")
            os.replace(draft, out / name)
    except OSError as cause:
        raise QuothError(f"{printable(str(out))} cannot be written: {cause.strerror or cause}") from cause


def answers_json(result: AnswersResult, comparison: Comparison | None = None) -> dict[str, Any]:
    """What ``metrics.json`` holds, and ``--json`` prints."""
    return result.to_json() | ({"compared": comparison.to_json()} if comparison else {})


def answer_lines(result: AnswersResult, comparison: Comparison | None = None) -> str:
    """The figures and the worst answers for a terminal."""
    text = [f"answers: {printable(result.settings['data']['name'])} ({_counted(result)})"]
    text += figure_lines(result.figures, comparison)
    if result.worst:
        text += ["", "Worst first"]
        for record in result.worst[:_SHOWN]:
            text.append(f"  {printable(record.id)}: {'; '.join(record.faults)}")
            text += [f"    {printable(line)}" for line in findings(record)]
        if len(result.worst) > _SHOWN:
            text.append("  ... and others, in --out")
    if comparison:
        text += ["", *change_lines(comparison)]
    return "\n".join(text)


def findings(record: AnswerRecord) -> Iterator[str]:
    """What is wrong with an answer, a line for each."""
    for quote in record.quotes:
        if not quote.grade.is_faithful:
            yield f"quote {quote.citation + 1}, {_found(quote)}"
        elif quote.source_right is False:
            yield f"quote {quote.citation + 1} is not in {quote.source} but in {quote.found_in}"
        elif quote.page_right is False:
            yield f"quote {quote.citation + 1} is on page {quote.page} of {quote.found_in}"
        elif quote.span_right is False:
            yield f"quote {quote.citation + 1} stands at {quote.start}-{quote.end} of {quote.found_in}"
    for sentence in record.sentences:
        if sentence.nowhere:
            yield f"not in the cited text: {', '.join(sentence.nowhere)}"
        elif sentence.supported is False:
            yield f"not supported by what it cites: {sentence.text}"
        elif not sentence.cited and record.quotes:
            yield f"without a citation: {sentence.text}"


def answers_page(result: AnswersResult, comparison: Comparison | None = None) -> str:
    """The page; see :func:`assistant.evaluation.report.page.report`."""
    parts = [
        headlines(result.figures, _HEADLINES),
        _faults(result),
        table(result.figures, comparison),
        changes(comparison),
        _worst(result),
        settings(result.settings),
    ]
    return page(f"answers: {printable(result.settings['data']['name'])}", _counted(result), "".join(parts))


def _counted(result: AnswersResult) -> str:
    quotes = sum(result.grades.values())
    return f"{len(result.answers):,} answers, {quotes:,} quotes; support by {result.settings['method']}"


def _found(quote: QuoteRecord) -> str:
    words = _GRADES[quote.grade]
    if quote.notes:
        words += f" {', '.join(quote.notes)}"
    if quote.changes:
        edits = (f"{_shown(each.source)} became {_shown(each.quote)}" for each in quote.changes)
        words += f": {'; '.join(edits)}"
    return f"{words} ({quote.found_in} {quote.start}-{quote.end})" if quote.found_in else f"{words}: {quote.text}"


def _shown(words: str) -> str:
    return f'"{words}"' if words else "nothing"


def _faults(result: AnswersResult) -> str:
    body = "".join(
        f"<tr><td>{escape(fault.value)}</td><td>{count:,}</td></tr>" for fault, count in result.faults.items()
    )
    head = '<tr><td></td><th scope="col">answers</th></tr>'
    return (
        f"<section><h2>Faults</h2><table><thead>{head}</thead><tbody>{body}</tbody></table></section>" if body else ""
    )


def _worst(result: AnswersResult) -> str:
    if not result.worst:
        return ""
    shown = "".join(_answer(record) for record in result.worst)
    return (
        f"<section><h2>Worst first</h2><details open><summary>{len(result.worst):,} answers</summary>{shown}</details>"
        "</section>"
    )


def _answer(record: AnswerRecord) -> str:
    faults = "; ".join(record.faults)
    said = "".join(f"<p>{escape(line)}</p>" for line in findings(record))
    return (
        f'<article><p class="question">{escape(record.question)}</p><p class="gold">{escape(record.id)}: '
        f"{escape(faults)}</p><blockquote>{escape(record.answer)}</blockquote>{said}</article>"
    )
