"""Org files, kept as written: stars make the headings; comments and drawers are not quoted."""

import re

from index.documents import Content
from index.readers.aligned import tabled
from index.readers.encoding import decode
from index.readers.headed import sections, spans

_HEADING = re.compile(r"^(\*{1,8})[ \t]+(?:(?:TODO|DONE)[ \t]+)?([^\n]+?)(?:[ \t]+:[\w@:]+:)?[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"^#\+(TITLE|AUTHOR|DATE):[ \t]*([^\n]+)$", re.MULTILINE | re.IGNORECASE)
_HIDDEN = re.compile(
    r"^[ \t]*(?:#(?:[ \t][^\n]*)?$|:PROPERTIES:[ \t]*\n(?:[ \t]*:[^\n]*\n)*?[ \t]*:END:)"
    r"|^[ \t]*#\+BEGIN_COMMENT.{0,20000}?#\+END_COMMENT",
    re.MULTILINE | re.IGNORECASE | re.DOTALL,
)
#: The marks of a link around its words.
_LINK = re.compile(r"\[\[[^\[\]\n]{1,500}\]\[|\]\]")


def read(data: bytes) -> Content:
    """The content of an Org file."""
    text, encoding = decode(data)
    keys = {match[1].lower(): match[2].strip() for match in _KEY.finditer(text)}
    marks = [(match.start(), len(match[1]), match[2]) for match in _HEADING.finditer(text)]
    found = sections(text, marks, unread=spans(_LINK, text), hidden=spans(_HIDDEN, text))
    return Content(text, tuple(tabled(text, found)), keys.pop("title", None), {"encoding": encoding, **keys})
