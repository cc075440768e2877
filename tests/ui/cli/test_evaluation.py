import json

import pytest
from typer import BadParameter
from typer.testing import CliRunner

from index.index import Index
from tests.assistant.evaluation import sets
from ui.cli.app import app
from ui.cli.evaluation import floors


@pytest.fixture
def run(monkeypatch, tmp_path, tiny_embedder, tiny_reader_path, tiny_embedder_path):
    """Runs quoth in an empty folder with the tiny models."""
    monkeypatch.chdir(tmp_path)
    models = ["--reader", str(tiny_reader_path)]

    def run(*words, embedder=False):
        given = [*words, *models, *(["--embedder", str(tiny_embedder_path)] if embedder else [])]
        return CliRunner().invoke(app, given, catch_exceptions=False)

    return run


@pytest.fixture
def library(tmp_path, tiny_embedder):
    with_documents = Index.open_or_create(tmp_path / ".quoth", tiny_embedder)
    with_documents.add(*sets.documents())
    with_documents.close()


@pytest.mark.parametrize("mode", [[], ["--open"]])
def test_evaluate_squad_prints_figures_and_writes_files(run, tmp_path, mode):
    sets.write_json(tmp_path / "dev.json", sets.SQUAD)
    first = run("evaluate", "squad", "dev.json", *mode, "--out", "out", embedder=True)
    assert first.exit_code == 0
    assert "quote integrity" in first.output
    assert first.output.rstrip().endswith("out/report.html")
    files = {path.name for path in (tmp_path / "out").iterdir()}
    wanted = {"metrics.json", "report.html", "examples.jsonl", "predictions.json", "na_prob.json", "ragas.jsonl"}
    assert wanted | ({"run.trec", "qrels.trec", "library"} if mode else set()) <= files
    words = ["evaluate", "squad", "dev.json", *mode, "--compare", "out/metrics.json"]
    assert "0 of 5 questions changed" in run(*words, embedder=True).output
    shown = json.loads(run(*words, "--json", embedder=True).output)
    compared = shown.pop("compared")
    assert (compared["questions"], compared["changed"]) == (5, [])
    assert shown == json.loads((tmp_path / "out" / "metrics.json").read_text())


def test_evaluate_quotes_and_conversation_ask_the_library(run, tmp_path, library):
    sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES)
    sets.write_lines(tmp_path / "talk.jsonl", sets.CONVERSATION)
    assert "3 questions, 2 of them answerable" in run("evaluate", "quotes", "set.jsonl").output
    assert "later turns" in run("evaluate", "conversation", "talk.jsonl").output
    assert "read by cosine" in run("evaluate", "quotes", "set.jsonl", "--baseline", "cosine").output


def test_evaluate_refusals_needs_no_set(run, library):
    shown = run("evaluate", "refusals", "--each", "2")
    assert shown.exit_code == 0
    assert "0 of them answerable" in shown.output
    assert "unanswerable refused" in shown.output
    kinds = json.loads(run("evaluate", "refusals", "--each", "2", "--json").output)["kinds"]
    assert {"nonsensical", "harmful", "out of the library"} <= set(kinds)


def test_calibrate_says_what_it_chose_and_how_little_a_small_set_proves(run, tmp_path, library):
    # Asked of random weights, nothing is right but by chance: any quote will do here.
    gold = sorted({word.strip(".") for text in sets.CONTEXTS for word in text.split()})
    rows = [{"question": "Who was king?", "answerable": True, "gold": gold}]
    sets.write_lines(tmp_path / "set.jsonl", rows)
    dry = run("calibrate", "set.jsonl", "--dry-run")
    assert "a dry run" in dry.output
    first = run("calibrate", "set.jsonl")
    assert (dry.exit_code, first.exit_code) == (1, 1)
    output = first.output
    assert "kept with the library: 1 of 1 questions answered, 0 of them wrong" in output
    assert "too small" in output
    shown = json.loads(run("calibrate", "set.jsonl", "--json").output)
    with Index.open(tmp_path / ".quoth")._store.snapshot() as snapshot:
        assert json.loads(snapshot.note("threshold"))["threshold"] == shown["threshold"]
    assert "is back" in run("calibrate", "--undo").output
    assert json.loads(run("calibrate", "--undo", "--json").output) == {"undone": True}
    assert "nothing to undo" in run("calibrate", "--undo").output


def test_calibrate_ends_with_1_and_one_line_where_no_threshold_keeps_what_was_asked_for(run, tmp_path, library):
    sets.write_lines(tmp_path / "set.jsonl", [{"question": "Who was king?", "answerable": True, "gold": ["Zembla"]}])
    ended = run("calibrate", "set.jsonl")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr.splitlines()[-1].startswith("quoth: at no threshold are at most 5% of the answers wrong")
    assert "nothing to undo" in run("calibrate", "--undo").output


def test_how_often_answers_of_any_system_refuse_rightly_can_be_held_to(run, tmp_path):
    rows = [{"question": f"Who {n}?", "answer": "I cannot answer this." * (n > 0), "answerable": n > 1} for n in (1, 2)]
    sets.write_lines(tmp_path / "answers.jsonl", rows)
    words = ["evaluate", "answers", "answers.jsonl", "--fail-under"]
    assert CliRunner().invoke(app, [*words, "refusal_recall=1"]).exit_code == 0
    failed = CliRunner().invoke(app, [*words, "refusal_recall=1.01"])
    assert failed.exit_code == 1
    assert "refusal_recall is 1, less than 1.01" in failed.stderr
    assert "refusal recall" in failed.stdout
    assert "SQuAD" not in failed.stdout


def test_a_figure_that_is_worse_than_asked_for_ends_with_1_and_one_line(run, tmp_path, library):
    sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES)
    words = ["evaluate", "quotes", "set.jsonl", "--fail-under"]
    assert run(*words, "quote_integrity=1", "--fail-under", "wrong_answers=1").exit_code == 0
    failed = run(*words, "grounded_accuracy=1.01", "--fail-under", "first_turns=0.5")
    assert failed.exit_code == 1
    assert failed.stderr.splitlines()[-1].startswith("quoth: grounded_accuracy is ")
    assert "less than 1.01; first_turns is not measured on this set" in failed.stderr
    assert run(*words, "wrong_answers=-0.1").exit_code == 1


@pytest.mark.parametrize(
    ("given", "said"), [("grounded=1", "perhaps grounded_accuracy"), ("answered", "is not NAME=VALUE")]
)
def test_a_figure_that_is_none_is_told_before_anything_runs(tmp_path, given, said):
    with pytest.raises(BadParameter, match=said):
        floors([given])
