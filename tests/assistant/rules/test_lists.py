import pytest

from assistant.rules import asked_for, asks_for_list, listed
from index.documents import Content, Document, Passage, Span
from index.readers import read

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


_RULES = "# Joining the choir\n\n## Steps\n\n1. Sing a scale.\n2. Pay two crowns.\n\n## Practice\n\nBring these things to practice:\n\n- a pencil\n- water"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What are the two steps of joining the choir?", ["1. Sing a scale."]),
        ("Which things must I bring to practice?", ["- a pencil"]),
        ("How many things must I bring?", ["- a pencil"]),
        ("Which things must guests bring to practice?", []),
        ("What are the steps of leaving the choir?", []),
        ("What does joining the choir cost?", []),
        ("Who are the two?", []),
    ],
)
def test_a_list_is_found_by_the_words_that_lead_to_it(question: str, first: list[str]) -> None:
    content = read("rules.md", _RULES.encode())
    passage = Passage(1, Document("1", "rules.md", "", content), Span(0, len(content.text)))
    assert [span.of(content.text) for span in asked_for(question, passage)] == first
