import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.reader import Reader
from assistant.support.evidence import gathered
from assistant.support.judging import judged
from assistant.support.policy import SupportPolicy
from assistant.support.signals import SIGNALS
from index.documents import Content, Document, Passage, Span
from index.search.view import Hit
from tests.texts import texts


def hits(*many: str) -> list[Hit]:
    """Each text as the one passage of a document of its own."""
    documents = [Document(str(n), f"{n}.txt", "", Content(text)) for n, text in enumerate(many)]
    return [Hit(Passage(n, d, Span(0, len(d.text))), 1.0, 0.5, 0.0) for n, d in enumerate(documents)]


@given(st.lists(texts.filter(bool), min_size=1, max_size=3))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_quote_is_judged_by_the_words_that_are_shown_and_no_others(tiny_reader: Reader, many: list[str]) -> None:
    found = gathered(tiny_reader, "Who was king?", hits(*many))
    for each in found:
        document = each.hit.passage.document
        (bare,) = hits(each.quoted.of(document.text))
        (look,) = tiny_reader.read("Who was king?", [bare.passage])
        assert each.quoted.covers(each.candidate.span)
        assert each.alone == pytest.approx(look.logit, abs=1e-3)
    for n, one in enumerate(found):
        for other in found[:n]:
            same = one.hit.passage.document.id == other.hit.passage.document.id
            assert not (same and one.quoted.meets(other.quoted))
            assert other.candidate.logit >= one.candidate.logit


def test_support_follows_the_second_look_where_the_policy_weighs_it(tiny_reader: Reader) -> None:
    by_look = SupportPolicy({"alone": 1.0}, 0.0, 0.5, 0.0)
    found = judged(tiny_reader, by_look, "Who was king?", hits("Alfred was king.", "Cnut was king too.", "Edgar left."))
    looks = [SIGNALS["alone"](each.evidence) for each in found]
    assert len(found) == 3
    assert looks == sorted(looks, reverse=True)
    assert [each.quote.support for each in found] == [each.support for each in found]
