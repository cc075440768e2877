"""OpenDocument: texts, spreadsheets and presentations of LibreOffice and others. XML in a zip archive."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import limits
from index.readers.archive import MOST_XML, open_archive
from index.readers.draft import Draft
from index.readers.headings import headed
from index.readers.scripts import lowered, raised
from index.readers.sheets import tables
from index.readers.tables import Above, Left
from index.readers.xml import tree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _DRAW, _OFFICE, _STYLE, _META, _PRESENTATION = (
    _NS % name for name in ("text", "table", "drawing", "office", "style", "meta", "presentation")
)
_DC = "{http://purl.org/dc/elements/1.1/}"
#: Changes, comments, and second forms of what stands beside them.
_UNREAD = (f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}table-of-content", f"{_TABLE}shapes")
#: Rows and columns of a sheet that are looked at where the file says it repeats one.
_MOST_REPEATS, _MOST_CELLS = 1_000, 5_000_000


def read(data: bytes) -> Content:
    """The content of an OpenDocument file: headings, slides and rows as in the formats of other offices.

    Raises:
        UnreadableDocument: it is encrypted, damaged, or no such file.
    """
    archive = open_archive(data, MOST_XML)
    names = set(archive.namelist())
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableDocument("encrypted with a password; save a copy without one")
    root = tree(archive.read("content.xml"))
    parts = [root, *(tree(archive.read(name)) for name in ("styles.xml",) if name in names)]
    body = next(iter(root.iter(f"{_OFFICE}body")), None)
    if body is None:
        raise UnreadableDocument("a damaged OpenDocument file: it has no body")
    writer = _Writer(_Styles(parts))
    writer.write(body)
    writer.write_notes()
    said = tree(archive.read("meta.xml")) if "meta.xml" in names else root

    def meta(tag: str) -> str:
        return ", ".join(filter(None, ((node.text or "").strip() for node in said.iter(tag))))

    date = (meta(f"{_META}creation-date") or meta(f"{_DC}date"))[:10]
    author = meta(f"{_META}initial-creator") or meta(f"{_DC}creator")
    more = {"tags": meta(f"{_META}keyword"), "description": meta(f"{_DC}subject"), "language": meta(f"{_DC}language")}
    title = meta(f"{_DC}title") or writer.title
    return headed(writer.draft.content(title, {"author": author, "date": date, **more}))


class _Styles:
    """Which styles hide, strike out, raise or lower, and which sheets and slides are hidden."""

    def __init__(self, parts: list["Element"]) -> None:
        self._kinds: dict[str, str] = {}
        for style in (style for part in parts for style in part.iter(f"{_STYLE}style")):
            name, says = style.get(f"{_STYLE}name", ""), style.find(f"{_STYLE}text-properties")
            sheet, slide = style.find(f"{_STYLE}table-properties"), style.find(f"{_STYLE}drawing-page-properties")
            kind = self._kinds.get(style.get(f"{_STYLE}parent-style-name", ""), "")
            if says is not None:
                place = says.get(f"{_STYLE}text-position", "")
                struck = says.get(
                    f"{_STYLE}text-line-through-style", says.get(f"{_STYLE}text-line-through-type", "none")
                )
                if says.get(f"{_TEXT}display") == "none" or struck not in ("none", ""):
                    kind = "hidden"
                elif place:
                    kind = "up" if place.startswith(("super", *"123456789")) else "down" if place[0] in "s-" else ""
            if (sheet is not None and sheet.get(f"{_TABLE}display") == "false") or (
                slide is not None and slide.get(f"{_PRESENTATION}visibility") == "hidden"
            ):
                kind = "hidden"
            self._kinds[name] = kind

    def kind(self, name: str | None) -> str:
        return self._kinds.get(name or "", "")


class _Writer:
    """Writes the body's blocks in order; recursion follows the blocks, whose depth the parser bounds."""

    def __init__(self, styles: _Styles) -> None:
        self.draft = Draft()
        self.title = ""
        self._styles = styles
        self._notes: list[tuple[str, str]] = []
        self._sheets = self._slides = self._cells = 0

    def write(self, node: "Element") -> None:
        for child in node:
            self._write(child)

    def write_notes(self) -> None:
        """Writes what stood in notes, each behind its mark."""
        if self._notes:
            self.draft.enter(0, "Notes")
        for mark, words in self._notes:
            self.draft.paragraph(f"[{mark}] {words}")

    def _write(self, node: "Element") -> None:
        if (
            node.tag in _UNREAD
            or self._styles.kind(node.get(f"{_TABLE}style-name") or node.get(f"{_DRAW}style-name")) == "hidden"
        ):
            self._slides += node.tag == f"{_DRAW}page"
        elif node.tag == f"{_TEXT}h":
            self.draft.heading(int(node.get(f"{_TEXT}outline-level", "1")), self._words(node))
        elif node.tag == f"{_TEXT}p":
            words = self._words(node)
            if node.get(f"{_TEXT}style-name") == "Title":
                self.title = self.title or words
            self.draft.paragraph(words)
            self._write_frames(node)
        elif node.tag == f"{_DRAW}page":
            self._slides += 1
            self.draft.page = self._slides
            self.draft.enter(0, "")
            for child in node:
                if child.get(f"{_PRESENTATION}class") == "title":
                    self.draft.heading(1, " ".join(self._words(p) for p in child.iter(f"{_TEXT}p")))
                elif child.tag == f"{_PRESENTATION}notes":
                    self.draft.enter(2, "Notes")
                    self.write(child)
                else:
                    self._write(child)
        elif node.tag == f"{_TABLE}table":
            self._write_table(node)
        else:
            self.write(node)

    def _write_frames(self, paragraph: "Element") -> None:
        """What stands in boxes that are tied to a paragraph."""
        for box in paragraph.iter(f"{_DRAW}text-box"):
            self.write(box)

    def _words(self, node: "Element") -> str:
        """A paragraph's text as it is shown."""
        out: list[str] = []
        self._collect(node, "", out)
        return "".join(out)

    def _collect(self, node: "Element", kind: str, out: list[str]) -> None:
        def put(text: str | None) -> None:
            # White space is as in a web page: runs are one blank.
            if text and kind != "hidden":
                text = " ".join(f"|{text}|".split())[1:-1]
                before = "".join(out[-5:])[-20:]
                out.append(raised(text, before) if kind == "up" else lowered(text, before) if kind == "down" else text)

        put(node.text)
        for child in node:
            if child.tag == f"{_TEXT}s":
                out.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 100))
            elif child.tag == f"{_TEXT}tab":
                out.append("\t")
            elif child.tag == f"{_TEXT}line-break":
                out.append("\n")
            elif child.tag == f"{_TEXT}note":
                mark = "".join(c.text or "" for c in child.iter(f"{_TEXT}note-citation"))
                self._notes.append((mark, " ".join(self._words(p) for p in child.iter(f"{_TEXT}p"))))
                out.append(f"[{mark}]")
            elif child.tag not in (*_UNREAD, f"{_DRAW}frame", f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph"):
                self._collect(child, self._styles.kind(child.get(f"{_TEXT}style-name")) or kind, out)
            put(child.tail)

    def _write_table(self, table: "Element") -> None:
        sheet = table.get(f"{_TABLE}name", "")
        spread = self._rows(table)
        if table.find(f".//{_TEXT}h") is not None:
            self.write(table)
            return
        in_text = self._slides == 0 and not _is_sheet(table)
        if not in_text and self._slides == 0:
            self._sheets += 1
            self.draft.page = self._sheets
            self.draft.enter(0, sheet)
        for above, rows, named in tables(spread):
            self.draft.table(rows, named, above)

    def _rows(self, table: "Element") -> Iterator[list[str]]:
        """The rows with each cell in its column; hidden rows are empty, hidden columns gone."""
        hidden = set[int]()
        column = 0
        for each in table.iter(f"{_TABLE}table-column"):
            times = min(int(each.get(f"{_TABLE}number-columns-repeated", "1")), _MOST_REPEATS)
            if each.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                hidden.update(range(column, column + times))
            column += times
        above: list[str] = []
        for row in table.iter(f"{_TABLE}table-row"):
            cells = [] if row.get(f"{_TABLE}visibility") in ("collapse", "filter") else self._row(row, above)
            times = min(int(row.get(f"{_TABLE}number-rows-repeated", "1")), _MOST_REPEATS)
            above = cells
            self._cells += times * (len(cells) + 1)
            if self._cells > _MOST_CELLS:
                raise limits.excess()
            yield from [[c for i, c in enumerate(cells) if i not in hidden]] * times

    def _row(self, row: "Element", above: list[str]) -> list[str]:
        cells: list[str] = []
        for cell in row:
            times = min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), _MOST_REPEATS)
            if cell.tag == f"{_TABLE}covered-table-cell":
                for _ in range(times):
                    wide = bool(cells) and len(cells) < len(above) and not above[len(cells)]
                    up = above[len(cells)] if len(cells) < len(above) else ""
                    cells.append(Above(up) if up and not wide else Left(cells[-1] if cells else ""))
            elif cell.tag == f"{_TABLE}table-cell":
                words = " ".join(" ".join(self._words(p).split()) for p in cell.iter(f"{_TEXT}p"))
                cells += [words] * (times if words else min(times, _MOST_REPEATS))
        while cells and not cells[-1]:
            cells.pop()
        return cells


def _is_sheet(table: "Element") -> bool:
    """Whether a table is a sheet: its cells have types of values."""
    return next((True for c in table.iter(f"{_TABLE}table-cell") if c.get(f"{_OFFICE}value-type")), False)
