import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions import Unclear, Whole, understood

#: The first file was made up while the rules were, the second when they stood, and of that 23 of 30 were right at once;
#: two of its labels were wrong. ``whole`` is the question as understood, "=" where it stands by itself, null where it is
#: to be said that it is not plain.
FOLLOW_UPS = Path(__file__).parents[2] / "kinds"
TACTICS = "When did North Korean soldiers change tactics?"
MADE = frozenset("the that is are was were did do does".split())


def understood_as(question: str, before: list[str]) -> str | None:
    """As the files have it."""
    match understood(question, before):
        case Whole(whole, completed):
            return whole if completed else "="
        case Unclear():
            return None


@pytest.mark.parametrize(
    "line", [line for file in sorted(FOLLOW_UPS.glob("follow-ups-*.jsonl")) for line in file.read_text().splitlines()]
)
def test_a_follow_up_is_understood_or_said_not_to_be(line: str) -> None:
    case = json.loads(line)
    assert understood_as(case["question"], [case["before"]]) == case["whole"]


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        (TACTICS, "and in January?", "When did North Korean soldiers change tactics in January?"),
        (TACTICS, "How many of them died?", "How many of North Korean soldiers died?"),
        (TACTICS, "Why?", "Why did North Korean soldiers change tactics?"),
        ("How many were sent to Kursk in January?", "and in February?", "How many were sent to Kursk in February?"),
        ("How many died in January near Kursk?", "And in February?", "How many died in February near Kursk?"),
        ("How many died in Kursk in May 1943?", "And in Belgorod?", "How many died in Belgorod in May 1943?"),
        ("How many died in Kursk?", "And in May?", "How many died in Kursk in May?"),
        ("Who is the king of Norway?", "What about Sweden?", "Who is the king of Sweden?"),
        ("Who is the king of Norway?", "When was he born?", "When was the king of Norway born?"),
        ("What is the capital of France?", "And of Germany?", "What is the capital of Germany?"),
        ("How many soldiers died?", "and civilians?", "How many civilians died?"),
        ("What is an FPV drone?", "How much does it cost?", "How much does an FPV drone cost?"),
        ("Which newspaper interviewed the prisoners?", "What did they say?", "What did the prisoners say?"),
        ("What did Zelensky say in February?", "When was he born?", "When was Zelensky born?"),
        ("Where did Marie Curie work?", "Who was her husband?", "Who was Marie Curie’s husband?"),
        ("Where did Marie Curie work?", "Who married her in 1895?", "Who married Marie Curie in 1895?"),
    ],
)
def test_a_follow_up_is_made_whole(before: str, question: str, whole: str) -> None:
    assert understood(question, [before]) == Whole(whole, completed=True)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (TACTICS, "Who is the president of France?"),
        (TACTICS, "Is it true that drones fly?"),
        (TACTICS, "What does it mean to change tactics?"),
        ("How many soldiers died?", "How many soldiers said they were deceived?"),
        ("What did Zelensky say?", "What did Macron say about his army?"),
        ("Who wrote Hamlet?", "notice period"),
        ("Who lost his eye near Hastings?", "Who lost his eye near Hastings?"),
    ],
)
def test_what_stands_by_itself_is_left_alone(before: str, question: str) -> None:
    assert understood(question, [before]) == Whole(question, completed=False)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What did Kim Jong Un say to Zelensky?", "When did they say it?"),
        ("Who wrote Hamlet?", "When did he write it?"),  # the answer, which has no say
        ("Why?", "Where?"),
        ("How many of them in May?", "Why?"),  # a month, no verb
        ("Who is the king of Norway?", "Who said so?"),
        ("Are the berries ripe and the nuts dry?", "Are they poisonous?"),  # which of the two?
    ],
)
def test_what_leans_on_nothing_plain_is_said_to(before: str, question: str) -> None:
    assert understood(question, [before]) == Unclear(question)


@pytest.mark.parametrize("question", ["and in February?", "When?", "Are they poisonous?"])
def test_without_a_question_before_nothing_is_completed(question: str) -> None:
    assert understood(question, []) == Whole(question, completed=False)


def test_only_the_last_question_counts() -> None:
    before = ["Who is the king of Norway?", "How many died in April?"]
    assert understood("And in May?", before) == Whole("How many died in May?", completed=True)


_asked = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(["and", "what", "about", "he", "them", "its", "Zelensky", "the", "soldiers", "in", "?", "did"]),
        max_size=12,
    ).map(" ".join),
)


@given(_asked, st.lists(_asked, max_size=3))
def test_a_completed_question_has_no_word_that_was_not_asked(question: str, before: list[str]) -> None:
    found = understood(question, before)
    if isinstance(found, Whole) and found.completed:
        assert found.question.endswith("?")
        given_words = f"{question} {before[-1]}".casefold()
        words = [word.strip("?’s").casefold() for word in found.question.split()]
        assert all(word in given_words or word in MADE for word in words)
    else:
        assert found.question == question
