"""Word files. The only file that knows python-docx.

The library opens the package, its styles and properties. The body is walked here: the library's own texts leave out
insertions, content controls, text boxes and notes, and visit each merged cell many times.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.parser import parse_xml

from index.documents import Content
from index.readers.archive import MOST_XML, opened
from index.readers.draft import Draft
from index.readers.tables import LONG_CELL, header

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _RUN, _TABLE, _ROW, _CELL, _BOX = (_W + tag for tag in ("p", "r", "tbl", "tr", "tc", "txbxContent"))
_TEXTS = (_W + "t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_SIGNS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "\u2011"}
#: What was moved away, or is a second form of what stands beside it. (Deleted text has tags of its own.)
_UNREAD = (_W + "moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")


def read(data: bytes) -> Content:
    """The content of a Word file: paragraphs and tables in order, then the notes; running headers are left out."""
    opened(data, MOST_XML)
    document = docx.Document(io.BytesIO(data))
    draft = Draft()
    styles = _Styles(document)
    title = ""
    for block in _blocks(document.element.body):
        level = styles.level(block)
        title = title or (_text(block) if level == 0 else "")
        _write(block, level, draft, quotable=not styles.steers(block))
    for relation in document.part.rels.values():
        for name in ("footnotes", "endnotes"):
            if relation.reltype.endswith("/" + name) and not relation.is_external:
                draft.enter(0, name.capitalize())
                for block in _blocks(parse_xml(relation.target_part.blob)):
                    _write(block, None, draft)
    said = document.core_properties
    date = said.created or said.modified
    return draft.content(
        said.title or title,
        {
            "author": said.author,
            "date": date.date().isoformat() if date else None,
            "tags": said.keywords,
            "description": said.subject,
            "language": said.language,
        },
    )


class _Styles:
    """What the styles' names and outline levels say of a paragraph."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, int] = {}
        self._steering: set[str] = set()
        for style in document.styles.element.iter(_W + "style"):
            id, name = style.get(_W + "styleId"), style.find(_W + "name")
            words = (name.get(_W + "val") or "").lower() if name is not None else ""
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if found := re.fullmatch(r"heading ([1-9])", words):
                self._levels[id] = int(found[1])
            elif words == "title":
                self._levels[id] = 0
            elif outline is not None and (level := _outline(outline)):
                self._levels[id] = level
            elif re.match(r"toc [1-9]", words):
                self._steering.add(id)

    def level(self, block: Any) -> int | None:
        """0 for a title, 1 to 9 for a heading, None for any other block."""
        outline = block.find(f"{_W}pPr/{_W}outlineLvl")
        return (_outline(outline) if outline is not None else None) or self._levels.get(_style(block))

    def steers(self, block: Any) -> bool:
        """Whether a paragraph belongs to a table of contents."""
        return _style(block) in self._steering


def _outline(node: Any) -> int | None:
    value = node.get(_W + "val") or ""
    return int(value) + 1 if value in set("012345678") else None


def _style(block: Any) -> str:
    style = block.find(f"{_W}pPr/{_W}pStyle")
    return (style.get(_W + "val") or "") if style is not None else ""


def _write(block: Any, level: int | None, draft: Draft, *, quotable: bool = True) -> None:
    if block.tag == _TABLE:
        _write_table(block, draft)
    elif level is not None:
        draft.heading(level, _text(block))
    else:
        draft.paragraph(_text(block), quotable=quotable)


def _write_table(table: Any, draft: Draft) -> None:
    nodes = [(row, list(_inside(row, _CELL))) for row in _inside(table, _ROW)]
    rows = [[_cell(cell) for cell in cells] for _, cells in nodes]
    if max(map(len, rows), default=0) < 2 or any(len(cell) > LONG_CELL for row in rows for cell in row):
        # It lays out text rather than data.
        for _, cells in nodes:
            for cell in cells:
                for block in _blocks(cell):
                    _write(block, None, draft)
        return
    # Word repeats such rows on each page. Else the look tells whether the first row is set apart.
    marked = (i for i, (row, _) in enumerate(nodes) if row.find(f"{_W}trPr/{_W}tblHeader") is not None)
    look = table.find(f"{_W}tblPr/{_W}tblLook")
    expected = look is not None and look.get(_W + "firstRow") in ("1", "true", "on")
    draft.table(rows, next(marked, header(rows, expected=expected)))


def _cell(cell: Any) -> str:
    """All of a cell in one line; a table inside it, too."""
    texts = (_text(block) if block.tag == _P else " ".join(map(_text, block.iter(_P))) for block in _blocks(cell))
    return " ".join(" ".join(texts).split("\n")).strip()


def _inside(node: Any, tag: str) -> Iterator[Any]:
    """The nearest elements below ``node`` with this tag: content controls and insertions may wrap them."""
    for child in node.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag not in (_TABLE, _P, *_UNREAD):
            yield from _inside(child, tag)


def _blocks(node: Any) -> Iterator[Any]:
    """The paragraphs and tables below ``node`` in order, a paragraph's text boxes after it."""
    for child in node.iterchildren():
        if child.tag == _TABLE:
            yield child
        elif child.tag == _P:
            yield child
            if next(child.iter(_BOX), None) is not None:
                for box in _inside(child, _BOX):
                    yield from _blocks(box)
        elif child.tag not in _UNREAD:
            yield from _blocks(child)


def _text(paragraph: Any) -> str:
    """The paragraph's text as it reads with all changes accepted."""
    aside = next(paragraph.iter(_BOX, *_UNREAD), None) is not None
    parts = []
    for node in paragraph.iter(*_TEXTS, *_SIGNS):
        if aside and any(above.tag in (_BOX, *_UNREAD) for above in _above(node, paragraph)):
            continue
        if node.tag in _TEXTS:
            parts.append(node.text or "")
        elif node.getparent().tag == _RUN:
            parts.append(_SIGNS[node.tag])
    return "".join(parts)


def _above(node: Any, top: Any) -> Iterator[Any]:
    for above in node.iterancestors():
        if above is top:
            return
        yield above
