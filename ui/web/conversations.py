"""Conversations as the chat keeps them: beside the library, a file each, or in memory alone."""

import json
import os
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import LibraryError

#: Conversations held in memory; where they are kept on disk, others are read again when they are asked for.
HELD = 100
_NAME = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Turn:
    """A question and what came of it.

    Attributes:
        id: what the reply goes by. understood: the question as it was put to the documents.
        reply: as :func:`assistant.replies.to_json` gives it; None where an error came instead.
        markup: the reply as the chat shows it. markdown: the whole turn as people take it along.
        among: what it was asked in, in words; empty for all documents.
        verdict: what somebody said of it, in words; empty for nothing.
    """

    id: str
    question: str
    understood: str
    reply: Mapping[str, Any] | None
    markup: str
    markdown: str
    at: datetime
    among: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class Listed:
    """A conversation as it is listed: by its first question."""

    name: str
    title: str
    questions: int
    at: datetime


class Conversations:
    """Turns by conversation. Safe to share between threads.

    Each is named by a secret that only its page was given; whoever knows the name may read it and delete it.
    """

    def __init__(self, folder: Path | None = None, held: int = HELD) -> None:
        """
        Args:
            folder: where they are kept; None for in memory alone, where only the latest last.
        """
        self._folder, self._most = folder, held
        self._held: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()
        self._lock = threading.RLock()

    @staticmethod
    def begin() -> str:
        """A name for a new conversation, that nobody can guess."""
        return secrets.token_hex(12)

    @staticmethod
    def is_name(name: str | None) -> bool:
        """Whether this is such a name."""
        return bool(name) and _NAME.fullmatch(name or "") is not None

    def add(self, conversation: str, turn: Turn) -> None:
        """Adds a turn.

        Raises:
            LibraryError: it cannot be written.
        """
        with self._lock:
            self._hold(conversation, (*self.turns(conversation), turn))
            if file := self._file(conversation):
                _append(file, turn)

    def turns(self, conversation: str) -> Sequence[Turn]:
        """The turns of a conversation, oldest first; none where there is no such conversation."""
        with self._lock:
            if conversation not in self._held:
                read = tuple(self._read(conversation))
                if not read:
                    return ()
                self._hold(conversation, read)
            return self._held[conversation]

    def turn(self, id: str) -> Turn | None:
        """The turn with this id; ids begin with their conversation's name."""
        return next((turn for turn in self.turns(id.rpartition("-")[0]) if turn.id == id), None)

    def judge(self, id: str, verdict: str) -> None:
        """Keeps what somebody said of a turn.

        Raises:
            LibraryError: it cannot be written.
        """
        name = id.rpartition("-")[0]
        with self._lock:
            told = tuple(replace(each, verdict=verdict) if each.id == id else each for each in self.turns(name))
            self._hold(name, told)
            if file := self._file(name):
                _rewrite(file, told)

    def find(self, names: Iterable[str] | None, query: str = "") -> list[Listed]:
        """Conversations, the latest first.

        Args:
            names: which; None for all that are kept.
            query: words that must all stand in the questions or the replies.
        """
        words = query.casefold().split()
        found = []
        for name in self._names() if names is None else dict.fromkeys(names):
            turns = self.turns(name) if self.is_name(name) else ()
            if turns and (not words or _has(turns, words)):
                found.append(Listed(name, turns[0].question, len(turns), turns[-1].at))
        return sorted(found, key=lambda each: each.at, reverse=True)

    def delete(self, conversation: str) -> None:
        """Forgets a conversation for good."""
        with self._lock:
            self._held.pop(conversation, None)
            if file := self._file(conversation):
                file.unlink(missing_ok=True)

    def _hold(self, conversation: str, turns: tuple[Turn, ...]) -> None:
        self._held[conversation] = turns
        self._held.move_to_end(conversation)
        if len(self._held) > self._most:
            self._held.popitem(last=False)

    def _names(self) -> list[str]:
        if self._folder is None:
            return list(self._held)
        return [each.stem for each in self._folder.glob("*.jsonl")] if self._folder.is_dir() else []

    def _file(self, name: str) -> Path | None:
        """Where a conversation is kept; None where it is not."""
        return self._folder / f"{name}.jsonl" if self._folder and self.is_name(name) else None

    def _read(self, name: str) -> Iterator[Turn]:
        file = self._file(name)
        if file is None or not file.exists():
            return
        for line in file.read_text("utf-8").split("\n"):
            try:
                given = json.loads(line)
                yield Turn(**given | {"at": datetime.fromisoformat(given["at"])})
            except (ValueError, TypeError, KeyError):
                continue  # a line cut short by a crash, or of another version: the others still stand


def _append(file: Path, turn: Turn) -> None:
    with _kept(file), file.open("a", encoding="utf-8") as kept:
        kept.write(_line(turn))


def _rewrite(file: Path, turns: Sequence[Turn]) -> None:
    made = file.with_suffix(".new")
    with _kept(file):
        made.write_text("".join(map(_line, turns)), "utf-8")
        os.replace(made, file)


@contextmanager
def _kept(file: Path) -> Iterator[None]:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield
    except OSError as cause:
        raise LibraryError(f"the conversation cannot be kept in {file.parent}: {cause.strerror}") from cause


def _line(turn: Turn) -> str:
    return json.dumps(asdict(turn) | {"at": turn.at.isoformat()}, ensure_ascii=False) + "\n"


def _has(turns: Sequence[Turn], words: Sequence[str]) -> bool:
    there = " ".join(turn.markdown for turn in turns).casefold()
    return all(word in there for word in words)


def now() -> datetime:
    """The time, to the second, with its zone."""
    return datetime.now(UTC).replace(microsecond=0)


def as_markdown(turns: Sequence[Turn]) -> str:
    """A conversation with every citation, as Markdown."""
    return "\n".join(turn.markdown for turn in turns)


def as_json(turns: Sequence[Turn]) -> str:
    """A conversation with every citation, as JSON."""
    rows = [
        {
            "at": turn.at.isoformat(),
            "question": turn.question,
            "understood": turn.understood,
            "among": turn.among,
            "reply": turn.reply,
        }
        for turn in turns
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)
