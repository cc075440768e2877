import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content, Document, Section, Span, lead, sections_from_json, sections_to_json, trimmed
from tests.texts import texts


@pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 2), (3, 2)])
def test_an_empty_or_backward_span_does_not_exist(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="0 <= start < end"):
        Span(start, end)


def test_a_span_past_the_text_is_an_error_not_a_shorter_slice() -> None:
    with pytest.raises(ValueError, match="past the text's 3"):
        Span(1, 4).of("abc")


@given(texts, st.data())
def test_trimming_moves_the_offsets_with_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = trimmed(text, start, end)
    assert (span.of(text) if span else "") == text[start:end].strip()
    assert span is None or (start <= span.start and span.end <= end)


def test_digests_are_those_of_the_utf8_bytes() -> None:
    document = Document("1", "a.txt", "", Content("naïve 👍\n"))
    assert document.digest == hashlib.sha256("naïve 👍\n".encode()).hexdigest()


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "\ud800"])
def test_text_that_is_not_canonical_does_not_become_content(text: str) -> None:
    with pytest.raises(ValueError, match=r"canonical|surrogate"):
        Content(text)


def test_sections_may_not_overlap_or_reach_past_the_text() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        Content("abcdef", (Section(Span(0, 4)), Section(Span(3, 6))))
    with pytest.raises(ValueError, match="overlaps"):
        Content("abc", (Section(Span(0, 4)),))


def test_sections_are_found_by_offset_and_survive_json() -> None:
    sections = (Section(Span(0, 2), ("A", "B"), page=3, label="iii"), Section(Span(4, 6), row=7, quotable=False))
    document = Document("1", "a.txt", "", Content("abcdef", sections, "T"))
    assert [document.section_at(i) for i in range(6)] == [sections[0]] * 2 + [None] * 2 + [sections[1]] * 2
    assert sections_from_json(sections_to_json(sections)) == sections
    assert lead(document, Span(1, 2)) == "T > A > B"


def test_a_title_is_the_contents_own_or_the_files_name() -> None:
    assert Document("1", "folder/a.txt", "", Content("x", title="Own")).title == "Own"
    assert Document("1", "folder/a.txt", "", Content("x")).title == "a.txt"
