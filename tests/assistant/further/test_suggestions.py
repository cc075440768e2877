import pytest

from assistant.further import drafts, suggest_questions
from assistant.replies import Answer, Reply
from index.documents import Content, Document


def made(text: str) -> list[str]:
    return [question for question, _ in drafts(Document("d", "d.txt", "", Content(text)))]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("They have small FPV (first person view) drones.", "What does FPV mean?"),
        ("It says that about 12,000 soldiers have been sent to Kursk.", "How many soldiers have been sent to Kursk?"),
        ("The bridge was built by Romans in 105.", None),
        ("The bridge was built by Romans in 1905.", "When was the bridge built by Romans?"),
        ("Paris was taken on 25 August 1944.", "When was Paris taken?"),
        ("Zelensky stated in February that losses are high.", "What did Zelensky state in February?"),
        ("The valley is often called the Garden.", "What is the valley called?"),
        ("AutoGen is a framework for agents.", "What is AutoGen?"),
        ("Rivers are the veins of a country, and rivers bend.", "What are rivers?"),
        ("It is a pity.", None),
        ("UN (see above) has no meaning here.", None),
    ],
)
def test_a_sentence_is_turned_into_the_question_it_answers(text: str, question: str | None) -> None:
    assert made(text) == ([question] if question else [])


@pytest.mark.packaged
def test_only_what_is_answered_from_its_own_sentence_is_suggested(seeds) -> None:
    asked: list[str] = []

    def ask(question: str) -> Reply:
        asked.append(question)
        return seeds.ask(question)

    found = suggest_questions(seeds, ask)
    assert found
    assert set(found) <= set(asked)
    for question in found:
        reply = seeds.ask(question)
        assert isinstance(reply, Answer)


@pytest.mark.packaged
def test_no_more_is_tried_than_is_allowed(seeds) -> None:
    asked: list[str] = []
    suggest_questions(seeds, lambda question: asked.append(question) or seeds.ask(question), tries=2)
    assert len(asked) == 2
