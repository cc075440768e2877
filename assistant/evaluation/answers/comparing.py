"""Two systems' answers to the same questions."""

from types import SimpleNamespace

import numpy as np

from assistant.evaluation.answers.evaluating import AnswersResult
from assistant.evaluation.comparison import Comparison, Run, beside, check_same
from assistant.evaluation.metrics import Drawing, Measures
from index.errors import InvalidData


def compare_answers(result: AnswersResult, run: Run, progress: Drawing = lambda _done, _total: None) -> Comparison:
    """The answers beside those of another system, question by question.

    Raises:
        InvalidData: the other answers other questions, or its records are gone.
    """
    ids = [each.id for each in result.answers]
    check_same(run, "answers", result.settings["data"]["digest"], ids)
    try:
        before = [SimpleNamespace(id=row["id"], question=row["question"], verdict=row["verdict"]) for row in run.rows]
        values = [row["values"] for row in run.rows]
        both = {
            name: np.concatenate([[float(each.get(name, "nan")) for each in values], column])
            for name, column in result.measures.values.items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise InvalidData(f"{run.place}: its answers.jsonl is not what was written there") from cause
    pairs = list(zip(before, result.answers, strict=True))
    return beside(run, Measures([*ids, *ids], both), result.figures, pairs, progress)
