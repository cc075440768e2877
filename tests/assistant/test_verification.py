import pytest

from assistant.assistant import Assistant
from assistant.reader import Reader
from assistant.replies import to_json
from assistant.support import SupportPolicy
from assistant.verification import Standing, verify
from index.documents import Content, Document
from index.errors import InvalidReply
from index.index import Index

TEXT = "Long ago there was peace. Alfred was king of Wessex. Then came war."


@pytest.fixture
def reply(index: Index, tiny_reader: Reader) -> dict:
    index.add(
        Document("1", "kings.txt", "", Content(TEXT)), Document("2", "rivers.txt", "", Content("The Nile is long."))
    )
    return to_json(Assistant(index, tiny_reader, SupportPolicy({}, 5.0, 0.5, 0.0)).ask("Who was king?"))


def standings(reply: dict, index: Index) -> dict[str, Standing]:
    return {verdict.source: verdict.standing for verdict in verify(reply, index)}


def test_quotes_stand_while_nothing_changes_and_also_under_a_new_name(index: Index, reply: dict) -> None:
    assert set(standings(reply, index).values()) == {Standing.STANDS}
    index.remove(["1"])
    index.add(Document("9", "moved/kings.txt", "", Content(TEXT)))
    found = {verdict.source: verdict for verdict in verify(reply, index)}
    assert found["kings.txt"].standing is Standing.STANDS
    assert found["kings.txt"].document.source == "moved/kings.txt"


def test_a_quote_has_moved_where_its_words_stand_elsewhere(index: Index, reply: dict) -> None:
    index.add(Document("1", "kings.txt", "", Content("A new first line.\n" + TEXT)))
    for verdict in verify(reply, index):
        if verdict.source == "kings.txt":
            assert verdict.standing is Standing.MOVED
            assert verdict.span.of(verdict.document.text) == verdict.text


def test_a_quote_has_changed_when_a_single_character_of_it_did(index: Index, reply: dict) -> None:
    changed = TEXT.replace("king", "kinq").replace("ago", "aqo").replace("war", "vvar")
    index.add(Document("1", "kings.txt", "", Content(changed)))
    assert standings(reply, index)["kings.txt"] is Standing.CHANGED
    index.remove(["1", "2"])
    assert set(standings(reply, index).values()) == {Standing.GONE}


def test_a_doctored_reply_does_not_stand(index: Index, reply: dict) -> None:
    for quote in reply["quotes"]:
        quote["text"] = quote["text"].replace("e", "3")
    assert set(standings(reply, index).values()) == {Standing.GONE}


@pytest.mark.parametrize(
    "reply", [{}, {"quotes": [{}]}, {"quotes": 3}, [], "x", {"quotes": [{"text": "a", "start": "b"}]}]
)
def test_what_is_no_reply_is_an_error(index: Index, reply: object) -> None:
    with pytest.raises(InvalidReply, match="quoth ask --json"):
        verify(reply, index)
