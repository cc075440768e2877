import json
import re
import tracemalloc
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation import compare_answers, evaluate_answers, judge_answers, load_run, write_answers
from assistant.evaluation.answers import Fault, Grade, evaluating
from assistant.evaluation.answers.grounds import GivenSources
from assistant.evaluation.answers.judging import judge
from assistant.evaluation.answers.records import AnswerRecord
from assistant.evaluation.answers.shapes import SHAPES
from assistant.evaluation.metrics import paired
from assistant.evaluation.metrics.catalogue import METRICS, Figure
from assistant.evaluation.report.answers import answer_lines, answers_page
from index.errors import InvalidData, QuothError
from tests.assistant.evaluation.answers.texts import FERN, MILL, documents
from tests.assistant.evaluation.test_outputs import Page
from tests.conftest import ROOT

DOCS = (ROOT / "docs" / "evaluation.md").read_text()
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'too'"
GOOD = {
    "id": "good",
    "question": "What did it cost?",
    "answer": "It cost 412 pounds.",
    "citations": [{"quote": "It cost 412 pounds", "source": "mill"}],
    "answerable": True,
    "gold": ["412"],
}
ROWS = [
    GOOD,
    {**GOOD, "id": "altered", "citations": [{"quote": "It cost 421 pounds and was not insured", "source": "mill"}]},
    {**GOOD, "id": HOSTILE, "question": HOSTILE, "answer": HOSTILE, "gold": [], "citations": []},
    {"id": "refusal", "question": "Who sang?", "answer": "I cannot answer this.", "answerable": False},
]


@pytest.fixture
def path(tmp_path):
    contexts = [{"id": "mill", "text": MILL}, {"id": "fern", "text": FERN}]
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps({**row, "contexts": contexts}) + "\n" for row in ROWS))
    return path


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(paired, "DRAWS", 50)


def test_a_file_has_figures_grades_faults_and_its_worst_answers(path, tmp_path):
    result = evaluate_answers(path, out=tmp_path / "out")
    write_answers(result, tmp_path / "out")
    assert result.grades == {Grade.EXACT: 1, Grade.ALTERED: 1}
    assert result.faults[Fault.ALTERED_QUOTE] == 1
    assert result.worst[0].id == "altered"
    assert result.figures["sound_answers"].value == 0.5
    assert result.figures["refusal_precision"].value == 1.0
    assert set(result.figures) <= set(METRICS)
    kept = json.loads((tmp_path / "out" / "metrics.json").read_text(), parse_constant=pytest.fail)
    assert kept["quotes"] == {"exact": 1, "same": 0, "abridged": 0, "altered": 1, "absent": 0}
    rows = [json.loads(line) for line in (tmp_path / "out" / "answers.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [row["id"] for row in ROWS]
    assert rows[1]["quotes"][0]["changes"] == [{"source": "412", "quote": "421"}]
    assert [record.id for record in judge_answers(path)] == [row["id"] for row in ROWS]


def test_the_page_and_the_lines_show_what_is_wrong_and_run_nothing(path):
    result = evaluate_answers(path)
    page = answers_page(result)
    Page(page)
    assert "<script>alert" not in page
    assert "&quot;412&quot; became &quot;421&quot;" in page
    text = answer_lines(result)
    assert '"412" became "421" (mill ' in text
    assert text.index("altered: a quote that was altered") > text.index("Worst first")


def test_two_systems_are_compared_answer_by_answer(path, tmp_path):
    write_answers(evaluate_answers(path, out=tmp_path / "before"), tmp_path / "before")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    rows[1]["citations"] = rows[0]["citations"]
    better = tmp_path / "better.jsonl"
    better.write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = evaluate_answers(better)
    found = compare_answers(result, load_run(tmp_path / "before"))
    assert [(each.id, each.now) for each in found.changed] == [("altered", "sound")]
    assert found.differences["sound_answers"].up == 1
    assert "1 of 4 questions changed" in answer_lines(result, found)
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(rows[0]) + "\n")
    with pytest.raises(InvalidData, match="another set"):
        compare_answers(evaluate_answers(other), load_run(tmp_path / "before"))


def test_a_library_is_what_is_cited_where_one_is_named(index, tmp_path):
    index.add(*documents())
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps({**GOOD, "citations": [{"quote": "It cost 412 pounds", "source": "mill.pdf"}]}))
    assert evaluate_answers(path, index).figures["sound_answers"].value == 1.0
    with pytest.raises(InvalidData, match="citations but no contexts; say what they are from with: --library"):
        evaluate_answers(path)


