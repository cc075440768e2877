import pytest

from assistant.lists import asks_for_list, listed
from index.documents import Content, Document, Span

_TEXT = "Visitors may come.\n\nBring with you:\n\n- a lamp\n- two ropes\n- a map\n\nThe cave is cold."


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which things must I bring?", True),
        ("What are the rules?", True),
        ("How many ropes are needed?", True),
        ("List the tools.", True),
        ("Which permit expires in May?", False),
        ("What does a ticket cost?", False),
        ("What is this?", False),
        ("Who was the mason?", False),
    ],
)
def test_some_questions_ask_for_several_things(question: str, *, several: bool) -> None:
    assert asks_for_list(question) is several


@pytest.mark.parametrize("words", ["Bring with you", "two ropes", "map"])
def test_a_list_is_quoted_with_what_leads_to_it(words: str) -> None:
    at = _TEXT.index(words)
    found = listed("Which things?", Document("1", "a", "", Content(_TEXT)), Span(at, at + len(words)))
    assert found is not None
    assert found.of(_TEXT) == "Bring with you:\n\n- a lamp\n- two ropes\n- a map"


@pytest.mark.parametrize("words", ["Visitors", "cold"])
def test_what_is_beside_a_list_is_not_of_it(words: str) -> None:
    at = _TEXT.index(words)
    assert listed("Which things?", Document("1", "a", "", Content(_TEXT)), Span(at, at + len(words))) is None
