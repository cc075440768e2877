"""A result as files: figures, a report, and what the field's own tools read."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from assistant.evaluation.comparison import Comparison
from assistant.evaluation.examples import AskedExample
from assistant.evaluation.report.page import report
from assistant.evaluation.results import Result
from index.errors import QuothError
from index.ingest import printable

#: Retrieved passages that go into ragas.jsonl; twenty for each of thousands of questions would be a library again.
_CONTEXTS = 5
#: A refusal in ragas' terms, which knows only responses in words.
_REFUSAL = "The documents do not answer this question."


def write(result: Result, out: Path | str, comparison: Comparison | None = None) -> None:
    """Writes into ``out``, whichever of them the evaluation gives::

        metrics.json       figures with intervals, and all they depend on
        report.html        the same to look at: plots, tables, mistakes
        examples.jsonl     every question with its outcome
        predictions.json   {id: answer's words, "" for a refusal}, for SQuAD's own scorer
        na_prob.json       {id: 1 - support}, for the same
        run.trec, run-WAY.trec, qrels.trec   for trec_eval and ir-measures
        ragas.jsonl        user_input, response, retrieved_contexts, reference

    Raises:
        QuothError: the folder cannot be written.
    """
    out = Path(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in _files(result, comparison):
            draft = out / f"{name}.tmp"
            draft.write_text(text, encoding="utf-8")
            os.replace(draft, out / name)
    except OSError as cause:
        raise QuothError(f"{printable(str(out))} cannot be written: {cause.strerror or cause}") from cause


def _files(result: Result, comparison: Comparison | None) -> Iterator[tuple[str, str]]:
    yield "examples.jsonl", _lines(example.to_json() for example in result.examples)
    if asked := result.asked:
        yield "predictions.json", _json({e.id: e.answer if e.answered else "" for e in asked})
        yield "na_prob.json", _json({e.id: 1 - e.support for e in asked})
        yield "ragas.jsonl", _lines(_ragas(e, result) for e in asked)
        if any(e.relevant for e in asked):
            yield "run.trec", _run((e.id, e.ranking) for e in asked)
            yield "qrels.trec", _qrels((e.id, dict.fromkeys(e.relevant, 1)) for e in asked)
    if retrieved := result.retrieved:
        for way in retrieved[0].rankings:
            yield f"run-{way}.trec", _run((e.id, e.rankings[way]) for e in retrieved)
        yield "qrels.trec", _qrels((e.id, e.gains) for e in retrieved)
    yield "report.html", report(result, comparison)
    yield "metrics.json", _json(metrics_json(result, comparison))


def metrics_json(result: Result, comparison: Comparison | None = None) -> dict[str, Any]:
    """What ``metrics.json`` holds, and ``--json`` prints."""
    return result.to_json() | ({"compared": comparison.to_json()} if comparison else {})


def _ragas(example: AskedExample, result: Result) -> dict[str, Any]:
    """One sample in the field names of ragas' ``SingleTurnSample``."""
    texts = {id: document.text for id, document in result.documents.items()}
    contexts = [texts[id][start:end] for id, start, end, _ in example.passages[:_CONTEXTS] if id in texts]
    return {
        "user_input": example.question,
        "response": "\n\n".join(each["text"] for each in example.quotes) if example.answered else _REFUSAL,
        "retrieved_contexts": contexts or [each["text"] for each in example.quotes],
        "reference": example.gold[0] if example.gold else _REFUSAL,
    }


def _run(rankings: Iterable[tuple[str, Sequence[tuple[str, float]]]]) -> str:
    """A TREC run: query, ``Q0``, document, rank, score, tag.

    Readers sort by score, which trec_eval keeps in 32 bits, so scores that would be equal there are made to differ.
    """
    lines = []
    for query, ranking in rankings:
        last = np.float32(np.inf)
        for rank, (document, score) in enumerate(ranking, start=1):
            last = min(np.float32(score), np.nextafter(last, np.float32(-np.inf)))
            lines.append(f"{_token(query)} Q0 {_token(document)} {rank} {last.item()!r} quoth\n")
    return "".join(lines)


def _qrels(judged: Iterable[tuple[str, Mapping[str, int]]]) -> str:
    """TREC judgements: query, ``0``, document, gain."""
    return "".join(f"{_token(query)} 0 {_token(id)} {gain}\n" for query, gains in judged for id, gain in gains.items())


def _token(id: str) -> str:
    """An id without blanks, which part the columns."""
    return quote(id, safe="/:#()[],;+@!'*~")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _lines(rows: Iterable[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
