"""Files of answers, one answer at a time: JSON Lines, or one JSON list or object."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from assistant.evaluation import fields
from assistant.evaluation.answers.given import GivenAnswer
from assistant.evaluation.answers.shapes import SHAPES, shape_of
from index.errors import InvalidData


def read_answers(path: Path, shape: str | None = None, *, alone: bool = False) -> Iterator[GivenAnswer]:
    """The answers of a file, in its order.

    Args:
        shape: one of :data:`assistant.evaluation.answers.shapes.SHAPES`; by default each answer's own fields tell.
        alone: whether there are no documents but the contexts beside each answer.

    Raises:
        InvalidData: the file cannot be read, or an answer in it is not as its shape has it, or cites what is not
            there; the message names the file, the line and the field.
    """
    if shape is not None and shape not in SHAPES:
        raise InvalidData(f"there is no shape {shape!r}; there are: {', '.join(SHAPES)}")
    ids, count = fields.Unique(), 0
    for where, row in _objects(path):
        read = SHAPES[shape or shape_of(row, where)]
        answer = read(row, where)
        ids.add(answer.id, where)
        if alone and answer.citations and not answer.contexts:
            raise InvalidData(f"{where}: citations but no contexts; say what they are from with: --library DIR")
        count += 1
        yield answer
    if not count:
        raise InvalidData(f"{fields.name(path)}: no answer in it")


def _objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    file = fields.name(path)
    try:
        with _opened(path) as lines:
            first = next((line for line in lines if line.strip()), b"")
            if not first or _is_row(first):
                lines.seek(0)
                yield from fields.rows(lines, file)
                return
    except (OSError, EOFError) as cause:
        reason = getattr(cause, "strerror", None) or "not what gzip wrote"
        raise InvalidData(f"{file}: cannot be read: {reason}") from cause
    yield from _whole(fields.parse(fields.read_data(path), file), file)


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def _is_row(line: bytes) -> bool:
    """Whether a file with this first line has an answer a line; else it is one JSON value."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        # A broken line of many is told as such; a line that only opens something is the beginning of a whole.
        return len(line.strip()) > 1 and line.strip().endswith(b"}")
    return isinstance(value, dict) and not isinstance(value.get("data"), list)


def _whole(value: Any, file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = value.get("data", [value]) if isinstance(value, dict) else value
    for place, row in enumerate(fields.kind(rows, list, file)):
        where = f"{file}, answer {place + 1}"
        yield where, fields.kind(row, dict, where)
