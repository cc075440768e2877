from collections.abc import Sequence

import pytest

from assistant.reader import Candidate, ReaderIdentity, Reading
from assistant.reader.cascade import AGAIN, HOPELESS, Cascade
from index.documents import Content, Document, Passage, Span, digest

TEXT = "".join(f"{number}. " for number in range(10, 90))


class Scripted:
    """Finds the spans it was told, in passages by their id, and counts what it reads."""

    def __init__(self, name: str, found: dict[int, list[tuple[int, int, float]]]) -> None:
        self.identity = ReaderIdentity(name, digest(name.encode()))
        self.found, self.asked = found, []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.asked.append([each.id for each in passages])
        return [
            Reading(each, tuple(Candidate(Span(a, b), logit) for a, b, logit in self.found.get(each.id, [])))
            for each in passages
        ]


def passages(count: int) -> list[Passage]:
    document = Document("0" * 16, "a.txt", "", Content(TEXT))
    return [Passage(number, document, Span(20 * number, 20 * number + 20)) for number in range(count)]


def test_the_careful_reader_reads_what_the_quick_one_puts_first_and_decides_the_span() -> None:
    logits = [1.0, 5.0, -2.0, 4.0, 3.0, 0.0]
    quick = Scripted("quick", {n: [(20 * n, 20 * n + 3, logit)] for n, logit in enumerate(logits)})
    careful = Scripted("careful", {1: [(22, 25, 7.0), (30, 33, 1.0)], 3: [(60, 63, -1.0)]})
    read = Cascade(quick, careful, "both").read("?", passages(6))
    assert careful.asked == [[1, 3, 4]]
    assert [len(each.candidates) for each in read] == [0, 2, 0, 1, 0, 0]
    met, unmet = read[1].candidates
    assert (met.span, met.logit, met.quick) == (Span(22, 25), 7.0, 5.0)
    assert (unmet.span, unmet.quick) == (Span(30, 33), float("-inf"))


@pytest.mark.parametrize("count", [0, 1, AGAIN, AGAIN + 1])
def test_no_more_is_read_again_than_there_is(count: int) -> None:
    careful = Scripted("careful", {})
    quick = Scripted("quick", {n: [(20 * n, 20 * n + 3, 1.0)] for n in range(count)})
    read = Cascade(quick, careful, "both").read("?", passages(count))
    assert len(read) == count
    assert careful.asked == [list(range(min(count, AGAIN)))]


def test_only_the_first_of_what_the_quick_reader_finds_hopeless_is_read_again() -> None:
    logits = [HOPELESS - 2, HOPELESS - 1, HOPELESS - 3]
    for raised, again in ((0.0, [1]), (1.0, [1]), (2.0, [1, 0]), (9.0, [1, 0, 2])):
        careful = Scripted("careful", {})
        quick = Scripted("quick", {n: [(20 * n, 20 * n + 3, logit + raised)] for n, logit in enumerate(logits)})
        Cascade(quick, careful, "both").read("?", passages(3))
        assert careful.asked == [again]


def test_its_identity_changes_with_either_reader() -> None:
    one, two, three = (Scripted(name, {}) for name in ("one", "two", "three"))
    digests = {Cascade(a, b, "both").identity.digest for a, b in ((one, two), (two, one), (one, three))}
    assert len(digests) == 3
