"""Messages between the process that asks and the one that reads: parts of bytes, the first of them JSON. Pure."""

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

from index.documents import Content
from index.storage import sections_from_json, sections_to_json

#: The most bytes in a message; a longer one is not trusted.
MOST = 1 << 29
#: The most parts in a message.
_MOST_PARTS = 8

_COUNT = struct.Struct(">I")
_LENGTH = struct.Struct(">Q")

#: A message: a JSON object, and parts of bytes.
Message = tuple[dict[str, Any], Sequence[bytes]]


def send(pipe: BinaryIO, message: Message) -> None:
    """Writes a message.

    Raises:
        OSError: the other end is closed.
    """
    head, parts = message
    every = [json.dumps(head).encode(), *parts]
    pipe.write(_COUNT.pack(len(every)) + b"".join(_LENGTH.pack(len(part)) for part in every))
    pipe.writelines(every)
    pipe.flush()


def receive(pipe: BinaryIO) -> Message | None:
    """The next message; None at the end, and where a message is cut off or malformed."""
    count = pipe.read(_COUNT.size)
    if len(count) < _COUNT.size or not 0 < _COUNT.unpack(count)[0] <= _MOST_PARTS:
        return None
    sizes = pipe.read(_LENGTH.size * _COUNT.unpack(count)[0])
    if len(sizes) < _LENGTH.size * _COUNT.unpack(count)[0]:
        return None
    lengths = [length for (length,) in _LENGTH.iter_unpack(sizes)]
    if sum(lengths) > MOST:
        return None
    parts = [pipe.read(length) for length in lengths]
    if [len(part) for part in parts] != lengths:
        return None
    return json.loads(parts[0]), parts[1:]


def packed(content: Content) -> Message:
    """A document's content as a message."""
    head = {"title": content.title, "metadata": dict(content.metadata)}
    return head, [content.text.encode(), sections_to_json(content.sections).encode()]


def unpacked(message: Message) -> Content:
    """The inverse of :func:`packed`.

    Raises:
        ValueError, KeyError, TypeError: it is no valid message; the sender is not trusted.
    """
    head, (text, sections) = message
    title = None if head["title"] is None else str(head["title"])
    metadata = {str(name): str(value) for name, value in head["metadata"].items()}
    return Content(text.decode(), sections_from_json(sections.decode()), title, metadata)
