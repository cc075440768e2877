from math import exp

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.reader import Candidate, Reader, ReaderIdentity, Reading
from assistant.support import CLEAR, FIRST_OF_EACH, SIGNALS, SupportPolicy, gather_evidence, judge, judge_each
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


BY_LOGIT = SupportPolicy({"logit": 1.0}, 0.0, 0.5, 0.0)


class Telling:
    """A reader that knows each passage's logit by its number, and tells what it read."""

    identity = ReaderIdentity("telling", "0" * 64)

    def __init__(self, logits: dict[int, float]) -> None:
        self.logits, self.read_ids = logits, list[int]()

    def read(self, question, passages):
        self.read_ids += [each.id for each in passages]
        return [Reading(each, (Candidate(each.span, self.logits[each.id]),)) for each in passages]


@given(st.lists(st.lists(st.floats(-6, 6), max_size=4), max_size=5))
def test_of_several_documents_each_is_judged_as_if_it_were_read_alone_and_no_further_than_a_clear_answer(
    many: list[list[float]],
) -> None:
    logits = dict(enumerate(each for mine in many for each in mine))
    every = hits(*(f"Alfred was king in {n}." for n in logits))
    documents, start = [], 0
    for mine in many:
        documents.append(every[start : start + len(mine)])
        start += len(mine)
    reader = Telling(logits)
    found = judge_each(reader, BY_LOGIT, "Who was king?", documents)
    assert len(reader.read_ids) == len(set(reader.read_ids))
    for mine, judged in zip(documents, found, strict=True):
        order = [hit.passage.id for hit in mine]
        read = [n for n in order if n in reader.read_ids]
        clear = [n for n, each in enumerate(order) if 1 / (1 + exp(-logits[each])) >= CLEAR]
        assert read == order[: max(FIRST_OF_EACH, clear[0] + 1) if clear else len(order)]
        alone = [each for n in range(len(read)) for each in judge(reader, BY_LOGIT, "Who was king?", mine[n : n + 1])]
        assert {(each.support, each.quote) for each in judged} == {(each.support, each.quote) for each in alone}
        supports = [each.support for each in judged]
        assert supports == sorted(supports, reverse=True)
