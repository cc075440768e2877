"""How well answers are grounded: labelled sets in; figures, plots and files of the field's own formats out.

::

    from assistant.evaluation import Options, evaluate_squad, write

    result = evaluate_squad("dev.json", Options(limit=500))
    print(result.figures["grounded_accuracy"].value)
    write(result, "out")
"""

from assistant.evaluation.answers import AnswersResult, compare_answers, evaluate_answers, judge_answers
from assistant.evaluation.calibration import Calibration, NoThreshold, calibrate, undo_calibration
from assistant.evaluation.comparison import Comparison, Run, compare, load_run
from assistant.evaluation.evaluations import (
    evaluate_conversation,
    evaluate_quotes,
    evaluate_refusals,
    evaluate_squad,
    evaluate_squad_open,
)
from assistant.evaluation.metrics import METRICS, Figure
from assistant.evaluation.report import answer_lines, answers_json, metrics_json, result_lines, write, write_answers
from assistant.evaluation.results import Options, Result
from assistant.evaluation.retrieval import evaluate_beir

__all__ = [
    "METRICS",
    "AnswersResult",
    "Calibration",
    "Comparison",
    "Figure",
    "NoThreshold",
    "Options",
    "Result",
    "Run",
    "answer_lines",
    "answers_json",
    "calibrate",
    "compare",
    "compare_answers",
    "evaluate_answers",
    "evaluate_beir",
    "evaluate_conversation",
    "evaluate_quotes",
    "evaluate_refusals",
    "evaluate_squad",
    "evaluate_squad_open",
    "judge_answers",
    "load_run",
    "metrics_json",
    "result_lines",
    "undo_calibration",
    "write",
    "write_answers",
]
