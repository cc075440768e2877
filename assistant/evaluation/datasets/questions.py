"""The user's own labelled sets: single questions and conversations, as JSON Lines.

One line of ``quotes``::

    {"question": "Who won?", "answerable": true, "gold": ["Ada", "Ada Lane"], "source": "report.pdf", "id": "q1"}

``gold`` lists accepted strings, of which a right quote holds one; it is empty where ``answerable`` is false.
``source`` (optional) is the document a right quote comes from, by source or the end of its path. ``id`` defaults
to the line's number, ``kind`` to the word the question begins with. A line whose ``answerable`` is null is passed
over: it was judged, but not labelled. One line of ``conversation`` has such questions in order, and an optional
``id``::

    {"turns": [{"question": "Who won?", "answerable": true, "gold": ["Ada"]}, ...]}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.evaluation import fields
from assistant.evaluation.metrics import question_kind
from assistant.questions import Whole, understood
from index.documents import Span
from index.errors import InvalidData


@dataclass(frozen=True)
class Question:
    """A question with its label.

    Attributes:
        gold: accepted answers; empty exactly where it is not ``answerable``.
        group: what it is drawn together with for intervals: its paragraph, its conversation, or itself alone.
        source: the document a right quote comes from; None where any may do.
        spans: where the gold answers stand in their paragraph, where that is known.
        earlier: the questions before it in its conversation, as they were understood.
        understood: the question made whole from those before it, as the chat does; None where it stands by itself.
        unclear: it leans on the question before it, and it is not plain how: then nothing is asked of the documents.
        kind: what kind of question it is, by its label or its first word.
    """

    id: str
    text: str
    answerable: bool
    gold: tuple[str, ...]
    group: str
    source: str | None = None
    spans: tuple[Span, ...] = ()
    earlier: tuple[str, ...] = ()
    understood: str | None = None
    unclear: bool = False
    kind: str = ""

    def __post_init__(self) -> None:
        if self.answerable != bool(self.gold):
            raise ValueError("an answerable question has gold answers, another has none")
        if not self.kind:
            object.__setattr__(self, "kind", question_kind(self.text))

    @property
    def asked(self) -> str:
        """The question as it is put to the documents."""
        return self.understood or self.text


def load_quotes(path: Path) -> list[Question]:
    """A set of single questions.

    Raises:
        InvalidData: the file is malformed or empty, or an id occurs twice.
    """
    ids, file, found = fields.Unique(), fields.name(path), []
    for where, row in fields.rows(fields.read_data(path).splitlines(), file):
        id = ids.add(_id(row, where), where)
        if row.get("answerable", False) is not None:
            found.append(_question(row, where, id, group=id))
    return _filled(found, file)


def load_conversations(path: Path) -> list[Question]:
    """The turns of a set of conversations, in order; a turn's id is its conversation's and its number.

    Raises:
        InvalidData: as for :func:`load_quotes`.
    """
    ids, file, found = fields.Unique(), fields.name(path), []
    for where, row in fields.rows(fields.read_data(path).splitlines(), file):
        id = ids.add(_id(row, where), where)
        earlier: tuple[str, ...] = ()
        for number, turn in enumerate(fields.field(row, "turns", list, where), start=1):
            place = f"{where}, turn {number}"
            found.append(_question(fields.kind(turn, dict, place), place, f"{id}/{number}", id, earlier))
            earlier = earlier if found[-1].unclear else (*earlier, found[-1].asked)
    return _filled(found, file)


def _question(row: Mapping[str, Any], where: str, id: str, group: str, earlier: tuple[str, ...] = ()) -> Question:
    text = fields.question(row, "question", where)
    answerable = fields.field(row, "answerable", bool, where)
    gold = fields.field(row, "gold", list, where) if answerable or "gold" in row else []
    if not all(isinstance(each, str) and each.strip() for each in gold):
        raise InvalidData(f'{where}, "gold": every accepted answer is a string with words')
    if answerable != bool(gold):
        raise InvalidData(
            f'{where}: "answerable" is {str(answerable).lower()}, but "gold" is {"not " * bool(gold)}empty'
        )
    source = fields.field(row, "source", str, where) if row.get("source") is not None else None
    named = fields.field(row, "kind", str, where) if row.get("kind") is not None else ""
    read = understood(text, earlier)
    whole = read.question if isinstance(read, Whole) and read.completed else None
    return Question(
        id,
        text,
        answerable,
        tuple(gold),
        group,
        source,
        earlier=earlier,
        understood=whole,
        unclear=not isinstance(read, Whole),
        kind=named,
    )


def _id(row: Mapping[str, Any], where: str) -> str:
    given = row.get("id", where.rpartition(" ")[2])
    return str(given) if isinstance(given, int) else fields.kind(given, str, f'{where}, "id"')


def _filled(found: list[Question], file: str) -> list[Question]:
    if not found:
        raise InvalidData(f"{file}: no question in it")
    return found
