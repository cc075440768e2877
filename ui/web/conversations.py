"""Conversations as the chat keeps them: the last turns of the latest conversations, in memory and nowhere else."""

import json
import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: Turns kept of a conversation, and conversations kept; older ones are let go, so that memory stays flat.
TURNS, CONVERSATIONS = 40, 100


@dataclass(frozen=True)
class Turn:
    """A question and what came of it.

    Attributes:
        id: what the reply goes by. understood: the question as it was put to the documents.
        reply: as :func:`assistant.replies.to_json` gives it; None where an error came instead.
        markup: the reply as the chat shows it. markdown: the whole turn as people take it along.
    """

    id: str
    question: str
    understood: str
    reply: Mapping[str, Any] | None
    markup: str
    markdown: str
    at: datetime


class Conversations:
    """Turns by conversation. Safe to share between threads."""

    def __init__(self, turns: int = TURNS, conversations: int = CONVERSATIONS) -> None:
        self._turns, self._most = turns, conversations
        self._kept: OrderedDict[str, deque[Turn]] = OrderedDict()
        self._lock = threading.Lock()

    @staticmethod
    def begin() -> str:
        """A name for a new conversation, that nobody can guess."""
        return secrets.token_hex(12)

    def add(self, conversation: str, turn: Turn) -> None:
        """Adds a turn, and lets the oldest go."""
        with self._lock:
            self._kept.setdefault(conversation, deque(maxlen=self._turns)).append(turn)
            self._kept.move_to_end(conversation)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def turns(self, conversation: str) -> list[Turn]:
        """The turns still kept, oldest first."""
        with self._lock:
            return list(self._kept.get(conversation, ()))

    def turn(self, id: str) -> Turn | None:
        """The turn with this id; ids begin with their conversation's name."""
        return next((turn for turn in self.turns(id.rpartition("-")[0]) if turn.id == id), None)


def now() -> datetime:
    """The time, to the second, with its zone."""
    return datetime.now(UTC).replace(microsecond=0)


def as_markdown(turns: Sequence[Turn]) -> str:
    """A conversation with every citation, as Markdown."""
    return "\n".join(turn.markdown for turn in turns)


def as_json(turns: Sequence[Turn]) -> str:
    """A conversation with every citation, as JSON."""
    rows = [
        {"at": turn.at.isoformat(), "question": turn.question, "understood": turn.understood, "reply": turn.reply}
        for turn in turns
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)
