"""Characters on a page, put into the order and form in which they are read."""

from hypothesis import given
from hypothesis import strategies as st

from index.readers.glyphs import Glyph, read


def drawn(text: str, left: float, foot: float = 100.0, size: float = 12.0, first: int = 0) -> list[Glyph]:
    """Glyphs from left to right, each half as wide as high."""
    wide = size / 2
    return [
        Glyph(sign, first + i, left + i * wide, foot - 0.2 * size, left + (i + 1) * wide, foot + 0.8 * size)
        for i, sign in enumerate(text)
    ]


def made(sign: str, index: int) -> Glyph:
    return Glyph(sign, index, made=True)


def words(glyphs: list[Glyph]) -> str:
    return "".join(sign for sign, _ in read(glyphs))


def test_a_raised_mark_goes_into_brackets_though_the_page_broke_the_line_around_it() -> None:
    before, mark = drawn("in 1877", 0), drawn("4", 42, 105, 7, first=8)
    after = drawn("it", 49, first=10)
    assert words([*before, made("\n", 7), *mark, made("\n", 9), *after]) == "in 1877[4] it"


def test_a_power_goes_behind_a_caret_and_a_lowered_number_stays() -> None:
    assert words([*drawn("3 x 10", 0), *drawn("6", 36, 105, 7, first=6)]) == "3 x 10^6"
    assert words([*drawn("30 m", 0), *drawn("2", 24, 105, 7, first=4)]) == "30 m²"
    assert words([*drawn("CO", 0), *drawn("2", 12, 97, 7, first=2)]) == "CO2"


def test_a_small_line_below_is_a_line_of_its_own() -> None:
    assert words([*drawn("in 1877", 0), made("\n", 7), *drawn("4 a note", 0, 80, 7, first=8)]) == "in 1877\n4 a note"


def test_small_capitals_are_not_raised() -> None:
    assert words([*drawn("N", 0), *drawn("ASA", 6, 100, 9, first=1)]) == "NASA"


SHALOM = "\u05e9\u05dc\u05d5\u05dd"


def test_words_drawn_from_the_left_are_read_from_the_right() -> None:
    assert words(drawn(SHALOM[::-1], 0)) == SHALOM


def test_words_drawn_from_the_right_stay_and_numbers_run_to_the_right() -> None:
    leftward = [Glyph(s, i, 90 - 6 * i, 98, 96 - 6 * i, 110) for i, s in enumerate(SHALOM)]
    year = drawn(".2031", 40, first=5)
    assert words([*leftward, made(" ", 4), *year, made("\n", 10)]) == f"{SHALOM} 2031.\n"


def test_a_line_drawn_from_its_left_end_on_is_turned_round() -> None:
    one, two = drawn(SHALOM[::-1], 0), drawn("\u05d1\u05d0"[::1], 40, first=5)
    assert words([*one, made(" ", 4), *two]) == f"\u05d0\u05d1 {SHALOM}"


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab1 .\u05d0\u05d1\u0627\u064e\n"),
            st.floats(0, 100),
            st.floats(0, 100),
            st.sampled_from([6.0, 12.0]),
        ),
        max_size=20,
    )
)
def test_no_character_is_lost_or_doubled(places: list[tuple[str, float, float, float]]) -> None:
    glyphs = [
        Glyph(sign, i, left, foot, left + size / 2, foot + size, made=sign == "\n")
        for i, (sign, left, foot, size) in enumerate(places)
    ]
    indices = [index for _, index in read(glyphs)]
    assert len(indices) == len(set(indices))
    kept = {glyph.index for glyph in glyphs if not glyph.made and glyph.sign.strip()}
    assert kept <= set(indices)
