from collections import Counter

import pytest

from assistant import Assistant
from assistant.evaluation import Options, evaluate_refusals
from assistant.evaluation.answers.claims import facts
from assistant.evaluation.unanswerable import unanswerable
from assistant.reader import Candidate, ReaderIdentity, Reading
from assistant.support import SupportPolicy
from index.documents import Content, Document, Span, digest
from index.errors import QuothError
from index.words import folded, telling

KINDS = ["underspecified", "false presupposition", "nonsensical", "another medium", "harmful", "out of the library"]
TEXTS = {
    "mill.md": "The Larkmoor Mill was built of granite for Josiah Penhale in 1812. Jane Hesper ran it until 1840. "
    "The Larkmoor Mill was sold to strangers from Devon in 1845.",
    "ferns.md": "The Royal Fern was described by Anna Quill in 1790. It grows beside Trevose Water. "
    "The Royal Fern was planted in every garden in 1801.",
    "lamp.md": "The Pencarrow Lamp was lit by oil for ships in 1771. Tobias Renfree kept it. Gas came to it late.",
}


@pytest.fixture
def filled(index):
    index.add(
        *(
            Document(name, name, digest(text.encode()), Content(text, (), name.removesuffix(".md")))
            for name, text in TEXTS.items()
        )
    )
    return index


@pytest.fixture
def made(filled):
    with filled.view() as view:
        return unanswerable(view, 5)


def of(made, kind):
    return [question.text for question in made if question.kind == kind]


def test_there_are_questions_of_every_kind_and_the_same_ones_each_time(made, filled):
    counts = Counter(question.kind for question in made)
    assert list(counts) == KINDS
    assert counts["false presupposition"] >= 1
    assert {counts[kind] for kind in KINDS if kind != "false presupposition"} == {5}
    assert not any(question.answerable for question in made)
    assert len({question.id for question in made}) == len(made) == len({question.text for question in made})
    with filled.view() as view:
        assert unanswerable(view, 5) == made
        assert unanswerable(view, 5, seed=1) != made


def test_an_underspecified_question_names_nobody(made):
    for question in of(made, "underspecified"):
        assert not [fact for fact in facts(question) if fact.kind == "name"], question


def test_what_a_false_presupposition_says_of_a_name_no_passage_with_that_name_has_a_word_of(made):
    names = [fact.text for text in TEXTS.values() for fact in facts(text) if fact.kind == "name"]
    for question in of(made, "false presupposition"):
        (name,) = [fact.text for fact in facts(question) if fact.kind == "name"]
        assert any(name in each for each in names)
        said = set(telling(question)) - set(telling(name))
        for text in TEXTS.values():
            words = set(folded(text).split())
            assert not (set(telling(name)) & words and said & words), question


def test_nonsense_is_made_of_the_librarys_words(made):
    words = {word for text in TEXTS.values() for word in folded(text).split()}
    for question in of(made, "nonsensical"):
        assert set(folded(question).split()[1:]) <= words


def test_what_the_library_speaks_of_is_not_said_to_lie_outside(made, filled):
    asked = of(made, "out of the library")
    with filled.view() as view:
        assert all(any(not view.holds(word) for word in telling(question)) for question in asked)
    text = " ".join(asked)
    filled.add(Document("all", "all.md", digest(text.encode()), Content(text, (), None)))
    with filled.view() as view:
        assert not set(of(unanswerable(view, 30), "out of the library")) & set(asked)


class Eager:
    """A reader for which the first word answers every question that names a mill."""

    identity = ReaderIdentity("eager", "0" * 64)

    def read(self, question, passages):
        first = [Span(passage.span.start, passage.span.start + 3) for passage in passages]
        logit = 9.0 if "Mill" in question else -9.0
        return [Reading(p, (Candidate(span, logit),)) for p, span in zip(passages, first, strict=True)]


def test_each_kind_has_the_share_that_was_refused(filled):
    assistant = Assistant(filled, Eager(), SupportPolicy({"logit": 1.0}, 0.0, 0.5, 0.0))
    result = evaluate_refusals(assistant, 5, Options())
    answered = [example for example in result.asked if example.answered]
    assert answered
    assert all("Mill" in example.question for example in answered)
    assert result.figures["no_answer"].value == 1 - len(answered) / len(result.asked)
    assert list(result.to_json()["kinds"])
    assert result.settings["data"]["name"] == f"{len(result.asked)} unanswerable questions"


def test_an_empty_library_and_no_questions_are_errors(index, tmp_path):
    assistant = Assistant(index, Eager(), SupportPolicy({"logit": 1.0}, 0.0, 0.5, 0.0))
    with pytest.raises(QuothError, match="the library is empty"):
        evaluate_refusals(assistant)
    with pytest.raises(QuothError, match="at least one question"):
        evaluate_refusals(assistant, 0)
