import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content, Document, Passage, Section, Span, trimmed
from index.storage.sections import sealed_sections, sections_from_json, sections_to_json
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


def test_a_title_is_the_contents_own_or_the_files_name() -> None:
    assert Document("1", "folder/a.txt", "", Content("x", title="Own")).title == "Own"
    assert Document("1", "folder/a.txt", "", Content("x")).title == "a.txt"


def test_what_a_row_has_of_its_own_survives_json_and_what_rows_share_stands_there_once() -> None:
    names = ("Team", "", "Cups")
    rows = tuple(
        Section(Span(10 * i, 10 * i + 9), ("Sheet",), row=i + 1, columns=names, cells=(0, 2, 3, 3, 5, 9), unread=(1, 2))
        for i in range(3)
    )
    other = Section(Span(40, 44), given=("Region: North",), record=True, place="00:01", quotable=False)
    stored = sections_to_json((*rows, other))
    assert sections_from_json(stored) == (*rows, other)
    assert stored.count("Team") == 1
    assert rows[0].headings == ("Sheet", "Team | Cups")


def test_sections_of_older_libraries_are_read_and_sealed_as_they_were() -> None:
    old = '[[0,4,["A"],2,"ii",null,1],[5,9,[],null,null,3,0]]'
    sections = sections_from_json(old)
    assert sections == (
        Section(Span(0, 4), ("A",), page=2, label="ii"),
        Section(Span(5, 9), row=3, quotable=False),
    )
    assert sealed_sections(sections) == old
    assert sealed_sections([Section(Span(0, 4), record=True)]) != sealed_sections([Section(Span(0, 4))])


@pytest.mark.parametrize("cells", [(0, 1, 2), (2, 1), (0, 9)])
def test_stretches_that_do_not_lie_in_a_section_make_none(cells: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no stretches"):
        Section(Span(0, 5), cells=cells)


def test_metadata_that_is_no_string_is_refused_with_what_to_write() -> None:
    with pytest.raises(TypeError, match="'year' has 2020; write '2020'"):
        Content("x", metadata={"year": 2020})


def test_a_document_from_a_text_keeps_its_id_when_it_says_something_else() -> None:
    first, second = (Document.from_text("notes://monday", text) for text in ("One.\r\n", "Two."))
    assert (first.id, first.text) == (second.id, "One.\n")
    assert first.digest != second.digest


def test_values_show_themselves_in_short() -> None:
    document = Document.from_text("a.txt", "word " * 10_000, title="A")
    passage = Passage(1, document, Span(0, 50_000))
    for value in (document, document.content, passage):
        assert len(repr(value)) < 200
        assert "word " * 20 not in repr(value)
