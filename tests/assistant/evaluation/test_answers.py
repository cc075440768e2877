import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.datasets.squad import load_squad
from assistant.evaluation.metrics.answers import exact, f1, holds
from tests.assistant.evaluation import scorer

ANCHORS = {  # published systems on these very questions, by the standard rules: EM, F1
    "bert-large-single": (80.30, 83.93),
    "nlnet-single": (76.91, 80.41),
    "bidaf-selfattention-elmo": (66.82, 69.28),
}

_phrases = st.text("ab the.,-'é1 $_\n", max_size=20) | st.text(max_size=20)


@given(_phrases, st.lists(_phrases, max_size=3))
def test_exact_match_and_f1_equal_an_independent_scorers(prediction, gold):
    assert (exact(prediction, gold), f1(prediction, gold)) == pytest.approx(scorer.score(prediction, gold))


@given(_phrases, st.lists(_phrases, max_size=3))
def test_f1_is_a_share_that_exact_match_never_exceeds(prediction, gold):
    assert 0 <= exact(prediction, gold) <= f1(prediction, gold) <= 1


@pytest.mark.parametrize("system", ANCHORS)
def test_published_systems_score_what_was_published(shared, system):
    dev = shared / "data" / "dev"
    golds = {q.id: q.gold for p in load_squad(dev / "squad2-dev-12-articles.json.gz") for q in p.questions}
    predictions = json.loads((dev / "anchors" / f"{system}.json").read_text())
    ours = [100 * sum(each(predictions[i], gold) for i, gold in golds.items()) / len(golds) for each in (exact, f1)]
    assert ours == pytest.approx(scorer.total(predictions, golds), abs=1e-9)
    assert [round(value, 2) for value in ours] == list(ANCHORS[system])


@pytest.mark.parametrize(
    ("text", "gold", "held"),
    [
        ("He had nineteen ships.", ["nine"], False),
        ("He had nine ships.", ["nine"], True),
        ("the French-speaking part", ["French"], True),
        ("In the 1990s, the price fell.", ["1990s, price"], True),
        ("In the 1990s, the price fell.", ["price 1990s"], False),
        ("It cost 7,000,000 pounds.", ["7,000,000"], True),
        ("It cost 7,000,000 pounds.", ["7,000"], True),
        ("It fell by 5 %.", ["%"], True),
        ("It fell.", ["%"], False),
        ("Anything", [], False),
        ("Anything", ["", "  "], False),
        ("She went to the Bank.", ["a bank"], True),
        ("東京は首都です", ["首都"], True),
        ("ＡＢＣ", ["abc"], True),
    ],
)
def test_a_quote_holds_an_answer_by_whole_words(text, gold, held):
    assert holds(text, gold) is held


@given(st.text(max_size=30), st.text(max_size=10).filter(lambda s: any(c.isalnum() for c in s)), st.text(max_size=30))
def test_a_text_holds_whatever_stands_in_it_between_blanks(before, gold, after):
    assert holds(f"{before} {gold} {after}", [gold])
