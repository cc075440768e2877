"""The regression gate: the shipped models over the sample written for this project.

A floor is a figure below which a change must not go unseen. Raise one when a better figure was measured; lower one
only with a word why.
"""

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.evaluation import Result, evaluate_conversation, evaluate_quotes

SAMPLE = Path(__file__).parent / "sample"

#: Preliminary: to be measured when the released weights land.
FLOORS = {
    "grounded_accuracy": 0.40,
    "quote_correctness": 0.60,
    "refusal_recall": 0.30,
    "recall_1": 0.80,
    "recall_20": 1.0,
    "quote_integrity": 1.0,
}


@pytest.fixture(scope="module")
def assistant():
    with Assistant.from_folder(SAMPLE / "documents") as assistant:
        yield assistant


@pytest.fixture(scope="module")
def result(assistant) -> Result:
    return evaluate_quotes(SAMPLE / "questions.jsonl", assistant)


@pytest.mark.packaged
@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls_below_its_floor(result, name):
    mistakes = [f"{e.verdict}: {e.question} -> {e.answer} ({e.support:.2f})" for e in result.asked if not e.right]
    assert result.figures[name].value >= FLOORS[name], "\n".join(mistakes)


@pytest.mark.packaged
def test_every_quote_of_a_conversation_is_intact(assistant):
    result = evaluate_conversation(SAMPLE / "conversations.jsonl", assistant)
    assert len(result.asked) == 6
    assert result.figures["quote_integrity"].value == 1.0


def test_every_gold_answer_of_the_sample_stands_in_its_document():
    from assistant.evaluation.datasets.questions import load_conversations, load_quotes
    from assistant.evaluation.metrics.answers import holds

    texts = {path.name: path.read_text() for path in (SAMPLE / "documents").iterdir()}
    questions = load_quotes(SAMPLE / "questions.jsonl") + load_conversations(SAMPLE / "conversations.jsonl")
    for question in questions:
        where = texts[question.source] if question.source else "\n".join(texts.values())
        assert all(holds(where, [gold]) for gold in question.gold), question
    assert sum(question.answerable for question in questions[:60]) == 30
