from collections import Counter

import pytest

from assistant.assistant import Assistant
from assistant.finding import DEPTH, Level, Order, arranged, find
from assistant.reader import CAREFUL, Candidate, Reader, ReaderIdentity, Reading
from assistant.reader.batch import BatchCascade
from assistant.support import SupportPolicy
from index.documents import Content, Document
from index.errors import InvalidQuestion
from index.index import Index
from index.search import Filter

ALWAYS = SupportPolicy({}, 5.0, 0.5, 0.0)
NEVER = SupportPolicy({}, -5.0, 0.5, 0.0)
HALF = SupportPolicy({}, 0.0, 0.9, 0.0)


@pytest.fixture
def leases(index: Index) -> Index:
    texts = {
        "a-2021.txt": "The notice period is one month.",
        "b-2023.txt": "The notice period is three months.",
        "c.txt": "The notice period is three months. Heating is included.",
        "copy/b.txt": "The notice period is three months.",
    }
    for number, (source, text) in enumerate(texts.items()):
        index.add(Document(str(number), source, "", Content(text)))
    return index


def sources(given) -> list[str]:
    return [each.quote.document.source for each in given]


def test_every_document_gives_its_best_quote_and_copies_are_read_once(leases: Index, tiny_reader: Reader) -> None:
    looks = list(find(Assistant(leases, tiny_reader, ALWAYS), "What is the notice period?"))
    found = [each for _, each in looks if each]
    assert looks[0][1] is None
    assert min(sources(found)) == "a-2021.txt"
    assert len(found) == 3
    (copied,) = (each for each in found if each.copies)
    assert {copied.quote.document.source, *copied.copies} == {"b-2023.txt", "copy/b.txt"}
    assert looks[-1][0].to_json() == {"documents": 4, "read": 4, "answering": 4, "nearly": 0}
    for each in found:
        quote = each.quote
        assert leases.document(quote.document.id).text[quote.span.start : quote.span.end] == quote.text


def test_copies_in_other_spacing_or_case_are_read_once_and_named(leases: Index, tiny_reader: Reader) -> None:
    leases.add(Document("9", "scan/b.txt", "", Content("THE NOTICE PERIOD\nis  three months.")))
    looks = list(find(Assistant(leases, tiny_reader, ALWAYS), "What is the notice period?"))
    found = [each for _, each in looks if each]
    assert len(found) == 3
    (copied,) = (each for each in found if each.copies)
    assert {copied.quote.document.source, *copied.copies} == {"b-2023.txt", "copy/b.txt", "scan/b.txt"}
    assert looks[-1][0].to_json() == {"documents": 5, "read": 5, "answering": 5, "nearly": 0}


def test_no_more_passages_are_read_than_asked_for_and_the_rest_is_counted(leases: Index, tiny_reader: Reader) -> None:
    assistant = Assistant(leases, tiny_reader, ALWAYS)
    for most in (1, 2, 3):
        looks = list(find(assistant, "What is the notice period?", Filter.parse("-path:copy"), most=most))
        assert sum(each is not None for _, each in looks) == most
        assert (looks[-1][0].documents, looks[-1][0].read) == (3, most)


def long(index: Index, many: int, passages: int) -> None:
    """Adds documents of so many passages, each of which has every word of the question."""
    said = "The notice period is {} months, as the parties agree. " + "And so it shall be kept by both of them. " * 25
    for number in range(many):
        text = "\n\n".join(said.format(number * passages + n) for n in range(passages))
        index.add(Document(str(number), f"{number}.txt", "", Content(text)))


def test_fewer_passages_of_each_document_are_read_before_any_document_is_passed_over(index: Index) -> None:
    long(index, 3, 6)
    for most, depth, each, documents in (
        (100, 4, 4, 3),
        (100, 6, 6, 3),
        (11, 4, 3, 3),
        (6, 4, 2, 3),
        (5, 4, 2, 3),
        (4, 4, 2, 2),
    ):
        reader = Telling("any", dict.fromkeys(("0.txt", "1.txt", "2.txt"), -5.0))
        looks = list(find(Assistant(index, reader, NEVER), "What is the notice period?", depth=depth, most=most))
        read = Counter(reader.read_of)
        assert max(read.values()) == each
        assert read.total() <= most
        assert len(read) == looks[-1][0].read == documents


