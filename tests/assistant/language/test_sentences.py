import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language import sentences, sentences_around
from index.documents import Content, Document, Section, Span
from tests.texts import texts


@given(texts)
def test_sentences_are_in_order_and_lose_no_word(text: str) -> None:
    end = 0
    for span in sentences(text):
        assert text[end : span.start].strip() == ""
        assert span.of(text).strip() == span.of(text)
        end = span.end
    assert text[end:].strip() == ""


@given(texts.filter(lambda text: text.strip()), st.data())
def test_the_sentences_around_a_span_hold_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 60)))
    document = Document("1", "a", "", Content(text))
    assert sentences_around(document, Span(start, end)).covers(Span(start, end))


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("Dr. Kim left. He went to the U.S. Army in 1950. Then rest.", "1950", "He went to the U.S. Army in 1950."),
        ("A heading\nThe body has 3.5 parts. More.", "3.5", "The body has 3.5 parts."),
        ("One ends. Two holds. Three too.", "holds. Three", "Two holds. Three too."),
        ("“It is so,” he said. “Never.”", "so", "“It is so,” he said."),
    ],
)
def test_known_sentences(text: str, answer: str, expected: str) -> None:
    at = text.index(answer)
    assert sentences_around(Document("1", "a", "", Content(text)), Span(at, at + len(answer))).of(text) == expected


def test_a_wrapped_sentence_is_one_and_a_section_ends_one() -> None:
    wrapped = (
        "The quick brown fox jumps over the lazy dog and runs\non until the evening comes. Then it sleeps all night.\n"
    )
    document = Document("1", "a", "", Content(wrapped))
    assert sentences_around(document, Span(4, 9)).of(wrapped).endswith("evening comes.")
    text = "no stop here and on it goes"
    split = Document("1", "a", "", Content(text, (Section(Span(0, 12)), Section(Span(13, len(text))))))
    assert sentences_around(split, Span(3, 7)).of(text) == "no stop here"


@pytest.mark.parametrize(
    "text",
    [
        "The case with the initials R. K. was found on the pier.|Nobody came.",
        "As Moss et al. , who dug here, wrote, it is older.|They left.",
        "Turn left after No. 5 on the quay.|It is open.",
        "It rained.[12]|The crowd stayed.",
        "It was cast in 1850.⁴|It rang for years.",
        "Take vitamin C.|The nurse said so.",
    ],
)
def test_a_sentence_ends_after_no_abbreviation_and_begins_with_no_remnant(text: str) -> None:
    parts = text.split("|")
    joined = " ".join(parts)
    assert [span.of(joined) for span in sentences(joined)] == parts


def test_a_row_and_a_record_are_quoted_whole_and_alone() -> None:
    rows = "Ann | 3 | likes tea. Also milk.\nBob | 4 | likes rum."
    cut = rows.index("\n")
    split = (Section(Span(0, cut), row=1), Section(Span(cut + 1, len(rows)), row=2))
    document = Document("1", "a", "", Content(rows, split))
    assert sentences_around(document, Span(6, 7)).of(rows) == rows[:cut]
    log = "[01.02.24, 10:00] ann: hi. who comes\n[01.02.24, 10:01] bob: me. and you\n[01.02.24, 10:02] cy: no"
    at = log.index("me.")
    found = sentences_around(Document("1", "a", "", Content(log)), Span(at, at + 2))
    assert found.of(log) == "[01.02.24, 10:01] bob: me. and you"
