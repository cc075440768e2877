"""How well answers are grounded: labelled sets in; figures, plots and files of the field's own formats out.

::

    from assistant.evaluation import Options, evaluate_squad, write

    result = evaluate_squad("dev.json", Options(limit=500))
    print(result.figures["grounded_accuracy"].value)
    write(result, "out")
"""

from assistant.evaluation.calibration import Calibration, calibrate
from assistant.evaluation.evaluations import (
    evaluate_conversation,
    evaluate_quotes,
    evaluate_squad,
    evaluate_squad_open,
)
from assistant.evaluation.metrics.figures import Figure
from assistant.evaluation.report.outputs import write
from assistant.evaluation.results import Options, Result
from assistant.evaluation.retrieval import evaluate_beir

__all__ = [
    "Calibration",
    "Figure",
    "Options",
    "Result",
    "calibrate",
    "evaluate_beir",
    "evaluate_conversation",
    "evaluate_quotes",
    "evaluate_squad",
    "evaluate_squad_open",
    "write",
]
