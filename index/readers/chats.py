"""Conversations whose messages stand under a line that says who wrote them and when, as chats are copied. Pure."""

import re
from itertools import pairwise

from index.documents import Section, trimmed

#: A name and a time, and nothing else on the line: "Mara Lind  9:41 AM".
_HEADER = re.compile(
    r"^([^\W\d_][\w.'’-]*(?: [\w.'’()-]+){0,4}?)(?:\s*[,|–—·•-]\s*|[ \t]+)"
    r"[\[(]?(?:[\w.,/-]{1,12} ){0,5}?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?[\])]?:?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
#: So many messages make a conversation, of no more lines than this each on the average; people write again: of three
#: lines, two may be of different people. A timetable has a name for each time.
_FEW, _LINES, _PEOPLE = 3, 12, 0.67


def messages(text: str) -> tuple[Section, ...]:
    """Each message under its line as a record; nothing where a text is no such conversation."""
    found = [(each[1], each.span()) for each in _HEADER.finditer(text)]
    starts = [start for _, (start, _) in found]
    empty = sum(not text[one:two].strip() for (_, (_, one)), (_, (two, _)) in pairwise(found))
    if (
        len(starts) < _FEW
        or text.count("\n") > _LINES * len(starts)
        or len({who for who, _ in found}) > _PEOPLE * len(starts)
        or 5 * empty > len(starts)
    ):
        return ()
    before = trimmed(text, 0, starts[0])
    spans = (trimmed(text, start, end) for start, end in pairwise([*starts, len(text)]))
    return (*([Section(before)] if before else ()), *(Section(span, record=True) for span in spans if span))
