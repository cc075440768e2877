import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assistant.reader.decoding import best_spans, whole_words
from index.documents import Span

_logits = st.floats(-20, 20, width=32)


@given(st.data(), st.integers(0, 14), st.integers(1, 5), st.integers(1, 6))
def test_spans_are_valid_disjoint_and_the_first_is_the_best_of_all(data, n, longest, count) -> None:
    starts, ends = (data.draw(arrays(np.float32, n, elements=_logits)) for _ in range(2))
    stretches = data.draw(arrays(np.int64, n, elements=st.integers(-1, 2)))
    found = best_spans(starts, ends, stretches, count, longest)

    tokens = np.flatnonzero(stretches >= 0)
    valid = {
        (a, b): float(starts[a] + ends[b])
        for i, a in enumerate(tokens)
        for b in tokens[i : i + longest]
        if b - a < longest and stretches[a] == stretches[b]
    }
    assert len(found) <= count
    assert all(valid[a, b] == score for a, b, score in found)
    assert bool(found) == bool(valid)
    if found:
        assert found[0][2] == max(valid.values())
    assert [score for *_, score in found] == sorted((score for *_, score in found), reverse=True)
    covered = [t for a, b, _ in found for t in range(a, b + 1)]
    assert len(covered) == len(set(covered))


def test_a_known_span() -> None:
    starts, ends = np.array([9.0, 0, 5, 0, 9]), np.array([9.0, 0, 0, 4, 9])
    stretches = np.array([-1, 0, 0, 0, -1])
    assert best_spans(starts, ends, stretches, 1) == [(2, 3, 9.0)]


def test_a_span_lies_in_one_stretch() -> None:
    starts, ends = np.array([9.0, 0, 5, 0]), np.array([0.0, 1, 0, 9])
    assert best_spans(starts, ends, np.array([0, 0, 1, 1]), 2) == [(2, 3, 14.0), (0, 1, 10.0)]


@given(st.text("ab 1.", max_size=20), st.data())
def test_a_span_is_widened_to_whole_words_and_no_further(text, data) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = whole_words(text, Span(start, end))
    assert span.covers(Span(start, end))
    assert text[span.start : start].isalnum() or span.start == start
    assert text[end : span.end].isalnum() or span.end == end
    assert span.start == 0 or not (text[span.start - 1].isalnum() and text[span.start].isalnum())
    assert span.end == len(text) or not (text[span.end - 1].isalnum() and text[span.end].isalnum())
