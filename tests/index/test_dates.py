import pytest

from index.dates import Day, dates


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Signed on 12 March 2023.", ["2023-03-12"]),
        ("Signed on March 12, 2023, in Lund.", ["2023-03-12"]),
        ("the 22nd day of August 2005", ["2005-08-22"]),
        ("2023-05-01 and 2024-07 and 31/12/2020", ["2023-05-01", "2024-07", "2020-12-31"]),
        ("in May 2022, in 2019, and on 3 May", ["2022-05", "2019", "--05-03"]),
        ("He may 5 times a day march 9 miles.", []),
        ("for 1,999 or $2000 or 1999.5 or No. A2001", []),
        # Which of the two is the month cannot be told.
        ("on 05.06.2023", ["2023"]),
        ("on 39 May 2020", []),
    ],
)
def test_dates_are_read_as_they_are_written(text: str, told: list[str]) -> None:
    found = list(dates(text))
    assert [str(day) for _, day in found] == told
    for span, _ in found:
        assert span.of(text) == span.of(text).strip() != ""


def test_dates_fit_where_what_both_tell_is_equal() -> None:
    assert Day(2023).fits(Day(2023, 5, 1))
    assert Day(None, 5, 1).fits(Day(2023, 5, 1))
    assert not Day(2023, 5).fits(Day(2023, 6, 1))
    with pytest.raises(ValueError):
        Day(2023, 13)
