import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from assistant import Answer, Assistant, Refusal
from assistant.evaluation import NoThreshold, calibrate, undo_calibration
from assistant.evaluation.calibration import choose
from assistant.reader import QUICK, ReaderIdentity
from assistant.support import keep_threshold, packaged_policy, read_policy
from index.errors import InvalidData, QuothError
from index.index import Index
from tests.assistant.evaluation import sets
from tests.assistant.evaluation.test_evaluations import BY_LOGIT, Knowing

_scored = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=300)


@given(_scored, st.sampled_from([0.01, 0.05, 0.2, 0.5]), st.sampled_from([0.8, 0.95]))
def test_a_chosen_threshold_answers_what_it_says_and_a_promise_holds_its_bound(rows, allowed, confidence):
    support, right = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    try:
        found = choose(support, right, allowed, confidence)
    except QuothError:
        assert all((~right[support >= t]).mean() > allowed for t in support)
        return
    answered = support >= found.threshold
    assert (found.answers, found.wrong) == (answered.sum(), (~right[answered]).sum())
    doubt = (1 - confidence) / (10 if found.promised else 1)
    exact = beta.ppf(1 - doubt, found.wrong + 1, found.answers - found.wrong) if found.wrong < found.answers else 1.0
    assert found.bound == pytest.approx(float(exact))
    assert found.wrong <= allowed * found.answers + 1e-9
    assert found.bound <= allowed or not found.promised


def test_a_small_set_promises_nothing_and_says_how_many_answers_would_do():
    found = choose(np.linspace(0, 1, 20), np.ones(20, dtype=bool), 0.05)
    assert (found.promised, found.answers, found.wrong) == (False, 20, 0)
    assert found.bound == pytest.approx(1 - 0.05 ** (1 / 20))
    n = found.enough
    assert choose(np.linspace(0, 1, n), np.ones(n, dtype=bool), 0.05).promised
    assert not choose(np.linspace(0, 1, n - 1), np.ones(n - 1, dtype=bool), 0.05).promised


def test_a_promise_is_kept_on_new_questions_as_often_as_it_says():
    random, broken, promised = np.random.default_rng(5), 0, 0
    for _ in range(100):
        support = random.random(600)
        # The chance of being right is the support's square root.
        found = choose(support, random.random(600) < np.sqrt(support), 0.2, 0.9)
        promised += found.promised
        # Mean error of those answered, by integration.
        t = found.threshold
        broken += found.promised and 1 - (1 - t**1.5) / (1.5 * (1 - t)) > 0.2
    assert promised > 50
    assert broken / 100 <= 0.1


@pytest.mark.parametrize(("wrong", "confidence"), [(0.0, 0.95), (1.0, 0.95), (0.05, 1.0), (0.05, 0.0)])
def test_what_is_no_share_is_an_error(wrong, confidence):
    with pytest.raises(QuothError, match="between 0 and 1"):
        choose(np.ones(3), np.ones(3, dtype=bool), wrong, confidence)


def test_where_even_the_best_supported_quote_is_wrong_nothing_is_chosen():
    with pytest.raises(NoThreshold, match="nothing was stored"):
        choose(np.array([0.9, 0.1]), np.array([False, True]), 0.05)


@pytest.fixture
def assistant(index):
    index.add(*sets.documents())
    return Assistant(index, Knowing())


def test_the_library_keeps_the_threshold_and_the_assistant_uses_it(tmp_path, assistant, index, tiny_embedder):
    path = sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES)
    assert isinstance(assistant.ask("Who was king of Mercia?"), Answer)
    chosen = calibrate(path, assistant)
    assert (chosen.questions, chosen.answers, chosen.wrong, chosen.promised) == (3, 1, 0, False)
    again = Assistant(Index.open(tmp_path / ".quoth", tiny_embedder), Knowing())
    assert again.policy.threshold == chosen.threshold
    assert isinstance(again.ask("Who was king of Mercia?"), Refusal)
    assert isinstance(again.ask("Who was king of Wessex?"), Answer)


def test_a_dry_run_keeps_nothing_and_undoing_puts_back_what_was(tmp_path, assistant, index):
    path = sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES)
    assert not undo_calibration(index)
    calibrate(path, assistant, dry_run=True)
    assert index.read_note("threshold") is None
    first = calibrate(path, assistant)
    calibrate(path, assistant, at_most_wrong=0.6)
    assert read_policy(index, Knowing.identity).threshold < first.threshold
    assert undo_calibration(index)
    assert read_policy(index, Knowing.identity).threshold == first.threshold
    assert undo_calibration(index)
    assert read_policy(index, Knowing.identity) == BY_LOGIT
    assert not undo_calibration(index)


def test_a_threshold_holds_for_its_reader_and_its_fit_only(index):
    reader, other = ReaderIdentity(QUICK, "1"), ReaderIdentity(QUICK, "2")
    keep_threshold(index, reader, packaged_policy(QUICK), {"threshold": 0.875})
    assert read_policy(index, reader) == packaged_policy(QUICK).at(0.875)
    assert read_policy(index, other) == packaged_policy(QUICK)
    keep_threshold(index, reader, BY_LOGIT, {"threshold": 0.875})
    assert read_policy(index, reader) == packaged_policy(QUICK)


def test_noting_changes_no_generation_and_touches_nothing_else(index, tiny_embedder):
    index.add(*sets.documents())
    made, entries = index.maker, index.documents()
    with index._store.snapshot() as snapshot:
        generation = snapshot.generation
    for key in ("maker", "generation", "vectors", "threshold"):
        assert index.read_note(key) is None
        index.note(key, "one")
        index.note(key, "two")
        assert index.read_note(key) == "two"
    with index._store.snapshot() as snapshot:
        assert snapshot.generation == generation
        assert snapshot.maker() == made
    assert index.documents() == entries
    assert index.search("king")


def test_a_set_that_cannot_be_used_stores_nothing(tmp_path, assistant):
    (tmp_path / "set.jsonl").write_text("")
    with pytest.raises(InvalidData):
        calibrate(tmp_path / "set.jsonl", assistant)
    assert assistant.index.read_note("threshold") is None
