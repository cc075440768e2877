import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest, norm

from assistant.evaluation.metrics.intervals import bootstrap, edge_interval, share_interval, upper_bound
from assistant.evaluation.metrics.measures import Measures


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999))
def test_the_upper_bound_is_clopper_and_pearsons(counts, confidence):
    wrong, n = counts
    exact = 1.0 if wrong == n else float(beta.ppf(confidence, wrong + 1, n - wrong))
    assert upper_bound(wrong, n, confidence) == pytest.approx(exact, abs=1e-9)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_the_exact_one(counts):
    k, n = counts
    exact = binomtest(k, n).proportion_ci(0.95, "exact")
    assert share_interval(k, n) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_twelve_of_twelve_is_no_certainty():
    low, high = share_interval(12, 12)
    assert (round(low, 3), high) == (0.735, 1.0)
    assert share_interval(0, 12) == pytest.approx((0.0, 1 - low))


def test_what_every_draw_repeats_is_as_sure_as_its_groups_are_many():
    assert edge_interval(0.5, 1) == (0.0, 1.0)
    assert edge_interval(1.0, 12) == share_interval(12, 12)
    low, high = edge_interval(0.5, 3)
    assert (low, high) == (share_interval(1, 3)[0], share_interval(2, 3)[1])


def test_only_questions_that_stand_by_themselves_have_the_exact_interval():
    values = {"answered": np.array([1.0] * 12), "f1": np.linspace(0, 1, 12)}
    alone = Measures([str(i) for i in range(12)], values).figures()
    assert (alone["answered"].low, alone["answered"].high) == share_interval(12, 12)
    assert 0 < alone["f1"].low < 0.5 < alone["f1"].high < 1
    together = Measures(["a"] * 6 + ["b"] * 6, values).figures()
    assert (together["answered"].low, together["answered"].high) == share_interval(2, 2)


def test_a_count_that_is_none_is_an_error():
    with pytest.raises(ValueError, match="5 of 3"):
        upper_bound(5, 3)


def test_the_bootstrap_finds_the_normal_interval_of_a_mean_and_is_the_same_twice():
    values = np.random.default_rng(3).normal(size=400)

    def measure(places):
        return {"mean": float(values[places].mean()), "undefined": float("nan")}

    groups = [str(i) for i in range(400)]
    found = bootstrap(measure, groups)
    half = norm.ppf(0.975) * values.std() / 20
    assert found["mean"] == pytest.approx((values.mean() - half, values.mean() + half), abs=0.15 * half)
    assert np.isnan(found["undefined"]).all()
    again = bootstrap(measure, groups)
    assert again["mean"] == found["mean"]


def test_questions_of_one_group_are_drawn_together():
    values = np.repeat([0.0, 1.0], 50)

    def measure(places):
        return {"mean": float(values[places].mean()), "size": float(len(places))}

    found = bootstrap(measure, ["a"] * 50 + ["b"] * 50)
    # Two groups, each of one value: only three means are possible, and the interval must reach the ends.
    assert found["mean"] == (0.0, 1.0)
    assert found["size"] == (100.0, 100.0)
