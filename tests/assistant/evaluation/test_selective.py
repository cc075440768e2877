import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binned_statistic
from sklearn.metrics import average_precision_score, precision_recall_fscore_support, roc_auc_score

from assistant.evaluation.metrics.selective import (
    aurc,
    auroc,
    average_precision,
    best_threshold,
    coverage_at,
    ece,
    refusals,
    reliability,
    risk_coverage,
)

# Few distinct values: ties are where definitions differ.
_support = st.one_of(st.sampled_from([0.0, 0.1, 0.5, 0.5001, 0.9, 1.0]), st.floats(0, 1))
_scored = st.lists(st.tuples(_support, st.booleans()), min_size=1, max_size=40)


def columns(rows):
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=bool)


def mixed(rows):
    return 0 < sum(row[1] for row in rows) < len(rows)


@given(_scored.filter(mixed))
def test_auroc_and_average_precision_equal_scikit_learns(rows):
    support, positive = columns(rows)
    assert auroc(support, positive) == pytest.approx(roc_auc_score(positive, support))
    assert average_precision(support, positive) == pytest.approx(average_precision_score(positive, support))


@given(_scored, st.integers(1, 20))
def test_the_calibration_error_equals_one_from_scipys_bins(rows, bins):
    support, right = columns(rows)
    statistic = [binned_statistic(support, each, "sum", bins, (0, 1)).statistic for each in (support, right)]
    assert ece(support, right, bins) == pytest.approx(float(np.abs(statistic[0] - statistic[1]).sum()) / len(rows))
    assert sum(each.count for each in reliability(support, right, bins)) == len(rows)


@given(_scored)
def test_the_risk_coverage_curve_is_what_each_threshold_gives(rows):
    support, right = columns(rows)
    curve = risk_coverage(support, right)
    assert list(curve.threshold) == sorted(set(support), reverse=True)
    for threshold, coverage, risk in zip(curve.threshold, curve.coverage, curve.risk, strict=True):
        answered = support >= threshold
        assert coverage == pytest.approx(answered.mean())
        assert risk == pytest.approx((~right[answered]).mean())


@given(_scored, st.sampled_from([0.5, 0.8, 0.95, 0.99, 1.0]))
def test_coverage_at_is_the_most_any_threshold_reaches(rows, correct):
    support, right = columns(rows)
    tried = [support >= threshold for threshold in set(support)]
    best = max((a.mean() for a in tried if right[a].sum() >= correct * a.sum() - 1e-9), default=0.0)
    assert coverage_at(support, right, correct) == pytest.approx(best)


@given(_scored, st.randoms())
def test_no_figure_depends_on_the_order_of_the_questions(rows, random):
    mixed_up = list(rows)
    random.shuffle(mixed_up)
    for each in (aurc, auroc, average_precision, ece, lambda s, r: coverage_at(s, r, 0.95)):
        assert each(*columns(rows)) == pytest.approx(each(*columns(mixed_up)), nan_ok=True)


def test_the_area_under_risk_coverage_is_the_mean_of_the_risks():
    support, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, True])
    assert aurc(support, right) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    # Of two that tie, one right: on average the risk is a half at either.
    assert aurc(np.array([0.5, 0.5]), np.array([True, False])) == pytest.approx(0.5)


@given(st.lists(st.tuples(_support, st.sampled_from([0.0, 0.4, 1.0]), st.booleans()), min_size=1, max_size=40))
def test_the_best_threshold_is_the_best_of_all_thresholds(rows):
    support = np.array([row[0] for row in rows])
    answerable = np.array([row[2] for row in rows], dtype=bool)
    score = np.where(answerable, np.array([row[1] for row in rows]), 0.0)

    def at(threshold):
        answered = support >= threshold
        return float(np.where(answerable, score * answered, ~answered).mean())

    value, threshold = best_threshold(support, score, answerable)
    assert value == pytest.approx(max(at(t) for t in [*set(support), 1.01]))
    assert at(threshold) == pytest.approx(value)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_refusals_are_scored_as_scikit_learn_scores_a_class(rows):
    refused, answerable = columns([(float(a), b) for a, b in rows])
    found = refusals(refused.astype(bool), answerable)
    precision, recall, f1, _ = precision_recall_fscore_support(
        ~answerable, refused.astype(bool), average="binary", zero_division=np.nan
    )
    assert (found.precision, found.recall, found.f1) == pytest.approx((precision, recall, f1), nan_ok=True)
    if answerable.any():
        assert found.false == pytest.approx(refused[answerable].mean())


def test_what_nothing_was_asked_about_is_undefined():
    nothing, none = np.empty(0), np.empty(0, dtype=bool)
    for each in (auroc, average_precision, aurc, ece):
        assert np.isnan(each(nothing, none))
