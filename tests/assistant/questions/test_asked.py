import pytest

from assistant.questions import question_in

_STORY = (
    "Good evening, my brother and I have inherited a small vineyard on the slope above the river and we would like to"
    " sell its wine at the market this summer, so we read your rules but got lost in them."
)


def test_a_short_question_is_asked_as_it_is() -> None:
    assert question_in("When? And who says so?") == "When? And who says so?"


def test_of_a_long_message_what_asks_is_asked() -> None:
    assert question_in(f"{_STORY} How much does a stall cost? Thank you!") == "How much does a stall cost?"
    two = question_in(f"{_STORY} How much does a stall cost? Where do we apply for it?")
    assert two == "How much does a stall cost? Where do we apply for it?"


@pytest.mark.parametrize("link", [", so tell us: ", ", and we wonder, "])
def test_of_a_long_sentence_the_end_that_asks_is_asked(link: str) -> None:
    assert question_in(f"{_STORY[:-1]}{link}how much does a stall cost?") == "how much does a stall cost?"


def test_a_long_message_that_asks_nothing_stays_whole() -> None:
    assert question_in(_STORY) == _STORY
