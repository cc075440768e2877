import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import sentences, sentences_around
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
