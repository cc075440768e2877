import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, norm

from assistant.evaluation.metrics.intervals import bootstrap, upper_bound


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999))
def test_the_upper_bound_is_clopper_and_pearsons(counts, confidence):
    wrong, n = counts
    exact = 1.0 if wrong == n else float(beta.ppf(confidence, wrong + 1, n - wrong))
    assert upper_bound(wrong, n, confidence) == pytest.approx(exact, abs=1e-9)


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
