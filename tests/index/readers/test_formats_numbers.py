"""A cell's value as the sheet shows it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.numbers import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.075, "0.0%", "7.5%"),
        (0.075, "0.0 %", "7.5 %"),
        (0.12, "0%", "12%"),
        (742, "00000", "00742"),
        (12500, '#,##0.00\\ "EUR"', "12,500.00 EUR"),
        (7250.5, "#,##0.00 [$€-407]", "7,250.50 €"),
        (-7250.5, "#,##0.00;[Red]-#,##0.00", "-7,250.50"),
        (-3, "#,##0_);(#,##0)", "(3)"),
        (1234567, "#,##0,", "1,235"),
        (1234567, '0.0,,"m"', "1.2m"),
        (1234567.891, "[$$-409]#,##0.00", "$1,234,567.89"),
        (0.5, "0.##", "0.5"),
        (5, "0.##", "5"),
        (0, '0;-0;"none"', "none"),
        (12345, "0.00E+00", "1.23E+04"),
        (0.00012, "0.0E-00", "1.2E-04"),
        (1.5, "# ?/?", "1 1/2"),
        (0.25, "?/?", "1/4"),
        (4951123, "000\\-0000", "495-1123"),
        (0.1 + 0.2, "General", "0.3"),
        (3.0, "General", "3"),
        (1e-09, "General", "1E-09"),
        (1234567890123, "General", "1234567890123"),
        (5, '[<1]"few";[>=1]0" pieces"', "5 pieces"),
        (5, ";;;", ""),
        ("secret", ";;;", ""),
        ("42", '"Nr. "@', "Nr. 42"),
        ("words", "0.00", "words"),
        (True, "General", "TRUE"),
        (None, "0", ""),
        (datetime.fromisoformat("2026-03-31"), "d mmmm yyyy", "31 March 2026"),
        (datetime.fromisoformat("2026-03-31"), "dd.mm.yyyy", "31.03.2026"),
        (datetime.fromisoformat("2026-03-31"), "[$-409]ddd, d-mmm-yy", "Tue, 31-Mar-26"),
        (datetime.fromisoformat("2026-03-31"), "[$-407]d. mmmm yyyy", "2026-03-31"),
        (datetime.fromisoformat("2026-03-31"), "mm-dd-yy", "2026-03-31"),
        (date(2026, 3, 31), "yyyy-mm-dd", "2026-03-31"),
        (datetime.fromisoformat("2026-03-31 07:05"), "yyyy-mm-dd hh:mm", "2026-03-31 07:05"),
        (datetime.fromisoformat("2026-03-31 07:05"), "m/d/yy h:mm", "2026-03-31 07:05:00"),
        (time(7, 30), "h:mm AM/PM", "7:30 AM"),
        (time(19, 5, 9), "hh:mm:ss", "19:05:09"),
        (time(0, 5), "h:mm AM/PM", "12:05 AM"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        (timedelta(minutes=95), "[mm]:ss", "95:00"),
    ],
)  # fmt: skip
def test_a_value_stands_as_its_format_shows_it(value: object, code: str, text: str) -> None:
    assert shown(value, code) == text


@given(
    st.one_of(st.floats(), st.integers(), st.datetimes(), st.times(), st.timedeltas(), st.text(max_size=5)),
    st.text(alphabet='0#?.,%"\\[]$€-E+/ dmyhsAPM;@_*<>=1GeneralRd', max_size=12),
)
def test_no_format_is_too_strange(value: object, code: str) -> None:
    assert isinstance(shown(value, code), str)


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_the_digits_are_those_of_the_value(number: int, places: int) -> None:
    code = "#,##0." + "0" * places if places else "#,##0"
    assert shown(number, code) == f"{number:,.{places}f}"
