"""Markdown, kept as written; its headings make the sections, its front matter the metadata."""

import re
from itertools import pairwise
from typing import Any

import yaml
from markdown_it import MarkdownIt

from index.documents import Content, Section, trimmed
from index.readers.encoding import decode

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)


def read(data: bytes) -> Content:
    """The content of a Markdown file: text as found, one section under each heading."""
    text, encoding = decode(data)
    front = _FRONT.match(text)
    metadata = _front_matter(front.group(1)) if front else {}
    body = front.end() if front else 0
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    heads = [
        (int(opening.tag[1]), starts[_first_line(opening)], _plain(inline.content))
        # Block structure alone: inline content needs no parsing, and nothing in it is ever rendered.
        for opening, inline in _pairs(MarkdownIt("commonmark"), _blanked(text, body))
    ]
    title = metadata.get("title") or next((words for level, _, words in heads if level == 1), None)
    sections = []
    if front and (span := trimmed(text, 0, body)):
        sections.append(Section(span, quotable=False))
    path: list[tuple[int, str]] = []
    bounds = [body, *(start for _, start, _ in heads), len(text)]
    for number, (start, end) in enumerate(pairwise(bounds)):
        if number:
            level, _, words = heads[number - 1]
            path = [entry for entry in path if entry[0] < level] + [(level, words)]
        if span := trimmed(text, start, end):
            sections.append(Section(span, tuple(words for _, words in path if words)))
    return Content(text, tuple(sections), title, {"encoding": encoding, **metadata})


def _blanked(text: str, end: int) -> str:
    """``text`` with blank lines up to ``end``, so that line numbers stay."""
    return "\n" * text.count("\n", 0, end) + text[end:]


def _pairs(parser: MarkdownIt, text: str) -> Any:
    parser.disable(["inline"])
    tokens = parser.parse(text)
    return [
        (opening, inline)
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open" and opening.level == 0
    ]


def _first_line(opening: Any) -> int:
    return int(opening.map[0])


def _plain(heading: str) -> str:
    """A heading without its emphasis marks and links' addresses, for showing as a path."""
    return " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`]", r"\1", heading).split())


def _front_matter(source: str) -> dict[str, str]:
    """Title, author, date and tags as strings; a front matter that is no mapping says nothing."""
    try:
        values = yaml.safe_load(source)
    except yaml.YAMLError:
        return {}
    if not isinstance(values, dict):
        return {}
    return {
        str(key): ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in values.items()
        if value is not None and not isinstance(value, dict)
    }
