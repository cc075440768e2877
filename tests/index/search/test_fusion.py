import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.fusion import fused


def rankings(least: float) -> st.SearchStrategy[list[tuple[int, float]]]:
    scores = st.integers(int(10 * least), 500).map(lambda n: n / 10)
    found = st.dictionaries(st.integers(1, 40), scores, max_size=20)
    return found.map(lambda scores: sorted(scores.items(), key=lambda item: -item[1]))


@given(rankings(-50), rankings(0), st.floats(0, 1))
def test_every_passage_of_either_ranking_is_ranked_once_within_zero_and_one(dense, lexical, weight) -> None:
    found = fused(dense, lexical, weight)
    assert {passage for passage, _ in found} == {passage for passage, _ in [*dense, *lexical]}
    assert len(found) == len(dict(found))
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 + 1e-9 for score in scores)


@given(rankings(-50), rankings(0))
def test_a_weight_of_one_is_the_dense_ranking(dense, lexical) -> None:
    found = [passage for passage, score in fused(dense, lexical, 1.0) if score > 0]
    order = dict(dense)
    assert [order[p] for p in found] == sorted((order[p] for p in found), reverse=True)


def test_a_known_number() -> None:
    found = fused([(1, 0.9), (2, 0.5), (3, 0.1), (4, 0.1)], [(2, 8.0), (4, 4.0)], 0.6)
    assert found == [(2, pytest.approx(0.7)), (1, 0.6), (4, 0.2), (3, 0.0)]
