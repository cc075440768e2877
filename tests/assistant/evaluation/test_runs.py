import json
from dataclasses import dataclass

import pytest

from assistant.evaluation import runs
from assistant.evaluation.examples import AskedExample, ExampleVerdict
from assistant.evaluation.runs import RunFolder
from index.errors import QuothError
from tests.conftest import ROOT


@dataclass(frozen=True)
class Item:
    id: str


ITEMS = [Item(str(i)) for i in range(5)]
SETTINGS = {"data": "a", "limit": None}


def asked(item: Item) -> AskedExample:
    return AskedExample(
        item.id, item.id, "Who?\u2028", True, ("a",), "answered", 0.9, 0.5, passages=(("d", 0, 3, 0.1),)
    )


def quietly(_what, _done, _total):
    pass


def test_records_survive_their_file(tmp_path):
    folder = RunFolder.prepare(tmp_path / "out", SETTINGS)
    found = runs.run(ITEMS, asked, AskedExample.from_json, folder, quietly)
    assert found == [asked(item) for item in ITEMS] == list(folder.done(AskedExample.from_json))


@pytest.mark.parametrize("cut", [0, 1, 40])
def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path, cut):
    def interrupted(item):
        if item.id == "3":
            raise KeyboardInterrupt
        return asked(item)

    with pytest.raises(KeyboardInterrupt):
        runs.run(ITEMS, interrupted, AskedExample.from_json, RunFolder.prepare(tmp_path, SETTINGS), quietly)
    examples = tmp_path / "examples.jsonl"
    if cut:
        # As a sudden death leaves it: the last line lacks its end.
        examples.write_bytes(examples.read_bytes()[:-cut])
    again = []

    def counted(item):
        again.append(item.id)
        return asked(item)

    found = runs.run(ITEMS, counted, AskedExample.from_json, RunFolder.prepare(tmp_path, SETTINGS), quietly)
    assert found == [asked(item) for item in ITEMS]
    assert again == (["2", "3", "4"] if cut else ["3", "4"])
    assert len(examples.read_text().split("\n")) == len(ITEMS) + 1


def test_another_run_is_not_mixed_in_nor_thrown_away_unasked(tmp_path):
    runs.run(ITEMS, asked, AskedExample.from_json, RunFolder.prepare(tmp_path, SETTINGS), quietly)
    other = SETTINGS | {"data": "b"}
    with pytest.raises(QuothError, match=r"holds another run \(other: data\)"):
        RunFolder.prepare(tmp_path, other)
    assert len(list(RunFolder.prepare(tmp_path, SETTINGS).done(AskedExample.from_json))) == 5
    assert list(RunFolder.prepare(tmp_path, other, replace=True).done(AskedExample.from_json)) == []


def test_a_folder_with_files_of_others_is_left_alone(tmp_path):
    (tmp_path / "library").mkdir()
    for replace in (False, True):
        with pytest.raises(QuothError, match="is in the way"):
            RunFolder.prepare(tmp_path, SETTINGS, replace=replace)
    assert (tmp_path / "library").exists()


def test_a_folder_that_cannot_be_used_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(QuothError, match="cannot be used for --out"):
        RunFolder.prepare(tmp_path / "file" / "out", SETTINGS)
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(QuothError, match=r"its run\.json is not what was written"):
        RunFolder.prepare(tmp_path, SETTINGS)


@pytest.mark.parametrize("line", ["{}", "3", "nonsense", '{"verdict": "right"}'])
def test_a_record_that_was_not_written_here_is_one_clear_error(tmp_path, line):
    folder = RunFolder.prepare(tmp_path, SETTINGS)
    (tmp_path / "examples.jsonl").write_text(line + "\n")
    with pytest.raises(QuothError, match="is not what was written there"):
        list(folder.done(AskedExample.from_json))


def test_records_of_other_questions_are_one_clear_error(tmp_path):
    folder = RunFolder.prepare(tmp_path, SETTINGS)
    runs.run(ITEMS[2:], asked, AskedExample.from_json, folder, quietly)
    with pytest.raises(QuothError, match="not of these questions"):
        runs.run(ITEMS, asked, AskedExample.from_json, folder, quietly)


def test_a_limit_spreads_over_the_whole_set():
    assert runs.spread(ITEMS, None) == runs.spread(ITEMS, 9) == ITEMS
    assert [item.id for item in runs.spread(ITEMS, 2)] == ["0", "2"]
    many = [Item(str(i)) for i in range(1000)]
    assert [int(item.id) for item in runs.spread(many, 10)] == list(range(0, 1000, 100))


def test_the_digest_of_data_and_code_changes_with_every_byte(tmp_path):
    path = tmp_path / "set"
    path.mkdir()
    (path / "a").write_text("1")
    before = runs.identify_data(path)
    (path / "a").write_text("2")
    assert runs.identify_data(path) != before
    assert runs.identify_data(path / "a") == runs.identify_data(path / "a")
    assert set(runs.identify_code()) == {"version", "code"}


def test_only_code_between_question_and_reply_makes_another_run():
    known = {each.relative_to(ROOT).as_posix() for each in runs.list_between(ROOT)}
    assert known >= {
        "assistant/assistant.py", "assistant/reader/languages.toml", "assistant/rules/lists.py",
        "assistant/support/policy.py", "index/dates.py", "index/making.py", "index/search/fusion.py", "index/spelling.py",
        "index/words.py",
    }  # fmt: skip
    assert known.isdisjoint(
        {"assistant/evaluation/report/page.py", "assistant/verification.py", "index/ingest/watching.py"}
    )
    assert all((ROOT / name).exists() for name in (*runs._BESIDE, *runs._BETWEEN))


@pytest.mark.parametrize("rules", ["assistant/reader/languages.toml", "index/dates.py"])
def test_a_changed_file_of_rules_makes_another_run(tmp_path, monkeypatch, rules):
    for each in runs.list_between(ROOT):
        copy = tmp_path / each.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(each.read_bytes())
    shipped = runs.identify_code.__wrapped__()
    monkeypatch.setattr(runs, "__file__", str(tmp_path / "assistant" / "evaluation" / "runs.py"))
    assert runs.identify_code.__wrapped__() == shipped
    (tmp_path / rules).write_text((tmp_path / rules).read_text() + "\n")
    assert runs.identify_code.__wrapped__() != shipped


@pytest.mark.parametrize(
    ("answerable", "outcome", "right", "verdict"),
    [
        (True, "answered", True, ExampleVerdict.RIGHT),
        (True, "answered", False, ExampleVerdict.WRONG_QUOTE),
        (True, "refused", True, ExampleVerdict.FALSE_REFUSAL),
        (False, "refused", False, ExampleVerdict.RIGHT_REFUSAL),
        (False, "answered", False, ExampleVerdict.FALSE_ANSWER),
        (False, "broken", False, ExampleVerdict.BROKEN),
    ],
)
def test_every_outcome_has_its_verdict(answerable, outcome, right, verdict):
    example = AskedExample("1", "1", "Who?", answerable, (), outcome, 0.5, 0.5, right=right)
    assert example.verdict is verdict
    assert json.loads(json.dumps(example.to_json()))["verdict"] == verdict
