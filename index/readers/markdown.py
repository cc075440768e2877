"""Markdown, kept as written; its headings and table rows make the sections, its front matter the metadata, too."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import yaml
from markdown_it import MarkdownIt

from index.documents import Content, Section, Span, trimmed
from index.readers.encoding import decode
from index.readers.limits import heading
from index.readers.markup import comments, inside, unread
from index.readers.tables import cells

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
#: A longer front matter is none that a person wrote.
_LONGEST_FRONT = 20_000
#: More of a heading is not looked at: what marks a link may be many things at once.
_LONGEST_HEADING = 2_000
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_`]")
#: An entry of the front matter with a value in its line.
_ENTRY = re.compile(r"[A-Za-z][\w -]{0,40}:\s*\S")
_SCALARS = (str, int, float, date)


class _Mark(NamedTuple):
    """Where a section begins: under a heading of ``level`` 1 to 6, or a table's ``row``; both 0 for what follows one."""

    start: int
    level: int = 0
    row: int = 0
    words: str = ""
    names: tuple[str, ...] = ()
    hidden: bool = False


def read(data: bytes) -> Content:
    """The content of a Markdown file: text as found, one section under each heading and for each row of a table."""
    text, encoding = decode(data)
    front = _FRONT.match(text)
    metadata = _front_matter(front.group(1)) if front else {}
    body = front.end() if front else 0
    tokens = _tokens(text, body)
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    code = [
        Span(starts[first], min(starts[last], len(text)))
        for token in tokens
        if token.type in ("fence", "code_block") and token.map and (first := token.map[0]) < (last := token.map[1])
    ]
    hidden = [span for span in comments(text, code) if span.start >= body]
    around = [mark for span in hidden for mark in (_Mark(span.start, hidden=True), _Mark(span.end))]
    marks = sorted([_Mark(body), *_marks(tokens, starts, len(text)), *around], key=lambda mark: mark.start)
    title = metadata.get("title") or next((mark.words for mark in marks if mark.level == 1), None)
    silent = unread(text, code)
    sections = list(_front_sections(text, body) if metadata else ())
    if front and not sections and (span := trimmed(text, 0, body)):
        sections.append(Section(span, quotable=False))
    path: list[tuple[int, str]] = []
    for mark, after in pairwise([*marks, _Mark(len(text))]):
        if mark.level:
            path = [entry for entry in path if entry[0] < mark.level] + [(mark.level, mark.words)]
        if span := trimmed(text, mark.start, after.start):
            above = tuple(words for _, words in path if words)
            # A row may begin and end with a bar; before the first and behind the last there is no cell then.
            outer = span.of(text).startswith("|")
            # One behind a backslash is a sign like any other.
            # Below the names stands a line of dashes.
            line = span.of(text).split("\n", 1)[0].replace("\\|", "\0\0")
            found = cells(line, "|")[2 * outer :] if mark.names else ()
            place = {"quotable": False} if mark.hidden else {"unread": inside(silent, span)}
            sections.append(Section(span, above, row=mark.row or None, columns=mark.names, cells=found, **place))
    return Content(text, tuple(sections), title, {"encoding": encoding, **metadata})


def _front_sections(text: str, body: int) -> Iterator[Section]:
    """Who wrote a text and when, as its front matter has it: each entry by itself, between marks nobody quotes."""
    start = 0
    for line in text[:body].split("\n"):
        if span := trimmed(text, start, min(start + len(line), body)):
            yield Section(span, quotable=_ENTRY.match(line) is not None, record=True, place="front matter")
        start += len(line) + 1


def _tokens(text: str, body: int) -> list[Any]:
    """The block structure alone: inline content needs no parsing, and nothing in it is ever rendered."""
    parser = MarkdownIt("commonmark").enable("table").disable(["inline", "reference"])
    # The front matter's lines are blanked, so that line numbers stay.
    return list(parser.parse("\n" * text.count("\n", 0, body) + text[body:]))


def _marks(tokens: list[Any], starts: list[int], length: int) -> Iterator[_Mark]:
    """The headings and table rows; those inside lists and quotations are left in their place."""
    # A table's columns, how many of its rows were seen, where the last began, and where the table ends.
    names: list[str] = []
    row, start, end = 0, 0, 0
    for token, after in pairwise(tokens):
        match token.type, token.level:
            case "heading_open", 0:
                yield _Mark(starts[_first(token)], int(token.tag[1]), words=_plain(after.content))
            case "table_open", 0:
                names, row, end = [], 0, starts[token.map[1]] if token.map else 0
            case "tr_open", 2 if end:
                row, start = row + 1, starts[_first(token)]
            case "inline", 4 if end and row == 1:
                names.append(_plain(token.content))
            case "tr_close", 2 if end:
                yield _Mark(start, row=row, names=tuple(names))
            case "table_close", 0:
                yield _Mark(min(end, length))
                end = 0


def _first(token: Any) -> int:
    return int(token.map[0])


def _plain(words: str) -> str:
    """A heading without its emphasis marks and links' addresses, for showing as a path."""
    return heading(_MARKUP.sub(r"\1", words[:_LONGEST_HEADING]))


def _front_matter(source: str) -> dict[str, str]:
    """Title, author, date and tags as strings; a front matter that is no mapping says nothing."""
    if len(source) > _LONGEST_FRONT:
        return {}
    try:
        values = yaml.safe_load(source)
    # Dates that do not exist raise ValueError.
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    # Nested values are left out: aliases can make a few lines of them grow beyond any memory once written out.
    values = {str(key): value if isinstance(value, list) else [value] for key, value in values.items()}
    return {
        key: ", ".join(str(v) for v in value)
        for key, value in values.items()
        if value and all(isinstance(v, _SCALARS) for v in value)
    }
