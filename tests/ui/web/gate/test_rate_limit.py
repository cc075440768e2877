"""How much one client may ask, and how wrong tokens slow it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.web.gate.rate_limit import Guesses, Rate


def test_a_rate_fills_again_with_time() -> None:
    now = [0.0]
    rate = Rate(60, lambda: now[0])
    assert [rate.spend("a") for _ in range(60)] == [0.0] * 60
    assert rate.spend("a") == pytest.approx(1.0)
    assert rate.spend("b") == 0.0
    now[0] = 2.0
    assert [rate.spend("a") > 0 for _ in range(3)] == [False, False, True]
    now[0] = 1e6
    assert rate.spend("a", cost=0) == rate.spend("a", cost=60) == 0.0
    assert rate.spend("a", cost=0) == pytest.approx(1.0)


@given(st.lists(st.booleans(), max_size=60))
def test_each_wrong_token_past_the_last_free_one_doubles_the_wait_until_a_right_one(right: list[bool]) -> None:
    now, wrong = 0.0, 0
    guesses = Guesses(10, lambda: now)
    for each in right:
        now += guesses.remaining("a")
        if each:
            guesses.right("a")
            wrong = 0
        else:
            guesses.wrong("a")
            wrong += 1
        least = 6 * 2 ** (wrong - 10) if wrong >= 10 else 0
        assert min(least, 900) - 1e-6 <= guesses.remaining("a") <= max(min(least, 900), 6) + 1e-6
        assert guesses.remaining("b") == 0


def test_who_names_a_right_token_between_guesses_no_faster() -> None:
    guesses = Guesses(10, lambda: 0.0)
    for _ in range(10):
        assert guesses.remaining("a") == 0
        guesses.wrong("a")
        guesses.right("a")
    assert guesses.remaining("a") == pytest.approx(6)


def test_wrong_tokens_are_forgotten_a_quarter_of_an_hour_after_their_wait() -> None:
    now = 0.0
    guesses = Guesses(10, lambda: now)
    for _ in range(30):
        guesses.wrong("a")
    now = 900 + 899
    guesses.wrong("a")
    assert guesses.remaining("a") == 900
    now += 900 + 901
    guesses.wrong("a")
    assert guesses.remaining("a") == 0
