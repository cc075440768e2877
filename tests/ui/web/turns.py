"""Turns of a conversation, made up."""

from datetime import UTC, datetime

from ui.web.conversations import Turn

# Verdicts

ANSWERED = {"outcome": "answered", "quotes": [{"answer": {"text": "gold"}, "source": "a.txt"}]}

REFUSED = {"outcome": "refused", "quotes": []}


def a_turn(id: str, reply: dict | None, question: str = "Who?") -> Turn:
    return Turn(id, question, question, reply, "", "", datetime.now(UTC))
