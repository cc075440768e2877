import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import understood

TACTICS = "When did North Korean soldiers change tactics?"


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
    assert understood(question, [before]) == whole


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (TACTICS, "Who is the president of France?"),
        (TACTICS, "Is it true that drones fly?"),
        (TACTICS, "What does it mean to change tactics?"),
        ("How many soldiers died?", "How many soldiers said they were deceived?"),
        ("What did Kim Jong Un say to Zelensky?", "When did he say it?"),  # which of the two?
        ("Who wrote Hamlet?", "When did he write it?"),  # the answer, which has no say
        ("What did Zelensky say?", "What did Macron say about his army?"),
        ("Why?", "Where?"),
        ("How many of them in May?", "Why?"),  # a month, no verb
    ],
)
def test_what_stands_by_itself_or_leans_on_nothing_plain_is_left_alone(before: str, question: str) -> None:
    assert understood(question, [before]) is None


def test_without_a_question_before_nothing_is_completed() -> None:
    assert understood("and in February?", []) is None


def test_only_the_last_question_counts() -> None:
    assert (
        understood("And in May?", ["Who is the king of Norway?", "How many died in April?"]) == "How many died in May?"
    )


_asked = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(["and", "what", "about", "he", "them", "its", "Zelensky", "the", "soldiers", "in", "?", "did"]),
        max_size=12,
    ).map(" ".join),
)


@given(_asked, st.lists(_asked, max_size=3))
def test_a_completed_question_has_no_word_that_was_not_asked(question: str, before: list[str]) -> None:
    whole = understood(question, before)
    if whole is not None:
        assert whole.endswith("?")
        given_words = f"{question} {before[-1]}".casefold()
        assert all(word.strip("?’s").casefold() in given_words for word in whole.split())
