"""Sets in SQuAD's JSON, version 1.1 or 2.0, plain or gzipped."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.evaluation import fields
from assistant.evaluation.datasets.questions import Question
from index.documents import Span
from index.errors import InvalidData


@dataclass(frozen=True)
class SquadParagraph:
    """A paragraph with the questions asked about it.

    Attributes:
        id: its article's title and its number there, counted from 1.
        text: CR become LF one for one, so that answers stay where they were.
    """

    id: str
    title: str
    text: str
    questions: tuple[Question, ...]


def load_squad(path: Path) -> list[SquadParagraph]:
    """The paragraphs of a file, in its order.

    Raises:
        InvalidData: the file is malformed, has no question, or an id occurs twice.
    """
    file, ids, found = fields.name(path), fields.Unique(), []
    whole = fields.kind(fields.parse(fields.read_data(path), file), dict, f"{file}, line 1")
    for title, number, row, where in _paragraphs(whole, file):
        text = fields.field(row, "context", str, where).replace("\r", "\n")
        if not text.strip():
            raise InvalidData(f'{where}, "context": an empty paragraph')
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise InvalidData(f'{where}, "context": half of a surrogate pair')
        id = f"{title}/{number}"
        questions = []
        for place, qa in _objects(row, "qas", where):
            key = ids.add(fields.field(qa, "id", str, place), place)
            questions.append(_question(qa, place, key, id, text))
        found.append(SquadParagraph(id, title, text, tuple(questions)))
    if not any(paragraph.questions for paragraph in found):
        raise InvalidData(f"{file}: no question in it")
    return found


def _paragraphs(whole: dict[str, Any], file: str) -> Iterator[tuple[str, int, dict[str, Any], str]]:
    """Title, number, object and place of every paragraph; articles of one title are told apart."""
    titles: dict[str, int] = {}
    for where, article in _objects(whole, "data", f"{file}, "):
        title = str(article.get("title") or "untitled").replace("_", " ")
        titles[title] = times = titles.get(title, 0) + 1
        title = title if times == 1 else f"{title} ({times})"
        for number, (place, row) in enumerate(_objects(article, "paragraphs", where), start=1):
            yield title, number, row, place


def _objects(row: dict[str, Any], key: str, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    # A file is often one line, so that the way to the object says more than the line.
    prefix = where if where.endswith(", ") else f"{where}."
    for i, each in enumerate(fields.field(row, key, list, where.removesuffix(", "))):
        place = f"{prefix}{key}[{i}]"
        yield place, fields.kind(each, dict, place)


def _question(qa: dict[str, Any], where: str, id: str, group: str, text: str) -> Question:
    asked = fields.question(qa, "question", where)
    if qa.get("is_impossible", False):
        return Question(id, asked, False, (), group)
    gold, spans = [], []
    for place, answer in _objects(qa, "answers", where):
        words = fields.field(answer, "text", str, place)
        start = fields.field(answer, "answer_start", int, place)
        # Some sets count bytes or UTF-16 units; then the words themselves say where they stand.
        if start < 0 or not text.startswith(words, start):
            start = text.find(words)
        if words.strip() and start >= 0:
            spans.append(Span(start, start + len(words)))
        gold.append(words)
    if not any(words.strip() for words in gold):
        raise InvalidData(f'{where}: answerable, but without an answer; "is_impossible" says otherwise')
    return Question(id, asked, True, tuple(gold), group, spans=tuple(spans))
