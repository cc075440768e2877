import pytest

from assistant.evaluation.examples import AskedExample
from assistant.evaluation.metrics.curve import threshold_curve
from assistant.evaluation.metrics.figures import kind_figures
from assistant.evaluation.metrics.intervals import share_interval
from assistant.evaluation.metrics.kinds import question_kind


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Who won?", "who"),
        ("To whom was it sold?", "who"),
        ("In which year did it open?", "which"),
        ("How many doors are there?", "how much"),
        ("How does it work?", "how"),
        ("Was it sold?", "yes or no"),
        ("Name the owner.", "other"),
        ("?", "other"),
    ],
)
def test_a_question_is_of_the_kind_of_its_first_telling_word(question, wanted):
    assert question_kind(question) == wanted


def example(id, kind, support, *, right=False, answerable=True):
    outcome = "answered" if support >= 0.5 else "refused"
    gold = ("a",) if answerable else ()
    return AskedExample(id, id, "Who?", answerable, gold, outcome, support, 0.5, "a", right=right, kind=kind)


EXAMPLES = [
    example("1", "who", 0.9, right=True),
    example("2", "who", 0.7),
    example("3", "when", 0.3, right=True),
    example("4", "who", 0.6, answerable=False),
]


def test_every_kind_has_its_own_accuracy():
    found = kind_figures(EXAMPLES)
    assert list(found) == ["who", "when"]
    count, figure = found["who"]
    assert (count, figure.value) == (3, pytest.approx(1 / 3))
    assert (figure.low, figure.high) == share_interval(1, 3)


def test_the_curve_says_what_each_threshold_would_do():
    points = {point.threshold: point for point in threshold_curve(EXAMPLES)}
    assert (points[0.0].answered, points[0.0].wrong, points[0.0].false_refusals, points[0.0].refused) == (1, 0.5, 0, 0)
    assert (points[1.0].answered, points[1.0].wrong, points[1.0].grounded_accuracy) == (0, None, 0.25)
    assert points[0.8].grounded_accuracy == 0.5