def test_where_not_all_may_be_read_a_passage_far_from_the_question_is_left_beside_a_near_one(index: Index) -> None:
    filler = "Heating, water and cleaning are paid with the rent each month by whoever lives there. " * 12
    index.add(Document("0", "a.txt", "", Content(f"The notice period is one month.\n\n{filler}\n\n{filler}")))
    for most, read in ((100, DEPTH), (2, 1)):
        reader = Telling("any", {"a.txt": -5.0})
        list(find(Assistant(index, reader, NEVER), "What is the notice period?", most=most))
        assert len(reader.read_of) == read


@pytest.mark.parametrize(("policy", "level"), [(ALWAYS, Level.ANSWERS), (HALF, Level.NEARLY), (NEVER, Level.NOT)])
def test_a_document_answers_by_the_threshold_or_nearly_or_not(
    leases: Index, tiny_reader: Reader, policy, level
) -> None:
    found = list(find(Assistant(leases, tiny_reader, policy), "What is the notice period?"))
    assert {each.level for _, each in found if each} == {level}
    last = found[-1][0]
    assert (last.answering, last.nearly) == {"answers": (4, 0), "nearly": (0, 4), "not": (0, 0)}[level.value]


class Telling:
    """A reader that tells each document one logit, by its source, and counts what it reads."""

    def __init__(self, name: str, logits: dict[str, float]) -> None:
        self.identity, self.logits, self.read_of = ReaderIdentity(name, "0" * 64), logits, []

    def read(self, question, passages):
        self.read_of += [each.document.source for each in passages]
        return [Reading(each, (Candidate(each.span, self.logits[each.document.source]),)) for each in passages]


def test_the_careful_reader_reads_only_what_is_near_the_line(leases: Index, monkeypatch) -> None:
    by_logit = SupportPolicy({"logit": 1.0}, 0.0, 0.5, 0.0)
    quick = Telling("any", {"a-2021.txt": 5.0, "b-2023.txt": 0.1, "copy/b.txt": 0.1, "c.txt": -5.0})
    careful = Telling(CAREFUL, {"b-2023.txt": 3.0, "copy/b.txt": 3.0})
    monkeypatch.setattr("assistant.finding.open_batch_reader", lambda: BatchCascade(quick, careful, CAREFUL))
    monkeypatch.setattr("assistant.finding.fitted_policy", lambda identity: by_logit)
    found = [each for _, each in find(Assistant(leases, careful, by_logit), "What is the notice period?") if each]
    assert len(careful.read_of) == 1
    assert careful.read_of[0] in {"b-2023.txt", "copy/b.txt"}
    levels = {each.quote.document.source: (each.level, round(each.quote.support, 2)) for each in found}
    assert levels.pop("a-2021.txt") == (Level.ANSWERS, 0.99)
    assert levels.pop("c.txt") == (Level.NOT, 0.01)
    assert list(levels.values()) == [(Level.ANSWERS, 0.95)]


def test_a_filter_leaves_documents_out_and_out_of_the_count(leases: Index, tiny_reader: Reader) -> None:
    looks = list(find(Assistant(leases, tiny_reader, ALWAYS), "notice", Filter.parse("path:c.txt")))
    assert sources(each for _, each in looks if each) == ["c.txt"]
    assert looks[-1][0].documents == 1


def test_findings_are_arranged_by_date_document_and_support(leases: Index, tiny_reader: Reader) -> None:
    found = [
        each for _, each in find(Assistant(leases, tiny_reader, ALWAYS), "notice", Filter.parse("-path:copy")) if each
    ]
    assert sources(arranged(found, Order.DATE)) == ["b-2023.txt", "a-2021.txt", "c.txt"]
    assert sources(arranged(found, Order.DOCUMENT)) == ["a-2021.txt", "b-2023.txt", "c.txt"]
    supports = [each.quote.support for each in arranged(found, Order.SUPPORT)]
    assert supports == sorted(supports, reverse=True)


def test_nothing_to_look_at_and_no_question(index: Index, tiny_reader: Reader) -> None:
    assistant = Assistant(index, tiny_reader, ALWAYS)
    assert [tally.documents for tally, _ in find(assistant, "Who?")] == [0]
    with pytest.raises(InvalidQuestion):
        list(find(assistant, " "))
