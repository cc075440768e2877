import pytest

from index.dates import Day, dates
from index.dating import date_in_name
from index.search import Filter
from index.storage.protocols import Entry


@pytest.mark.parametrize(
    ("text", "wanted"),
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
def test_dates_are_read_as_they_are_written(text: str, wanted: list[str]) -> None:
    found = list(dates(text))
    assert [str(day) for _, day in found] == wanted
    for span, _ in found:
        assert span.of(text) == span.of(text).strip() != ""


def test_dates_fit_where_what_both_tell_is_equal() -> None:
    assert Day(2023).fits(Day(2023, 5, 1))
    assert Day(None, 5, 1).fits(Day(2023, 5, 1))
    assert not Day(2023, 5).fits(Day(2023, 6, 1))
    with pytest.raises(ValueError):
        Day(2023, 13)


def test_a_filter_knows_the_date_of_a_title_and_of_a_name() -> None:
    def entry(source: str, title: str = "Rules", **metadata: str) -> Entry:
        return Entry("1", source, title, "", "", 0, 0, metadata)

    since = Filter.parse("date>=2024")
    assert since.admits(entry("rules-2025-03.txt"))
    assert since.admits(entry("a.txt", "Rules of 1 May 2024"))
    assert since.admits(entry("rules-2019.txt", date="2024-02-01"))
    assert not since.admits(entry("2023/rules.txt"))
    assert not since.admits(entry("rules.txt"))
    assert str(date_in_name("2023/minutes_20240307_final.txt")) == "2024-03-07"
