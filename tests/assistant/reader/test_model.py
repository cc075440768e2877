from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.reader import Reader, open_reader
from assistant.reader.protocol import Candidate, Reading
from index.documents import Content, Document, Passage, Section, Span, trimmed
from index.errors import ModelError
from tests import tiny
from tests.texts import texts


def passage(text: str, title: str | None = None, span: Span | None = None) -> Passage:
    document = Document("1", "a.txt", "", Content(text, (Section(Span(0, len(text)), ("Heading",)),), title))
    return Passage(1, document, span or Span(0, len(text)))


@given(st.lists(texts.filter(bool), min_size=1, max_size=4), st.text(max_size=200))
@example(["\u0000\u0301", "\u202e"], "why?")
@example(["word " * 2000], "a very long question " * 200)
@example(["x"], "")
def test_every_answer_lies_in_its_passage_and_is_a_slice(tiny_reader: Reader, many: list[str], question: str) -> None:
    passages = [passage(text, "A title") for text in many]
    readings = tiny_reader.read(question, passages)
    assert [reading.passage for reading in readings] == passages
    for reading in readings:
        logits = [candidate.logit for candidate in reading.candidates]
        assert logits == sorted(logits, reverse=True)
        for candidate in reading.candidates:
            assert reading.passage.span.covers(candidate.span)
            assert candidate.span.of(reading.passage.document.text).strip()
        spans = sorted(candidate.span for candidate in reading.candidates)
        assert not any(a.meets(b) for a, b in pairwise(spans))


# One line: how lines hang together, and which is a heading, depends on the document around them.
@given(texts.map(lambda text: " ".join(text.split())).filter(bool), st.data())
def test_offsets_count_from_the_documents_beginning(tiny_reader: Reader, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = trimmed(text, start, len(text))
    if span is None:
        return
    inside = tiny_reader.read("Who was king?", [passage(text, span=span)])[0]
    alone = tiny_reader.read("Who was king?", [passage(span.of(text))])[0]
    assert [c.span for c in inside.candidates] == [c.span.shifted(span.start) for c in alone.candidates]


def test_a_passage_longer_than_the_window_is_read_to_its_end(tiny_reader: Reader) -> None:
    text = "the river of a city " * 400
    spans = [c.span for c in tiny_reader.read("who", [passage(text)])[0].candidates]
    far = tiny_reader.read("who", [passage("x " * 3000 + "the king")])[0]
    assert spans
    assert far.candidates


def test_the_company_a_passage_keeps_does_not_change_its_reading(tiny_reader: Reader) -> None:
    short, long = passage("Alfred was king."), passage("The river is long. " * 30)
    alone = tiny_reader.read("Who was king?", [short])[0]
    together = tiny_reader.read("Who was king?", [long, short, long])[1]
    assert [c.span for c in alone.candidates] == [c.span for c in together.candidates]
    assert alone.logit == pytest.approx(together.logit, abs=0.05)  # bfloat16, where the processor has it


def test_a_reading_outside_its_passage_does_not_exist() -> None:
    with pytest.raises(ValueError, match="outside its passage"):
        Reading(passage("abcdef", span=Span(0, 3)), (Candidate(Span(2, 5), 1.0),))


def test_another_reader_is_told_apart_by_its_weights(tiny_reader: Reader, tmp_path: Path) -> None:
    other = open_reader(str(tiny.save_reader(tmp_path, seed=8)))
    assert other.identity.digest != tiny_reader.identity.digest


def test_a_model_that_cannot_answer_is_refused(tiny_embedder_path: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no question-answering model"):
        open_reader(str(tiny_embedder_path.parent / "body"))
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_reader(str(tmp_path / "nowhere"))
