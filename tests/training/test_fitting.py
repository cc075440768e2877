import numpy as np
import pytest

from assistant.support import SIGNALS, Setting, SupportPolicy
from training.fitting import Case, Fit, balance, calibration, calibration_error, cross_fit, fit_signals, sense

NAMES = list(SIGNALS)


def cases(count: int, seed: int = 0) -> list[Case]:
    """Questions of three kinds, right where the reader's score, and a little the quick one's, says so."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        signals = np.zeros((3, len(NAMES)))
        signals[:, NAMES.index("logit")] = rng.normal(0, 4, 3)
        signals[:, NAMES.index("quick")] = rng.normal(0, 4, 3)
        total = signals[:, NAMES.index("logit")] + 0.5 * signals[:, NAMES.index("quick")]
        right = rng.random(3) < 1 / (1 + np.exp(-total))
        kind = "abc"[number % 3]
        found.append(Case(kind, "open", bool(right.any()), signals, right, np.array([0, 0, 1]), 0.5))
    return found


def test_each_kind_weighs_the_same_and_in_it_both_kinds_of_question() -> None:
    some = cases(1500)
    # Of one kind hardly any question is unanswerable: what becomes of them is chance.
    few = [each for each in some if (each.kind, each.answerable) == ("a", False)][10:]
    data = [each for each in some if not any(each is one for one in few)]
    weight = balance(data)
    assert weight.mean() == pytest.approx(1)
    groups = {(each.kind, each.answerable) for each in data}
    shares = {
        group: sum(w for w, c in zip(weight, data, strict=True) if (c.kind, c.answerable) == group) for group in groups
    }
    small = shares.pop(("a", False))
    assert list(shares.values()) == pytest.approx([max(shares.values())] * (len(groups) - 1))
    assert small == pytest.approx(max(shares.values()) / 3)


def test_the_weights_that_made_the_labels_are_found() -> None:
    fit = fit_signals(cases(1500), ["logit", "quick"])
    assert fit.weights["quick"] / fit.weights["logit"] == pytest.approx(0.5, abs=0.2)
    assert sense(fit)
    assert not sense(Fit({"logit": 1.0, "missing_words": 0.3}, 0.0))


def test_a_kind_is_judged_by_a_fit_that_has_not_seen_it() -> None:
    data = cases(300)
    inverted = [
        Case(c.kind, c.way, c.answerable, c.signals, ~c.right if c.kind == "a" else c.right, c.part, c.similarity)
        for c in data
    ]
    of_b = [i for i, each in enumerate(data) if each.kind == "b"]
    of_a = [i for i, each in enumerate(data) if each.kind == "a"]
    one, other = cross_fit(data, ["logit"]), cross_fit(inverted, ["logit"])
    assert np.array_equal(one[of_a, 0], other[of_a, 0])  # what is wrong with its own labels cannot reach it
    assert not np.array_equal(one[of_b, 0], other[of_b, 0])


def test_later_parts_count_only_where_nothing_is_clear() -> None:
    signals = np.zeros((2, len(NAMES)))
    signals[:, NAMES.index("logit")] = 3, 9
    case = Case("a", "open", answerable=True, signals=signals, right=np.ones(2), part=np.array([0, 1]), similarity=1)
    assert Fit({"logit": 1.0}, 0.0).best(case)[0] == 0
    assert Fit({"logit": 1.0}, -5.0).best(case)[0] == 1


def test_what_is_written_is_a_policy_whose_settings_are_in_order() -> None:
    made = calibration(cases(240))
    policy = SupportPolicy.from_json(made)
    assert policy.settings[Setting.STRICT] >= policy.threshold >= policy.settings[Setting.GENEROUS]
    assert policy.at(Setting.STRICT).threshold == policy.settings[Setting.STRICT]


def test_support_that_is_the_share_of_right_ones_has_no_calibration_error() -> None:
    support, right = np.repeat([0.25, 0.75], 400), np.tile([1, 0, 0, 0], 100)
    assert calibration_error(support, np.concatenate([right, 1 - right])) == pytest.approx(0)
    assert calibration_error(np.full(4, 0.95), np.zeros(4)) == pytest.approx(0.95)
