from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.reader import Reader
from assistant.support import SIGNALS, SupportPolicy, gather_evidence, judge
from index.documents import Content, Document, Passage, Span
from index.search import Hit
from tests.texts import texts


def hits(*many: str) -> list[Hit]:
    """Each text as the one passage of a document of its own."""
    documents = [Document(str(n), f"{n}.txt", "", Content(text)) for n, text in enumerate(many)]
    return [Hit(Passage(n, d, Span(0, len(d.text))), 1.0, 0.5, 0.0) for n, d in enumerate(documents)]


@given(st.lists(texts.filter(bool), min_size=1, max_size=3))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_candidates_stand_in_their_quotes_in_different_places_the_best_first(
    tiny_reader: Reader, many: list[str]
) -> None:
    found = gather_evidence(tiny_reader, "Who was king?", hits(*many))
    for n, one in enumerate(found):
        assert one.quoted.covers(one.candidate.span)
        for other in found[:n]:
            same = one.hit.passage.document.id == other.hit.passage.document.id
            assert not (same and one.quoted.meets(other.quoted))
            assert other.candidate.logit >= one.candidate.logit


def test_support_follows_the_policy(tiny_reader: Reader) -> None:
    by_length = SupportPolicy({"length": 1.0}, 0.0, 0.5, 0.0)
    found = judge(
        tiny_reader, by_length, "Who was king?", hits("Alfred was king.", "Cnut was king too.", "Edgar left.")
    )
    lengths = [SIGNALS["length"](each.evidence) for each in found]
    assert len(found) == 3
    assert lengths == sorted(lengths, reverse=True)
    assert [each.quote.support for each in found] == [each.support for each in found]
