"""Notebooks of Jupyter: text, code and what it printed, cell by cell."""

import json
from typing import Any

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import markdown
from index.readers.draft import Draft
from index.readers.encoding import decode

#: Code points of what one cell printed that are read; the rest repeats, as a rule.
_PRINTED = 10_000


def read(data: bytes) -> Content:
    """The content of a notebook; the place of each cell is its number.

    Raises:
        UnreadableDocument: it is no notebook.
    """
    text, _ = decode(data)
    book = json.loads(text)
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(cells, list):
        raise UnreadableDocument("no notebook: it has no cells")
    draft = Draft()
    title = None
    path: list[str] = []
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict):
            continue
        place, source = f"cell {number}", _words(cell.get("source"))
        if cell.get("cell_type") == "markdown" and source.strip():
            content = markdown.read(source.encode("utf-8", "replace"))
            title = title or content.title
            draft.include("", content, place)
            path = list(content.sections[-1].heading) or path if content.sections else path
            draft.enter(0, " > ".join(path))
        elif cell.get("cell_type") in ("code", "raw"):
            draft.paragraph(source, place=place)
            printed = "".join(_printed(output) for output in cell.get("outputs") or () if isinstance(output, dict))
            draft.paragraph(printed[:_PRINTED], place=f"{place}, printed")
    said = book.get("metadata")
    language = (said.get("language_info") or {}) if isinstance(said, dict) else {}
    name = language.get("name") if isinstance(language, dict) else None
    return draft.content(title, {"programming language": name if isinstance(name, str) else None})


def _words(source: Any) -> str:
    """A text, which may be cut into lines."""
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _printed(output: dict[str, Any]) -> str:
    shown = output.get("data")
    return _words(output.get("text")) or (_words(shown.get("text/plain")) if isinstance(shown, dict) else "")
