import json
import re
from html.parser import HTMLParser

import pytest

from assistant.evaluation import Options, Result, write
from assistant.evaluation.comparison import Changed, Comparison
from assistant.evaluation.examples import AskedExample, RetrievedExample
from assistant.evaluation.metrics.catalogue import METRICS
from assistant.evaluation.metrics.figures import Columns, measured, retrieved_figures
from assistant.evaluation.metrics.paired import Difference
from assistant.evaluation.report.outputs import _run
from assistant.evaluation.report.page import report
from assistant.evaluation.report.table import markdown, result_lines, rows
from index.documents import Content, Document
from index.errors import QuothError

HOSTILE = "<script>alert(1)</script><img src=http://x/> & \"quoted\" 'too' ]]>"
SETTINGS = {"data": {"name": HOSTILE, "digest": "0"}, "reader": {"name": HOSTILE, "digest": "0"}}


def example(number: int, *, answerable: bool, outcome: str, right: bool = False, support: float = 0.5) -> AskedExample:
    shown = {
        "text": HOSTILE,
        "start": 10,
        "end": 10 + len(HOSTILE),
        "answer": {"text": HOSTILE[:3], "start": 10, "end": 13},
        "source": HOSTILE,
    }
    gold = (HOSTILE,) if answerable else ()
    return AskedExample(
        str(number), "g", HOSTILE, answerable, gold, outcome, support, 0.4, HOSTILE[:3], 1.0, 1.0, (shown,), right,
        passages=(("d", 0, 5, 0.5),), relevant=("a b",), ranking=(("a b", 0.5), ("c", 0.5)),
    )  # fmt: skip


EXAMPLES = [
    example(1, answerable=True, outcome="answered", right=True, support=0.9),
    example(2, answerable=True, outcome="answered", support=0.6),
    example(3, answerable=False, outcome="answered", support=0.8),
    example(4, answerable=True, outcome="refused", support=0.1),
    example(5, answerable=False, outcome="refused", support=0.0),
    example(6, answerable=True, outcome="broken", support=0.0),
]


@pytest.fixture
def result() -> Result:
    documents = [Document("d", "d.txt", "", Content("Words of a document."))]
    return Result.of_asked("quotes", SETTINGS, EXAMPLES, Options(), documents)


@pytest.fixture
def retrieved() -> Result:
    found = [RetrievedExample("q", HOSTILE, {"d1": 1}, {"fused": [("d1", 0.5)], "dense": [("d2", 0.5)], "lexical": []})]
    return Result("beir", {"data": {"name": "set", "digest": "0"}}, found, retrieved_figures(found))


