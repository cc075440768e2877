import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.further import changes, explain_reply
from assistant.replies import to_json
from index.documents import Content, Document
from index.errors import InvalidReply
from index.index import Index
from tests.ui.conftest import BY_WORDS, WordReader

QUESTION = "Are pets allowed?"
supports = st.floats(0, 1).map(lambda each: round(each, 4))
replies = st.dictionaries(st.text(max_size=3), supports, max_size=4).map(
    lambda weighed: {
        "question": QUESTION,
        "outcome": "answered",
        "support": max(weighed.values(), default=0.0),
        "threshold": 0.5,
        "explained": {
            "searched": {"documents": 1, "passages": len(weighed)},
            "candidates": [
                {
                    "text": text,
                    "source": "a.txt",
                    "support": support,
                    "signals": {"logit": {"said": 1, "added": support}},
                }
                for text, support in weighed.items()
            ],
        },
    }
)


@given(replies)
def test_a_reply_differs_in_nothing_from_itself(reply) -> None:
    found = changes(reply, json.loads(json.dumps(reply)))
    assert (found.changed, found.weighed) == ({}, ())


@given(replies, replies)
def test_what_is_different_one_way_is_different_the_other_way(one, other) -> None:
    there, back = changes(one, other), changes(other, one)
    assert {(each.text, each.support.there, each.support.here) for each in there.weighed} == {
        (each.text, each.support.here, each.support.there) for each in back.weighed
    }
    assert there.changed.keys() == back.changed.keys()


def asked(index: Index) -> dict:
    assistant = Assistant(index, WordReader(), BY_WORDS.at(0.6))
    return to_json(assistant.ask(QUESTION)) | {"explained": explain_reply(assistant, QUESTION).to_json()}


def test_a_document_that_came_since_is_seen_in_what_was_weighed(index: Index) -> None:
    index.add(Document("1", "rules.txt", "", Content("Dogs are allowed in the yard.")))
    before = asked(index)
    index.add(Document("2", "news.txt", "", Content("Pets are allowed on the ground floor.")))
    found = changes(before, asked(index))
    assert (found.changed["outcome"].there, found.changed["outcome"].here) == ("refused", "answered")
    assert found.changed["documents"].here == 2
    new = found.weighed[0]
    assert (new.text, new.source, new.support.there) == ("Pets are allowed on the ground floor.", "news.txt", None)


def test_another_question_or_another_file_is_told_apart() -> None:
    with pytest.raises(InvalidReply, match="another question: Who"):
        changes({"question": "Who?"}, {"question": "When?"})
    with pytest.raises(InvalidReply, match="--explain --json"):
        changes({"question": "Who?", "quotes": []}, {"question": "Who?"})
    reply = {"question": "Who?", "outcome": "refused", "support": 0.1, "threshold": 0.5}
    searched = {"documents": 1, "passages": 1}
    weighed = {"text": "Ann", "source": "a.txt", "support": 0.1, "signals": {"logit": {"said": 1, "added": "much"}}}
    broken = reply | {"explained": {"searched": searched, "candidates": [weighed]}}
    with pytest.raises(InvalidReply, match="--explain --json"):
        changes(broken, broken)
