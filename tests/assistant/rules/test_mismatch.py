"""Answers about somebody else or another time are none; who held a post all through a period is found by it."""

import pytest

from assistant.language import held, sentences_around
from assistant.rules import mistaken
from index.documents import Content, Document, Span
from index.readers import read

POSTS = (
    "Greta Lindqvist was secretary from June 2022 to January 2025. Yuki Tanabe became secretary in January 2025. "
    "Saul Whitcombe was treasurer until 2019."
)
KEEPERS = (
    "Maren Holt kept the light. She came in 1893.\n\nEvery night Maren lit two lamps, and she slept by day.\n\n"
    "In 1899 Maren rowed out; she saved nineteen.\n\nTobias asked her to marry him. They stayed friends until he died in 1921."
)


def is_mistaken(question: str, text: str, words: str) -> bool:
    document, start = Document("1", "1.txt", "", Content(text)), text.index(words)
    answer = Span(start, start + len(words))
    return mistaken(question, document, sentences_around(document, answer), answer)


LINES = (
    "Oven   Heat   Time\n\nRye loaf     230 C     45 min\n\nOat loaf     210 C     50 min\n\nSeed buns    200 C     20 min\n\n"
    "The oat loaf wants a tin; the rye loaf is set free, at 40 C for an hour."
)


@pytest.mark.parametrize(
    ("question", "words", "is_one"),
    [
        ("How long does the oat loaf bake?", "45 min", True),
        ("How long does the oat loaf bake?", "20 min", True),
        ("How long does the oat loaf bake?", "50 min", False),
        ("How long do buns bake?", "45 min", True),
        ("Which loaf bakes longest?", "50 min", False),
        ("What is the highest heat of the oven?", "230 C", False),
        ("What does the oat loaf want?", "a tin", False),
        ("How long is the oat loaf set free?", "an hour", False),
    ],
)
def test_a_line_of_columns_is_no_answer_where_another_beside_it_has_more_of_the_question(
    question: str, words: str, is_one: bool
) -> None:
    assert is_mistaken(question, LINES, words) == is_one


@pytest.mark.parametrize(
    ("question", "words", "is_one"),
    [
        ("Who was secretary in 2023?", "Yuki Tanabe", True),
        ("Who was secretary from June 2022 to January 2025?", "Yuki Tanabe", True),
        ("Who is the secretary now?", "Greta Lindqvist", True),
        ("Who was secretary in 2019?", "Greta Lindqvist", True),
        ("Who was treasurer in 2020?", "Saul Whitcombe", True),
        ("Who was secretary in 2023?", "Greta Lindqvist", False),
        ("Who was secretary in January 2025?", "Yuki Tanabe", False),
        ("Who is the secretary now?", "Yuki Tanabe", False),
        ("Who was treasurer in 2018?", "Saul Whitcombe", False),
        ("When did Yuki Tanabe become secretary?", "January 2025.", False),
    ],
)
def test_what_tells_of_another_time_is_no_answer(question: str, words: str, *, is_one: bool) -> None:
    assert is_mistaken(question, POSTS, words) is is_one


@pytest.mark.parametrize(
    ("question", "words", "is_one"),
    [
        ("When did Maren die?", "1921", True),
        ("When did Tobias die?", "1921", False),
        ("When did Maren come?", "1893", False),
        ("When did the keeper die?", "1921", False),
    ],
)
def test_he_is_nobody_whom_the_document_calls_she(question: str, words: str, *, is_one: bool) -> None:
    assert is_mistaken(question, KEEPERS, words) is is_one


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who was secretary in 2023?", ["Greta Lindqvist was secretary from June 2022 to January 2025."]),
        ("Who was the secretary of the club in May 2024?", ["Greta Lindqvist was secretary from June 2022 to January 2025."]),
        ("Who was secretary in 2019?", []),
        ("Who was chairman in 2023?", []),
        ("When was Greta secretary in 2023?", []),
    ],
)  # fmt: skip
def test_a_period_tells_who_it_was_within_it(question: str, found: list[str]) -> None:
    assert [span.of(POSTS) for span in held(question, POSTS, "The club")] == found


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("tightening torque of the roll bar to axle", ["Roll bar to axle,310 Nm"]),
        ("How tight are the wheel nuts?", ["Rear wheel nuts,260 Nm", "Front wheel nuts,180 Nm"]),
        ("What needs 310 Nm?", ["Rear wheel nuts,260 Nm", "Front wheel nuts,180 Nm", "Roll bar to axle,310 Nm"]),
    ],
)
def test_a_row_is_no_answer_where_another_beside_it_has_several_more_of_the_questions_words(
    question: str, right: list[str]
) -> None:
    text = "Joint,Torque\nRear wheel nuts,260 Nm\nFront wheel nuts,180 Nm\nRoll bar to axle,310 Nm\n"
    document = Document("0" * 16, "a.csv", "0" * 64, read("a.csv", text.encode()))
    rows = [section.span for section in document.content.sections[1:]]
    assert [span.of(text) for span in rows if not mistaken(question, document, span, span)] == right