class Page(HTMLParser):
    """Tags, attributes and text of a page; raises where tags do not nest."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.values, self.open = [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.values += attrs
        if tag not in ("meta", "circle", "path", "rect") or (tag == "circle" and "/>" not in self.get_starttag_text()):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.values += attrs

    def handle_endtag(self, tag):
        if tag in ("circle", "rect", "path") and (not self.open or self.open[-1] != tag):
            return
        assert self.open.pop() == tag


def test_the_report_is_one_page_that_fetches_and_runs_nothing(result, retrieved):
    for each in (result, retrieved):
        text = report(each)
        page = Page(text)
        assert not {"script", "img", "link", "iframe", "object", "use", "image"} & set(page.tags)
        assert not [name for name, _ in page.values if name in ("src", "href", "style") or name.startswith("on")]
        assert "default-src 'none'" in text
        assert "url(" not in text
        assert "@import" not in text
        assert "<script>alert" not in text


def test_the_report_shows_plots_figures_and_every_kind_of_mistake(result):
    text = report(result)
    assert text.count("<svg") == 3
    for row in rows(result.figures):
        assert row.label in text
    for title in ("Broken quotes", "Answered, though", "wrong quote", "Refused, though"):
        assert re.search(rf"{title}[^<]*: 1</summary>", text)


def test_a_report_of_a_single_question_is_drawn_too():
    for one in EXAMPLES:
        Page(report(Result.of_asked("quotes", SETTINGS, [one], Options())))


def test_metrics_are_plain_json_without_undefined_numbers(result, tmp_path):
    write(result, tmp_path)
    figures = json.loads((tmp_path / "metrics.json").read_text(), parse_constant=pytest.fail)["figures"]
    assert figures["answered"]["value"] == 0.5
    assert set(figures) < set(METRICS)
    assert {name: (row["low"], row["high"]) for name, row in figures.items()} == {
        name: (figure.low, figure.high) for name, figure in result.figures.items()
    }
    assert not list(tmp_path.glob("*.tmp"))


def test_every_metric_that_can_be_measured_is_shown_and_the_other_way_round(result, retrieved):
    possible = set(measured(Columns.of(EXAMPLES))) | set(retrieved.figures)
    # Those of other systems' answers, see the tests of assistant.evaluation.answers.
    possible |= {name for name, metric in METRICS.items() if metric.group in {"Quotes", "Citations and claims"}}
    possible |= {"sound_answers", "gold_held"}
    assert possible == set(METRICS)


def test_every_example_is_a_line_with_its_verdict(result, tmp_path):
    write(result, tmp_path)
    written = [json.loads(line) for line in (tmp_path / "examples.jsonl").read_text().splitlines()]
    assert [AskedExample.from_json(row) for row in written] == EXAMPLES
    verdicts = ["right", "wrong quote", "false answer", "false refusal", "right refusal", "broken"]
    assert [row["verdict"] for row in written] == verdicts


def test_ragas_lines_have_the_names_ragas_reads(result, tmp_path):
    write(result, tmp_path)
    samples = [json.loads(line) for line in (tmp_path / "ragas.jsonl").read_text().splitlines()]
    assert {tuple(sample) for sample in samples} == {("user_input", "response", "retrieved_contexts", "reference")}
    assert samples[0]["response"] == HOSTILE
    assert samples[0]["retrieved_contexts"] == ["Words"]
    assert samples[3]["response"] == samples[4]["reference"] != samples[4]["user_input"]


def test_equal_scores_keep_their_order_for_readers_that_sort_by_score():
    written = _run([("q 1", [("a b", 0.5), ("c", 0.5), ("d", 0.5), ("e", 0.1)])])
    fields = [line.split() for line in written.splitlines()]
    assert [len(each) for each in fields] == [6, 6, 6, 6]
    scores = [float(each[4]) for each in fields]
    assert sorted(scores, reverse=True) == scores
    assert len(set(scores)) == 4
    assert fields[0][:4] == ["q%201", "Q0", "a%20b", "1"]


def test_a_folder_that_cannot_be_written_is_one_clear_error(result, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(QuothError, match="cannot be written"):
        write(result, tmp_path / "file")


def test_the_table_and_the_report_show_the_other_run_and_mark_what_the_paired_test_marks(result):
    differences = {name: Difference(0.01, figure.value, 1.0, "permutation") for name, figure in result.figures.items()}
    differences["answered"] = Difference(0.01, 0.5, 0.03, "McNemar", 3, 0)
    changed = tuple(Changed(str(i), HOSTILE, "right", "wrong quote") for i in range(30))
    comparison = Comparison("other", 60, differences, changed)
    text = result_lines(result, comparison)
    for row in rows(result.figures):
        assert re.search(rf"^  {re.escape(row.label)} +{re.escape(row.value)} ", text, re.MULTILINE)
    assert re.search(r"^  answered +50.0 % .* 1.0 % +\+49.0 % \*$", text, re.MULTILINE)
    assert len(re.findall(r"\*$", text, re.MULTILINE)) == 1
    assert "30 of 60 questions changed since other" in text
    assert "... and 10 more" in text
    assert "\x1b" not in text
    page = report(result, comparison)
    Page(page)
    assert page.count("<td>right</td><td>wrong quote</td>") == 30
    assert "+49.0 % *" in page
    assert "<script>alert" not in page
    assert markdown(result).count("\n") == len(result.figures) + 1
