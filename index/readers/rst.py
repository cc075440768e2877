"""reStructuredText, kept as written: underlined lines are the headings, comments are not quoted."""

import re

from index.documents import Content
from index.readers.aligned import tabled
from index.readers.encoding import decode
from index.readers.headed import sections, spans

_HEADING = re.compile(
    r"^(?:(?P<over>([=\-~^\"'`:.*+#<>_])\2{2,})[ \t]*\n)?(?P<words>[^\s.][^\n]{0,200}|[ \t]+\S[^\n]{0,200})\n"
    r"(?P<under>([=\-~^\"'`:.*+#<>_])\5{2,})[ \t]*$",
    re.MULTILINE,
)
#: A comment goes on as long as its lines are indented; a directive has a name with two colons.
_COMMENT = re.compile(
    r"^\.\.(?:[ \t]+(?![^\n]*::)(?!\[|_|\|)[^\n]*)?\n(?:(?:[ \t]+[^\n]*)?\n)*?(?=\S|\Z)", re.MULTILINE
)


def read(data: bytes) -> Content:
    """The content of a reStructuredText file; the order in which its underlines are met gives their levels."""
    text, encoding = decode(data)
    levels: dict[str, int] = {}
    marks = []
    for match in _HEADING.finditer(text):
        over, under, words = match["over"] or "", match["under"], match["words"].strip()
        # An underline is as long as its heading; a table's ruler is not.
        if len(under) < len(words) or (over and over != under):
            continue
        level = levels.setdefault(over[:1] + under[0], len(levels) + 1)
        marks.append((match.start(), level, words))
    title = marks[0][2] if marks and not text[: marks[0][0]].strip() else None
    found = sections(text, marks, hidden=spans(_COMMENT, text))
    return Content(text, tuple(tabled(text, found)), title, {"encoding": encoding})