def test_a_bad_line_is_told_before_anything_is_judged(path):
    path.write_text(path.read_text() + "{}\n")
    judged = []
    with pytest.raises(InvalidData, match="line 5"):
        evaluate_answers(path, progress=lambda *progress: judged.append(progress))
    assert not judged


def test_an_interrupted_run_goes_on_where_it_was_and_another_run_is_left_alone(path, tmp_path, monkeypatch):
    def interrupt(what, done, _total):
        if done == 2:
            raise KeyboardInterrupt

    out, judged = tmp_path / "out", []
    with pytest.raises(KeyboardInterrupt):
        evaluate_answers(path, out=out, progress=interrupt)
    with (out / "answers.jsonl").open("a") as file:
        file.write('{"verdict": "cut o')
    whole = evaluate_answers(path)
    with monkeypatch.context() as patched:
        patched.setattr(evaluating, "judge", lambda answer, ground: judged.append(answer.id) or judge(answer, ground))
        resumed = evaluate_answers(path, out=out)
    assert judged == [row["id"] for row in ROWS[2:]]
    assert (resumed.to_json(), resumed.answers, resumed.worst) == (whole.to_json(), whole.answers, whole.worst)
    path.write_text(path.read_text().replace("412 pounds.", "413 pounds."))
    with pytest.raises(QuothError, match=r"holds another run \(other: answers\)"):
        evaluate_answers(path, out=out)
    assert evaluate_answers(path, out=out, replace=True).answers == evaluate_answers(path).answers


@given(st.lists(st.sampled_from(ROWS), min_size=1, unique_by=lambda row: row["id"]))
def test_a_record_comes_back_from_its_line(rows):
    for row in rows:
        answer = SHAPES["answers"]({**row, "contexts": [{"id": "mill", "text": MILL}]}, "here")
        record = judge(answer, GivenSources(answer.contexts))
        assert AnswerRecord.from_json(json.loads(json.dumps(record.to_json()))) == record


def test_memory_does_not_grow_with_the_answers(tmp_path):
    def peak(count):
        path = tmp_path / f"{count}.jsonl"
        context = [{"id": "mill", "text": MILL * 40}]
        row = {**GOOD, "contexts": context}
        path.write_text("".join(json.dumps({**row, "id": str(i)}) + "\n" for i in range(count)))
        tracemalloc.start()
        evaluate_answers(path)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    few, many = peak(20), peak(120)
    # What is kept of an answer is an id, a question and some numbers, however long its contexts are.
    assert many - few < 100 * len(MILL * 10)


def test_the_ten_answers_of_the_docs_have_the_four_faults_they_are_said_to_have():
    result = evaluate_answers(ROOT / "examples" / "answers.jsonl")
    shown = re.search(r"```console\n\$ quoth evaluate answers examples/answers.jsonl\n(.*?)```", DOCS, re.DOTALL)[1]
    assert answer_lines(result).strip() == shown.strip()
    assert [(each.id, each.faults[0]) for each in result.worst] == [
        ("sister", Fault.FALSE_ANSWER),
        ("cost", Fault.ALTERED_QUOTE),
        ("owner", Fault.WRONG_SOURCE),
        ("price", Fault.FACT_NOWHERE),
    ]


def test_the_page_shows_a_test_for_a_teams_own_set_that_can_fail():
    (block,) = re.findall(r"```python\n(import pytest.*?)```", DOCS, re.DOTALL)
    shown = {}
    exec(compile(block, "docs/evaluation.md", "exec"), shown)
    stays = shown["test_answers_stay_grounded"]
    asked = stays.pytestmark[0].args[1]
    good, bad = (SimpleNamespace(figures={name: Figure(value, None, None) for name in METRICS}) for value in (1.0, 0.1))
    for name, floor in asked:
        stays(good, name, floor)
        with pytest.raises(AssertionError):
            stays(bad, name, floor)
