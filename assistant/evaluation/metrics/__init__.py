"""The figures, each by the field's definition: answers, rankings, support against truth, and what chance can do."""

from assistant.evaluation.metrics.answers import exact, f1, holds, overlaps
from assistant.evaluation.metrics.catalogue import METRICS, Figure, Metric
from assistant.evaluation.metrics.curve import threshold_curve
from assistant.evaluation.metrics.figures import asked_figures, example_measures, kind_figures, retrieved_figures
from assistant.evaluation.metrics.intervals import upper_bound
from assistant.evaluation.metrics.kinds import question_kind
from assistant.evaluation.metrics.measures import Drawing, Measures
from assistant.evaluation.metrics.paired import Difference, differences
from assistant.evaluation.metrics.selective import Bin, Curve, auroc, reliability, risk_coverage

__all__ = [
    "METRICS",
    "Bin",
    "Curve",
    "Difference",
    "Drawing",
    "Figure",
    "Measures",
    "Metric",
    "asked_figures",
    "auroc",
    "differences",
    "exact",
    "example_measures",
    "f1",
    "holds",
    "kind_figures",
    "overlaps",
    "question_kind",
    "reliability",
    "retrieved_figures",
    "risk_coverage",
    "threshold_curve",
    "upper_bound",
]
