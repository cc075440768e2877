"""The grounding of any system's answers: quotes, citations and claims held against the documents they are from."""

from assistant.evaluation.answers.alignment import Aligned, Alteration, Grade, align
from assistant.evaluation.answers.claims import facts
from assistant.evaluation.answers.comparing import compare_answers
from assistant.evaluation.answers.evaluating import AnswersResult, evaluate_answers, judge_answers
from assistant.evaluation.answers.records import AnswerRecord, Fault, QuoteRecord

__all__ = [
    "Aligned",
    "Alteration",
    "AnswerRecord",
    "AnswersResult",
    "Fault",
    "Grade",
    "QuoteRecord",
    "align",
    "compare_answers",
    "evaluate_answers",
    "facts",
    "judge_answers",
]
