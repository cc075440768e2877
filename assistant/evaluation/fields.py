"""Files of JSON, and the fields in them, or an error that says where."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from index.errors import InvalidData, InvalidQuestion
from index.ingest import printable
from index.search import LONGEST_QUESTION, checked

T = TypeVar("T")

_KINDS = {str: "a string", bool: "true or false", int: "a whole number", list: "a list", dict: "an object"}


def read_data(path: Path) -> bytes:
    """The bytes of a file, unpacked where its name ends in ``.gz``.

    Raises:
        InvalidData: it cannot be read.
    """
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError) as cause:
        reason = getattr(cause, "strerror", None) or "not what gzip wrote"
        raise InvalidData(f"{name(path)}: cannot be read: {reason}") from cause


def parse(raw: bytes, file: str, first: int = 1) -> Any:
    """JSON.

    Args:
        file: how an error names the file. first: number of the first line.

    Raises:
        InvalidData: it is not JSON, or not UTF-8.
    """
    try:
        value = json.loads(raw)
        # Half of a surrogate pair, as programs write it that cut texts by UTF-16, is no character.
        if rb"\ud" in raw or rb"\uD" in raw:
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
        return value
    except json.JSONDecodeError as cause:
        raise InvalidData(f"{file}, line {first + cause.lineno - 1}: not JSON ({cause.msg})") from cause
    except UnicodeDecodeError as cause:
        line = first + raw[: cause.start].count(b"\n")
        raise InvalidData(f"{file}, line {line}: not UTF-8") from cause
    except ValueError as cause:
        raise InvalidData(f"{file}, line {first}: not JSON (a number is too long)") from cause
    except RecursionError as cause:
        raise InvalidData(f"{file}, line {first}: nested too deeply") from cause


def rows(lines: Iterable[bytes], file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON Lines file, each with how an error names its place; empty lines are passed over.

    Raises:
        InvalidData: a line is not a JSON object.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{file}, line {number}"
            yield where, kind(parse(line.strip(), file, number), dict, where)


def kind(value: Any, wanted: type[T], where: str) -> T:
    """``value``, which is of this type.

    Raises:
        InvalidData: it is not.
    """
    # For JSON, true is no number, though Python counts it as one.
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise InvalidData(f"{where}: {_KINDS[wanted]} is needed, not {_shown(value)}")
    return value


def field(row: Mapping[str, Any], key: str, wanted: type[T], where: str) -> T:
    """The value under a key that must be there.

    Raises:
        InvalidData: it is not there, or of another type.
    """
    if key not in row:
        raise InvalidData(f'{where}: no "{key}"')
    return kind(row[key], wanted, f'{where}, "{key}"')


def question(row: Mapping[str, Any], key: str, where: str) -> str:
    """A question one can ask.

    Raises:
        InvalidData: there is none, it is empty or too long.
    """
    try:
        return checked(field(row, key, str, where))
    except InvalidQuestion as cause:
        raise InvalidData(f"{where}: a question needs 1 to {LONGEST_QUESTION:,} characters") from cause


class Unique:
    """Ids, each at one place."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def add(self, id: str, where: str) -> str:
        """The id.

        Raises:
            InvalidData: it was there before.
        """
        if id in self._seen:
            raise InvalidData(f"{where}: the id {_shown(id)} is already at {self._seen[id].rpartition(', ')[2]}")
        self._seen[id] = where
        return id


def name(path: Path) -> str:
    """A path fit for an error's one line."""
    return printable(str(path))


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 40 else text[:37] + "..."
