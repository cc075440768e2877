"""Word files. The only file that knows python-docx.

The library opens the package, its styles and properties. The body is walked here: the library's own texts leave out
insertions, content controls, text boxes and notes, and visit each merged cell many times.
"""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.parser import parse_xml

from index.documents import Content
from index.readers.archive import MOST_XML, open_archive
from index.readers.draft import Draft
from index.readers.headings import headed
from index.readers.numbering import Numbering
from index.readers.runs import BOX, UNREAD, Styles, W
from index.readers.tables import LONG_CELL, Above, Left, head

_P, _TABLE, _ROW, _CELL = (W + tag for tag in ("p", "tbl", "tr", "tc"))
#: Columns a table can have.
_WIDEST = 63
#: A longer paragraph is no heading, however it is set.
_SHORT = 100
#: Whom a file is by where the library made it, from a template with an author and a date.
_TEMPLATE = "python-docx"


def read(data: bytes) -> Content:
    """The content of a Word file: paragraphs and tables in order, then the notes; running headers are left out."""
    open_archive(data, MOST_XML)
    document = docx.Document(io.BytesIO(data))
    parts = {
        name: parse_xml(relation.target_part.blob)
        for relation in document.part.rels.values()
        for name in ("numbering", "footnotes", "endnotes")
        if relation.reltype.endswith("/" + name) and not relation.is_external
    }
    body = _Body(Styles(document.styles.element), Numbering(parts.get("numbering")))
    for block in _blocks(document.element.body):
        body.write(block)
    for name in ("footnotes", "endnotes"):
        if name in parts:
            body.draft.enter(0, name.capitalize())
            for block in _blocks(parts[name]):
                body.write(block)
    said = document.core_properties
    date = said.created or said.modified if said.author != _TEMPLATE else None
    content = body.draft.content(
        said.title or body.title,
        {
            "author": said.author if said.author != _TEMPLATE else None,
            "date": date.date().isoformat() if date else None,
            "tags": said.keywords,
            "description": said.subject,
            "language": said.language,
        },
    )
    return headed(content, body.strong)


class _Body:
    """Writes blocks as a reader of the document sees them.

    Attributes:
        title: the first paragraph in the style of a title.
        strong: paragraphs that are all set in bold.
    """

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.draft = Draft()
        self.title = ""
        self.strong: set[str] = set()
        self._styles = styles
        self._numbering = numbering

    def write(self, block: Any) -> None:
        """Writes a paragraph, a heading or a table."""
        if block.tag == _TABLE:
            self._write_table(block)
            return
        level, text = self._styles.level(block), self._text(block)
        if level is None:
            self.draft.paragraph(text, quotable=not self._styles.steers(block))
            if len(text) <= _SHORT and self._styles.is_strong(block):
                self.strong.add(text.strip())
        else:
            self.draft.heading(level, text)
            self.title = self.title or (text if level == 0 else "")

    def _text(self, paragraph: Any) -> str:
        """A paragraph's text behind the number that Word puts before it."""
        text = self._styles.text(paragraph)
        place = self._styles.numbered(paragraph)
        # A paragraph that is all hidden is not counted either.
        if place is None or not text.strip():
            return text
        list_, level, style = place
        tied = self._numbering.level_of(list_, style) if style else None
        label = self._numbering.label(list_, level if tied is None else tied)
        return f"{label} {text.lstrip()}" if label else text

    def _write_table(self, table: Any) -> None:
        nodes = [(row, list(_inside(row, _CELL))) for row in _inside(table, _ROW) if not _gone(row)]
        if max((len(cells) for _, cells in nodes), default=0) < 2 or any(
            _long(cell) for _, cells in nodes for cell in cells
        ):
            # It lays out text rather than data.
            for block in (block for _, cells in nodes for cell in cells for block in _blocks(cell)):
                if block.tag == _TABLE:
                    self._write_table(block)
                else:
                    self.draft.paragraph(self._text(block))
            return
        texts = [[self._cell(cell) for cell in cells] for _, cells in nodes]
        rows: list[list[str]] = []
        for (_, cells), row in zip(nodes, texts, strict=True):
            rows.append(_spread(cells, row, rows[-1] if rows else []))
        # Word repeats such rows on each page. Else the look tells whether the first row is set apart.
        marked = (i for i, (row, _) in enumerate(nodes) if row.find(f"{W}trPr/{W}tblHeader") is not None)
        look = table.find(f"{W}tblPr/{W}tblLook")
        expected = look is not None and look.get(W + "firstRow") in ("1", "true", "on")
        self.draft.table(rows, head(rows, expected=expected, marked=next(marked, None)))

    def _cell(self, cell: Any) -> str:
        """All of a cell in one line; a table inside it, too."""
        paragraphs = (p for block in _blocks(cell) for p in ([block] if block.tag == _P else block.iter(_P)))
        return " ".join(" ".join(map(self._text, paragraphs)).split("\n")).strip()


def _gone(row: Any) -> bool:
    """Whether a row is hidden or was deleted."""
    return row.find(f"{W}trPr/{W}hidden") is not None or row.find(f"{W}trPr/{W}del") is not None


def _long(cell: Any) -> bool:
    return sum(len(node.text or "") for node in cell.iter(W + "t")) > LONG_CELL


def _spread(cells: list[Any], texts: list[str], above: list[str]) -> list[str]:
    """A row with each cell in its column: merged cells reach over several columns or rows."""
    row: list[str] = []
    for cell, text in zip(cells, texts, strict=True):
        merge, span = cell.find(f"{W}tcPr/{W}vMerge"), cell.find(f"{W}tcPr/{W}gridSpan")
        wide = (span.get(W + "val") or "") if span is not None else ""
        goes_on = merge is not None and merge.get(W + "val") != "restart" and len(row) < len(above)
        row.append(Above(above[len(row)]) if goes_on else text)
        row += [Left(row[-1])] * (min(int(wide), _WIDEST) - 1 if wide.isdecimal() else 0)
    return row


def _inside(node: Any, tag: str) -> Iterator[Any]:
    """The nearest elements below ``node`` with this tag: content controls and insertions may wrap them."""
    for child in node.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag not in (_TABLE, _P, *UNREAD):
            yield from _inside(child, tag)


def _blocks(node: Any) -> Iterator[Any]:
    """The paragraphs and tables below ``node`` in order, a paragraph's text boxes after it."""
    for child in node.iterchildren():
        if child.tag == _TABLE:
            yield child
        elif child.tag == _P:
            yield child
            if next(child.iter(BOX), None) is not None:
                for box in _inside(child, BOX):
                    yield from _blocks(box)
        elif child.tag not in UNREAD:
            yield from _blocks(child)
