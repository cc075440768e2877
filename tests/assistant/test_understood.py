"""A reply to a question with typing errors says how it was understood, wherever it is shown."""

import json
from dataclasses import replace

import pytest

from assistant import Answer, Assistant, Empty, Refusal
from assistant.evidence import sheet
from assistant.further import look_further
from assistant.replies import Reason, Reply, to_json
from assistant.support import SupportPolicy
from index.documents import Content, Document
from index.index import Index
from tests.assistant.rules.test_kinds import Knowing
from ui import citations
from ui.sheets import page
from ui.terminal import reply_lines
from ui.web.page import replies

BY_LOGIT = SupportPolicy({"logit": 1.0}, 0.0, 0.5, 0.0)
TEXT = "The ferryman carries passengers across the river. The boathouse was painted by <Ada>."
TYPED, UNDERSTOOD = "Whom does the feryman carry arcoss the rivver?", "Whom does the ferryman carry across the river?"


@pytest.fixture
def ferry(index: Index) -> Index:
    index.add(Document("1", "1.txt", "", Content(TEXT)))
    return index


def shown(reply: Reply, assistant: Assistant) -> list[str]:
    """The reply wherever people see it."""
    shape = to_json(reply)
    return [
        reply_lines(reply, colour=False),
        reply.to_html(),
        replies.reply(reply, "id-1", reply.understood),
        citations.turn(reply.question, reply.understood, reply),
        page(sheet(assistant, reply)).replace("<dt>Understood as</dt><dd>", "Understood as: "),
        f"Understood as: {shape['understood']}" if shape["understood"] else json.dumps(shape),
    ]


@pytest.mark.parametrize(
    ("logit", "where", "kind"), [(3.0, None, Answer), (-3.0, None, Refusal), (3.0, "path:b/*", Empty)]
)
def test_every_kind_of_reply_says_what_was_understood(
    ferry: Index, logit: float, where: str | None, kind: type
) -> None:
    assistant = Assistant(ferry, Knowing({}, {UNDERSTOOD: {"passengers": logit}}), BY_LOGIT)
    reply = assistant.ask(TYPED, where)
    assert isinstance(reply, kind)
    assert (reply.question, reply.understood) == (TYPED, UNDERSTOOD)
    for each in shown(reply, assistant):
        assert "Understood as: " in each.replace("<bdi>", "")
        assert UNDERSTOOD in each


def test_a_reply_to_a_question_without_typing_errors_says_nothing_of_it(ferry: Index) -> None:
    assistant = Assistant(ferry, Knowing({"passengers": 3.0}), BY_LOGIT)
    reply = assistant.ask("Which passenger did ferryman Zembla carry over rivers to Donetsk?")
    assert reply.understood is None
    assert not any("Understood" in each for each in shown(reply, assistant))


@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_claims_no_more_than_that_no_passage_supports_an_answer(ferry: Index, reason: Reason) -> None:
    assistant = Assistant(ferry, Knowing({}), BY_LOGIT)
    refused = assistant.ask(UNDERSTOOD)
    assert isinstance(refused, Refusal)
    for each in shown(replace(refused, reason=reason), assistant)[:-1]:
        assert "No passage" in each
        assert "No answer in" not in each
        assert "Nothing" not in each


def test_a_closer_look_goes_by_what_was_understood(ferry: Index) -> None:
    assistant = Assistant(ferry, Knowing({}), BY_LOGIT)
    refused = assistant.ask("Who painted the boathuose in Zembla?")
    assert isinstance(refused, Refusal)
    gone = look_further(assistant, refused).missing
    assert gone is not None
    assert gone.nowhere == ("Zembla",)
