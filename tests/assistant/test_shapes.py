"""What is printed and served as JSON is what its one definition says, no field more and none less."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from assistant import shapes
from assistant.assistant import Assistant
from assistant.disagreement import disagreement
from assistant.finding import find, found_json
from assistant.further import changes, explain_reply, look_further
from assistant.replies import to_json
from index.documents import Content, Document
from index.index import Index
from tests.ui.conftest import BY_WORDS, WordReader


@pytest.fixture
def assistant(index: Index) -> Assistant:
    texts = {
        "rules-2023.txt": "House rules\n\nPets are not allowed in the building.",
        "rules-2025.txt": "House rules\n\nPets are allowed on the ground floor. They sleep outside.",
        "lease.txt": 'Lease of 1 May 2024\n\n"Tenant" means whoever lives here. The Tenant pays 900 EUR.',
    }
    for number, (source, text) in enumerate(texts.items()):
        title = "House rules" if "rules" in source else None
        index.add(Document(str(number), source, "", Content(text, (), title)))
    return Assistant(index, WordReader(), BY_WORDS.at(0.6))


def assert_shaped(shape: Any, value: Any) -> None:
    # Validation passes over what the shape does not have, and fails where it has more.
    assert TypeAdapter(shape).validate_python(value) == value


QUESTIONS = [
    "Are pets allowed?",
    "How much does the Tenant pay?",
    "Who baked the cakes in Zembla?",
    "Are pest allowed?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_every_document_says_has_its_shape(assistant: Assistant, question: str) -> None:
    looks = list(find(assistant, question))
    found = [each for _, each in looks if each]
    differing = disagreement(question, found)
    shown = differing.to_json() if differing else None
    assert_shaped(shapes.FoundInAll, found_json(question, looks[-1][0], found, shown))
    assert (shown is not None) == (question == QUESTIONS[0])


@pytest.mark.parametrize("question", [*QUESTIONS, "Are pets allowed and who baked the cakes?"])
def test_what_stands_beside_a_reply_has_its_shape(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question)
    further = look_further(assistant, reply).to_json()
    assert_shaped(shapes.RepliedFurther, {**to_json(reply), "further": further})


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_explanation_has_its_shape(assistant: Assistant, question: str) -> None:
    explained = explain_reply(assistant, question).to_json()
    assert_shaped(shapes.ExplainedQuestion, explained)
    here = {**to_json(assistant.ask(question)), "explained": explained}
    other = {**here, "support": 0.5, "explained": {**explained, "candidates": []}}
    assert_shaped(shapes.ChangedReply, changes(other, here).to_json())


@pytest.mark.parametrize(
    "shape", [shapes.FoundInAll, shapes.FoundSoFar, shapes.RepliedFurther, shapes.ExplainedQuestion]
)
def test_each_shape_can_be_described_to_others(shape: Any) -> None:
    schema = TypeAdapter(shape).json_schema()
    assert schema["type"] == "object"
    assert schema["properties"]
