import pytest

from assistant.evaluation.answers.claims import agreement, facts, lacking
from tests.assistant.evaluation.answers.texts import MILL


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,250 pounds", "1250 pounds"),
        ("3 May 1840", "May 3, 1840"),
        ("on 1840-05-03", "on the 3rd of May 1840"),
        ("seven months", "7 months"),
        ("forty-two men", "42 men"),
        ("5.0 %", "5 %"),
    ],
)
def test_a_fact_is_the_same_however_it_is_written(one, other):
    kinds = {fact.kind for fact in facts(one)}
    assert kinds <= {"number", "date"}
    assert kinds
    assert [fact.key for fact in facts(one)] == [fact.key for fact in facts(other)]


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("The mill cost 412 pounds.", []),
        ("The mill cost 421 pounds.", ["421"]),
        ("The miller died on May 3, 1840.", []),
        ("The miller died on 4 May 1840.", ["4 May 1840"]),
        ("The miller died in May 1840.", []),
        ("It was built in 1812 by Josiah Penhale.", []),
        ("It was built by Josiah Trelawny.", ["Josiah Trelawny"]),
        ("It was sold in 1840.", []),
        ("The wheel turned for 7 months.", []),
        ("It has -412 visitors.", ["-412"]),
    ],
)
def test_what_stands_nowhere_is_named(sentence, missing):
    assert [fact.text for fact in lacking(sentence, MILL)] == missing


def test_a_name_of_the_question_is_no_claim():
    assert not lacking("In Larkmoor it was Ann Bolitho.", MILL, "Was it Ann Bolitho?")
    assert lacking("In Larkmoor it was Ann Bolitho.", MILL)


@pytest.mark.parametrize(
    ("sentence", "supports"),
    [
        ("The mill was built in 1812.", True),
        ("Josiah Penhale built the mill at Larkmoor in 1812.", True),
        ("The mill was insured.", False),
        ("The mill was not insured.", True),
        ("The mill was built in 1813.", False),
        ("Bakers danced around golden ships.", False),
    ],
)
def test_a_text_supports_what_agrees_in_words_facts_and_denials(sentence, supports):
    assert agreement(sentence, [MILL]).supports is supports


def test_no_text_supports_nothing():
    assert not agreement("The mill was built.", []).supports
    assert not agreement("The mill was built.", [""]).supports
