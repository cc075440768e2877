import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.disagreement.comparing import ValueKind
from assistant.further import absent, distant, explain_reply, lacking, look_further
from assistant.replies import Answer, Refusal
from index.documents import Content, Document
from index.index import Index
from index.search import Filter
from tests.ui.conftest import BY_WORDS, WordReader


@pytest.fixture
def assistant(index: Index) -> Assistant:
    texts = {
        "rules-2023.txt": "House rules\n\nPets are not allowed in the building.",
        "rules-2025.txt": "House rules\n\nPets are allowed on the ground floor.",
        "war.txt": "From South Torp 900 soldiers were sent to the Norland region. Nobody knows who sent them.",
    }
    for number, (source, text) in enumerate(texts.items()):
        title = "House rules" if "rules" in source else None
        index.add(Document(str(number), source, "", Content(text, (), title)))
    return Assistant(index, WordReader(), BY_WORDS.at(0.6))


def test_both_sides_of_a_disagreement_stand_beside_an_answer(assistant: Assistant) -> None:
    reply = assistant.ask("Are pets allowed?")
    assert isinstance(reply, Answer)
    found = look_further(assistant, reply)
    assert found.differing.kind is ValueKind.DENIAL
    assert [str(side.finding.dated.day) for side in found.differing.sides] == ["2025", "2023"]
    assert found.to_json()["missing"] is None


def test_a_refusal_names_what_stands_nowhere_and_what_can_be_asked_instead(assistant: Assistant) -> None:
    reply = assistant.ask("How many soldiers were sent to Zembla?")
    assert isinstance(reply, Refusal)
    found = look_further(assistant, reply).missing
    assert found.nowhere == ("Zembla",)
    assert found.instead.question == "How many soldiers were sent to the Norland region?"
    assert "Norland" in found.instead.quotes[0].text


@pytest.mark.parametrize(
    ("question", "where", "words"),
    [
        ("How many soldiers were sent to Zembla?", None, ("Zembla",)),
        ("How much is Zembla's toll?", None, ("Zembla's", "toll")),
        ("What is the name of a soldier?", None, ()),
        ("Who is allowing the pet?", None, ()),
        ("Are pets allowed?", "path:war*", ("pets", "allowed")),
        ("Is the Norland-region part of IT?", None, ("part", "IT")),
    ],
)
def test_words_are_absent_that_no_passage_has_with_any_ending(
    assistant: Assistant, question: str, where: str | None, words: tuple[str, ...]
) -> None:
    with assistant.index.view() as view:
        assert absent(view, question, Filter.parse(where) if where else None) == words


def test_what_is_said_to_stand_nowhere_does_not_in_any_form(index: Index) -> None:
    rows = [json.loads(line) for line in (Path(__file__).parent / "missing.jsonl").read_text().splitlines()]
    library, *asked = rows
    for source, text in library["library"].items():
        index.add(Document(source, source, "", Content(text)))
    with index.view() as view:
        told = [({*row["missing"]}, {*absent(view, row["question"])}) for row in asked]
    right = sum(len(missing & found) for missing, found in told)
    assert len(asked) == 25
    assert right / sum(len(found) for _, found in told) >= 0.95
    assert right / sum(len(missing) for missing, _ in told) >= 0.9


def test_what_stands_beside_a_nearest_sentence_is_not_said_to_lack(index: Index) -> None:
    letter = "The roof was mended, said Ines Dahl.\n\nThe cellar holds 40 bicycles.\n\n" + "Nothing else is new. " * 80
    index.add(Document("1", "letter.txt", "", Content(letter + "\n\nThe harbour is shallow.")))
    reply = Assistant(index, WordReader(), BY_WORDS.at(1.0)).ask("How many bicycles did Ines Dahl sell in the harbour?")
    assert isinstance(reply, Refusal)
    assert not {"Ines", "Dahl", "bicycles"} & {*distant(reply, ())}
    with index.view() as view:
        gone = lacking(view, reply)
    assert gone.nowhere == ("sell",)
    assert not {*gone.nowhere} & {*gone.far}


def test_a_part_that_is_answered_is_told_from_one_that_is_not(assistant: Assistant) -> None:
    reply = assistant.ask("How many soldiers were sent and who baked the cakes?")
    found = look_further(assistant, reply)
    assert [each.outcome for each in found.parts] == ["answered", "refused"]
    assert found.missing is None


def test_an_explanation_adds_up_to_the_support(assistant: Assistant) -> None:
    found = explain_reply(assistant, "Are pets allowed?")
    assert found.to_json()["searched"]["documents"] == 3
    best = found.candidates[0]
    assert best.judged.support == max(each.judged.support for each in found.candidates)
    from math import exp

    total = found.bias + sum(added for _, added in best.said.values())
    assert 1 / (1 + exp(-total)) == pytest.approx(best.judged.support)


def test_a_further_look_goes_by_the_support_the_reply_needed(assistant: Assistant) -> None:
    question = "How many soldiers were sent and who baked the cakes?"
    found = look_further(assistant, assistant.ask(question, threshold=0.0))
    assert [(each.outcome, each.threshold) for each in found.parts] == [("answered", 0.0), ("answered", 0.0)]
    assert look_further(assistant, assistant.ask("Are pets allowed?", threshold=0.0)).differing is not None
    refused = assistant.ask("How many soldiers were sent to Zembla?", threshold=1.0)
    assert look_further(assistant, refused).missing.instead is None


def test_an_explanation_is_of_the_question_as_it_was_put(assistant: Assistant) -> None:
    explained = explain_reply(assistant, "Are pets allwoed?", threshold=0.25)
    assert (explained.question, explained.threshold) == ("Are pets allowed?", 0.25)
    assert explained.candidates == explain_reply(assistant, "Are pets allowed?", threshold=0.25).candidates
    preface = "We moved in last week, the four of us, and the children ask every evening about the animals. " * 3
    assert explain_reply(assistant, f"{preface}Are pets allowed?").question == "Are pets allowed?"
