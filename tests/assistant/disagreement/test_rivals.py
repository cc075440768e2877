"""Documents that differ from a reply's quotes are looked for, and only those read that can."""

from collections.abc import Sequence

import pytest

from assistant.assistant import Assistant
from assistant.disagreement import find_disagreement
from assistant.disagreement.comparing import ValueKind
from assistant.reader import Reading
from assistant.replies import Answer
from index.documents import Content, Document, Passage
from index.index import Index
from index.search import Filter
from tests.ui.conftest import BY_WORDS, WordReader

OLD = "Pets are not allowed in the building."
TEXTS = {
    "rules-2023.txt": OLD,
    "copy.txt": OLD,
    "rules-2025.txt": "Pets are allowed on the ground floor.",
    "cellar.txt": "Are pets allowed? Ask whoever keeps the cellar.",
}


class Noting(WordReader):
    """A reader that keeps which documents it read."""

    def __init__(self) -> None:
        self.seen = set[str]()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.seen |= {each.document.source for each in passages}
        return super().read(question, passages)


@pytest.fixture
def assistant(index: Index) -> Assistant:
    for source, text in TEXTS.items():
        title = "Cellar" if source == "cellar.txt" else "House rules"
        index.add(Document(source, source, "", Content(text, (), title)))
    return Assistant(index, Noting(), BY_WORDS.at(0.6))


def answered(assistant: Assistant, question: str, where: str) -> Answer:
    reply = assistant.ask(question, Filter.parse(where))
    assert isinstance(reply, Answer)
    assistant.reader.seen.clear()
    return reply


def test_only_documents_that_can_differ_are_read(assistant: Assistant) -> None:
    reply = answered(assistant, "Are pets allowed?", "path:rules-2023*")
    found = find_disagreement(assistant, reply.question, reply.quotes)
    assert found.kind is ValueKind.DENIAL
    assert [each.finding.quote.document.source for each in found.sides][:1] == ["rules-2025.txt"]
    assert {"copy.txt", "rules-2023.txt"} == {found.sides[1].finding.quote.document.source, *found.sides[1].also}
    assert "rules-2025.txt" in assistant.reader.seen
    assert "cellar.txt" not in assistant.reader.seen


def test_they_are_looked_for_by_the_threshold_and_the_question_of_the_reply(assistant: Assistant) -> None:
    reply = answered(assistant, "Are pets allowed?", "path:rules-2023*")
    found = find_disagreement(assistant, reply.question, reply.quotes)
    assert find_disagreement(assistant, "Are pets allwoed?", reply.quotes) == found
    assert find_disagreement(assistant, reply.question, reply.quotes, threshold=0.0) is not None
    assert find_disagreement(assistant, reply.question, reply.quotes, threshold=1.0) is None


def test_where_none_can_differ_or_may_be_asked_none_is_read(assistant: Assistant) -> None:
    reply = answered(assistant, "Who keeps the cellar?", "path:cellar*")
    assert find_disagreement(assistant, reply.question, reply.quotes) is None
    assert assistant.reader.seen == set()
    reply = answered(assistant, "Are pets allowed?", "path:rules-2023*")
    assert find_disagreement(assistant, reply.question, reply.quotes, Filter.parse("path:rules-2023*")) is None
    assert assistant.reader.seen == set()
