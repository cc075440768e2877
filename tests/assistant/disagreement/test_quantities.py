from fractions import Fraction

import pytest

from assistant.disagreement.quantities import quantities


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("two months' rent", [(2, "month")]),
        ("lasts for three years", [(36, "month")]),
        ("costs €1,500 or 1.2 million euros", [(1_500, "euro"), (1_200_000, "euro")]),
        ("two thirds of the votes", [(Fraction(2, 3), "share")]),
        ("begin at 22:00, not 10 pm", [(1_320, "clock"), (1_320, "clock")]),
        ("twenty-one soldiers and one hundred and twelve tents", [(21, "soldier"), (112, "tent")]),
        ("3.5 percent, 4 %", [(Fraction(7, 2), "percent"), (4, "percent")]),
        ("2 km is 2,000 metres", [(2_000, "metre"), (2_000, "metre")]),
        ("one of the prisoners", [(1, "")]),
        ("the pump P-200, clause 4.2.1", []),
    ],
)
def test_amounts_are_read_with_what_they_count(text: str, wanted: list) -> None:
    assert [(each.low, each.unit) for each in quantities(text)] == wanted
    for each in quantities(text):
        assert each.span.of(text) == each.span.of(text).strip()


def test_a_range_a_limit_and_about_so_many_are_told_from_exact_amounts() -> None:
    (kept,), (other,) = quantities("2 to 8 °C"), quantities("5 °C")
    assert not kept.contradicts(other)
    (limit,), (more,) = quantities("at least 7 days"), quantities("9 days")
    assert not limit.contradicts(more)
    (about,), (near,), (far,) = quantities("about 11,000 men"), quantities("12,000 men"), quantities("40,000 men")
    assert (about.contradicts(near), about.contradicts(far), near.contradicts(far)) == (False, True, True)
