"""What a run leaves behind: lines for a terminal, JSON, a page to look at, and files of the field's own formats."""

from assistant.evaluation.report.answers import answer_lines, answers_json, write_answers
from assistant.evaluation.report.outputs import metrics_json, write
from assistant.evaluation.report.table import markdown, result_lines

__all__ = ["answer_lines", "answers_json", "markdown", "metrics_json", "result_lines", "write", "write_answers"]
