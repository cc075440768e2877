"""A mailbox: messages one after the other in one file."""

import re

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import eml
from index.readers.draft import Draft

_START = re.compile(rb"^From [^\n]{3,200}\n", re.MULTILINE)


def read(data: bytes) -> Content:
    """The content of a mailbox: each message under its subject, its number as its place.

    Raises:
        UnreadableDocument: there is no message in it.
    """
    data = data.replace(b"\r\n", b"\n")
    starts = list(_START.finditer(data))
    draft = Draft()
    unread = 0
    for number, start in enumerate(starts, start=1):
        end = starts[number].start() if number < len(starts) else len(data)
        try:
            # What begins like a message inside of one has a mark before it.
            content = eml.read(re.sub(rb"^>(>*From )", rb"\1", data[start.end() : end], flags=re.MULTILINE))
        except UnreadableDocument:
            unread += 1
            continue
        draft.enter(0, "")
        draft.include(content.title or f"Message {number}", content, f"message {number}")
    if len(starts) == unread:
        raise UnreadableDocument("no mailbox: there is no message in it")
    return draft.content(None, {"not read": f"{unread} messages" if unread else None})
