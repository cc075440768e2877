import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, nDCG

from assistant.evaluation.metrics.ranking import ndcg, recall, reciprocal_rank

_ids = [f"d{i}" for i in range(30)]
_rankings = st.lists(st.sampled_from(_ids), unique=True, min_size=1)
_gains = st.dictionaries(st.sampled_from([*_ids, "unfound"]), st.integers(0, 3), min_size=1).filter(
    lambda gains: any(gains.values())
)


@given(_rankings, _gains, st.integers(1, 35))
def test_ranking_metrics_equal_ir_measures(ranking, gains, k):
    run = [ir_measures.ScoredDoc("q", id, float(-rank)) for rank, id in enumerate(ranking)]
    judged = [ir_measures.Qrel("q", id, gain) for id, gain in gains.items()]
    wanted = ir_measures.calc_aggregate([nDCG @ k, R @ k, RR @ k], judged, run)
    assert ndcg(ranking, gains, k) == pytest.approx(wanted[nDCG @ k])
    assert recall(ranking, gains, k) == pytest.approx(wanted[R @ k])
    assert reciprocal_rank(ranking, gains, k) == pytest.approx(wanted[RR @ k])


def test_nothing_relevant_scores_nothing():
    assert ndcg(["a"], {}, 10) == recall(["a"], {"a": 0}, 10) == reciprocal_rank(["a"], {"a": -1}) == 0.0
