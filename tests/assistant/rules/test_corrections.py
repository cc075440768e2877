"""What one quote says that another takes back. No model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules import retracts
from tests.assistant.rules.test_kinds import quotes_of

OLD = "You choose one of the two courses by 28 November."
NEW = "Because of a mix-up with dates please choose by 5 December, not 28 November."
DAYS = st.builds("{} {}".format, st.integers(1, 28), st.sampled_from(["March", "June", "November"]))


@pytest.mark.parametrize(
    ("said", "answer", "taken_back"),
    [
        (NEW, "by 28 November", True),
        (NEW, "5 December", False),
        (NEW, "2025-11-28", True),
        ("We start fitting on Monday 18 March instead of the 11th.", "Monday 11 March", True),
        ("The rent of £900 is changed to £950.", "£900", True),
        ("The rent of £900 is changed to £950.", "£950", False),
        ("The meeting on 4 May was postponed.", "4 May", True),
        ("The meeting on 4 May was short.", "4 May", False),
        ("It costs 12 and not 120.", "12", False),
        ("The shop does not open until 5 May.", "5 May", False),
        ("Notice is not before 28 November.", "28 November", False),
        ("It is Ada, not Bob.", "Bob", False),
        ("Not 3 of them came.", "whoever of the 3 came to us that day", False),
        (OLD, "28 November", False),
    ],
)
def test_a_value_is_taken_back_where_words_say_so_of_it(said: str, answer: str, *, taken_back: bool) -> None:
    assert retracts(said, answer) is taken_back


@given(DAYS, DAYS)
def test_a_day_is_taken_back_by_none_but_its_own(day: str, other: str) -> None:
    assert retracts(f"It is on 30 April, not {other}.", day) is (day == other)


def test_what_is_taken_back_comes_after_what_takes_it_back() -> None:
    found = quotes_of("By when do we have to choose?", f"{OLD}\n\n{NEW}", {"by 28 November.": 4.0, "5 December": 2.0})
    assert [quote.text for quote in found] == [NEW, OLD]


def test_what_is_no_answer_takes_nothing_back() -> None:
    found = quotes_of("By when do we have to choose?", f"{OLD}\n\n{NEW}", {"by 28 November.": 4.0, "5 December": -2.0})
    assert [quote.text for quote in found] == [OLD, NEW]
