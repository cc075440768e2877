import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, permutation_test

from assistant.evaluation import Options, compare, evaluate_quotes, load_run, write
from assistant.evaluation.metrics import paired
from assistant.evaluation.metrics.measures import Measures
from assistant.evaluation.metrics.paired import differences, mcnemar
from index.errors import InvalidData
from tests.assistant.evaluation import sets
from tests.assistant.evaluation.test_evaluations import BY_LOGIT, Knowing, assistant  # noqa: F401 - a fixture


@given(st.integers(0, 700), st.integers(0, 700))
def test_mcnemars_p_is_that_of_the_binomial_test(up, down):
    exact = binomtest(min(up, down), up + down).pvalue if up + down else 1.0
    assert mcnemar(up, down) == pytest.approx(exact, abs=1e-9)


def pairs(before, now, name="answered", groups=None):
    groups = groups or [str(i) for i in range(len(before))]
    return Measures([*groups, *groups], {name: np.array([*before, *now], dtype=float)})


def test_a_rate_is_tested_by_its_changed_questions_alone():
    before, now = [0] * 8 + [1] * 92, [1] * 8 + [1] * 92
    found = differences(pairs(before, now))["answered"]
    assert (found.test, found.up, found.down) == ("McNemar", 8, 0)
    assert found.p == pytest.approx(2 / 2**8)
    assert found.is_marked
    one = differences(pairs([0] + [1] * 99, [1] * 100))["answered"]
    assert one.p == 1.0


def test_a_mean_is_tested_by_permutation():
    random = np.random.default_rng(2)
    before = random.random(40)
    now = before + random.normal(0.1, 0.2, 40)
    found = differences(pairs(before, now, "f1"))["f1"]
    oracle = permutation_test((now, before), lambda a, b: a.mean() - b.mean(), permutation_type="samples", rng=3)
    assert found.test == "permutation"
    assert found.p == pytest.approx(oracle.pvalue, abs=0.02)


def test_questions_of_one_group_are_swapped_together():
    # Forty questions that changed, but in two conversations: as little as two coins.
    found = differences(pairs([0] * 40, [1] * 40, groups=["a"] * 20 + ["b"] * 20))["answered"]
    assert found.test == "permutation"
    assert found.p == pytest.approx(0.5, abs=0.06)


def test_runs_that_are_equally_good_are_rarely_marked():
    random = np.random.default_rng(7)
    marked = sum(
        differences(pairs(random.random(60) < 0.5, random.random(60) < 0.5))["answered"].is_marked for _ in range(300)
    )
    assert marked / 300 <= 0.07


def test_a_figure_over_other_questions_is_permuted():
    nan = np.nan
    both = pairs([1, 0, nan, nan, 1], [nan, 0, 1, 0, 1], "wrong_answers")
    assert differences(both)["wrong_answers"].test == "permutation"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(paired, "DRAWS", 400)


def test_a_run_is_compared_question_by_question(tmp_path, assistant):  # noqa: F811
    path = sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES)
    write(evaluate_quotes(path, assistant), tmp_path / "before")
    braver = evaluate_quotes(path, type(assistant)(assistant.index, Knowing(), BY_LOGIT.at(0.1)))
    found = compare(braver, load_run(tmp_path / "before" / "metrics.json"))
    assert (found.questions, [each.id for each in found.changed]) == (3, ["3"])
    assert (found.changed[0].before, found.changed[0].now) == ("false refusal", "right")
    assert found.differences["answered"].up == 1
    assert found.differences["answered"].p == 1.0
    write(braver, tmp_path / "now", found)
    kept = json.loads((tmp_path / "now" / "metrics.json").read_text())["compared"]
    assert kept["changed"][0]["id"] == "3"
    assert "1 of 3 questions changed" in (tmp_path / "now" / "report.html").read_text()


def test_only_the_same_questions_are_compared(tmp_path, assistant):  # noqa: F811
    path = sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES)
    result = evaluate_quotes(path, assistant)
    write(evaluate_quotes(path, assistant, Options(limit=2)), tmp_path / "fewer")
    with pytest.raises(InvalidData, match="same questions of the set"):
        compare(result, load_run(tmp_path / "fewer"))
    other = sets.write_lines(tmp_path / "other.jsonl", sets.QUOTES[:1])
    write(evaluate_quotes(other, assistant), tmp_path / "other")
    with pytest.raises(InvalidData, match="another set"):
        compare(result, load_run(tmp_path / "other"))


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "line 1: not JSON"), ("{}", 'no "figures"'), ('{"figures": {}, "kind": "quotes"}', 'no "settings"')],
)
def test_what_is_no_run_is_told(tmp_path, content, said):
    (tmp_path / "metrics.json").write_text(content)
    with pytest.raises(InvalidData, match=said):
        load_run(tmp_path / "metrics.json")
    with pytest.raises(InvalidData, match="cannot be read"):
        load_run(tmp_path / "nowhere")
