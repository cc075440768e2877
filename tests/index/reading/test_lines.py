import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Span
from index.reading.lines import is_item, may_list, paragraphs, paragraphs_at, unwrapped
from tests.texts import texts

_lines = st.lists(st.sampled_from(["", "Ab cd", "and so on it", "1. x", "a: b", "2025-01-02 x", "end.", "x-", " y"]))


def cut(text: str) -> list[str]:
    return [each.span.of(text) for each in paragraphs(text)]


@given(st.one_of(texts, _lines.map("\n".join)), st.data())
def test_paragraphs_are_in_order_and_lose_no_word(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    end = start
    for each in paragraphs(text, start, stop):
        assert text[end : each.span.start].strip() == ""
        assert each.span.of(text).strip() == each.span.of(text)
        end = each.span.start
        for joint in each.joints:
            assert end <= joint.start < joint.end <= each.span.end
            assert "\n" in text[joint.start : joint.end]
            assert text[joint.start : joint.end].strip() in ("", "-", "‐", "\xad")
            end = joint.end
        end = each.span.end
    assert text[end:stop].strip() == ""


@given(st.one_of(texts, _lines.map("\n".join)).filter(bool), st.data())
def test_paragraphs_at_a_place_are_those_of_the_whole_that_share_a_code_point_with_it(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    stop = data.draw(st.integers(start + 1, len(text)))
    first = data.draw(st.integers(0, len(text) - 1))
    place = Span(first, data.draw(st.integers(first + 1, len(text))))
    whole = [each for each in paragraphs(text, start, stop) if each.span.meets(place)]
    assert list(paragraphs_at(text, place, start, stop)) == whole


@given(st.one_of(texts, _lines.map("\n".join)), st.data())
def test_without_a_line_that_begins_like_one_no_paragraph_is_an_item(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    assert may_list(part) or not any(is_item(each) for each in cut(part))


@given(st.one_of(texts, _lines.map("\n".join)))
def test_unwrapping_changes_newlines_alone(text: str) -> None:
    changed = unwrapped(text)
    assert len(changed) == len(text)
    assert all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, changed, strict=True))


@pytest.mark.parametrize(
    "records",
    [
        [
            "Cabin 7 Ada Lowe, until May, key 12",
            "Cabin 8 Tim Orr, until June, key 14",
            "Cabin 9 Jo Rye, until May, key 3",
        ],
        ["2024-01-02 03:04:05 INFO disk is full", "2024-01-02 03:04:09 WARN fan is slow"],
        ["[01.02.24, 10:00] ann: hi all, who comes", "[01.02.24, 10:01] bob: me and you"],
        ["Name: Ada Lowe", "Role: bell founder and", "Born: in Leeds"],
        ["- one thing and", "- another thing"],
        ["a1\tb\tc", "d2\te\tf"],
        ["Museum of Bells", "14 Foundry Lane", "Leeds"],
        ["flour", "brown sugar", "butter"],
        ["Wiring ...... 4", "Care of the pump ...... 11", "Faults and what to do"],
        ["flux - a paste that keeps out the air while", "pickle - a weak acid that takes off the scale"],
        ["Ada Lowe", "14 Foundry Lane, Leeds", "Telephone 0555 1234567", "ada.lowe@example.org"],
        ["Soup 6.50", "Goat cheese, walnuts", "Mains", "rye", "Perch 9"],
        ["Dear all,", "as we agreed in the spring, we ask you to pay for:", "Felling of an ash"],
    ],
)
def test_records_of_one_line_are_never_joined(records: list[str]) -> None:
    assert cut("\n".join(records)) == records


@pytest.mark.parametrize(
    "wrapped",
    [
        "Every spring the wardens\nof the reserve count the\nherons from a hide near\nTarn Lodge, and write the\nnumbers in a book.",
        "Dear all, the choir meets\non Thursday in the hall of\nSt Anne's, not in the\nchapel as it did before.",
    ],
)
def test_narrow_columns_are_joined(wrapped: str) -> None:
    assert cut(wrapped) == [wrapped]


def test_a_heading_and_the_text_below_are_two() -> None:
    text = "Lost and found\nA silver flute was handed\nin at the desk by a visitor\nof the museum.\nLibrary\nThe reading room is shut\non Sundays until further\nnotice."
    assert [each.split("\n")[0] for each in cut(text)] == [
        "Lost and found",
        "A silver flute was handed",
        "Library",
        "The reading room is shut",
    ]


def test_lines_of_chinese_are_joined_with_nothing_between() -> None:
    text = "本馆每天上午九点开门，下午五点关门，周一休\n息，节日另行通知。\n门票十元。"
    first, second = paragraphs(text)
    assert [joint.between for joint in first.joints] == [""]
    assert second.span.of(text) == "门票十元。"


def test_a_line_that_begins_with_a_name_s_first_letter_goes_on_and_one_of_a_lettered_list_does_not() -> None:
    found = "A brass lamp with the letters of the miller\nR. K. was found at the weir in May.\nNobody came for it."
    assert cut(found)[0] == "A brass lamp with the letters of the miller\nR. K. was found at the weir in May."
    choice = "The answer to this is one of these here\nA. The mill at the weir\nB. The house by the bridge"
    assert len(cut(choice)) == 3
