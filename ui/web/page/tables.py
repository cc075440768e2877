"""Rows of a document as small tables with the names of their columns. Pure."""

from collections.abc import Sequence

from index.documents import Document, Section, Span
from index.readers import CELL
from ui.web.markup import Marks, cut, marked, text

_SEPARATORS = (CELL, "\t", ";", ",", "|")


def names(section: Section) -> list[str]:
    """The names of a row's columns; empty where the table has none."""
    if section.columns:
        return list(section.columns)
    return section.heading[-1].split(CELL) if section.heading and CELL in section.heading[-1] else []


def stands(section: Section, row: str) -> list[Span | None]:
    """Where the cells of a row stand in it: as its reader said, or else as its signs tell."""
    if section.cells:
        ends = zip(section.cells[::2], section.cells[1::2], strict=True)
        return [Span(start, end) if start < end else None for start, end in ends]
    return cells(row, len(names(section)))


def cells(row: str, columns: int) -> list[Span | None]:
    """Where each cell of a row stands, None for an empty one.

    Args:
        columns: how many the table has, or 0. The sign that cuts the row into as many is the one between its cells.
    """
    ways = [_cut(row, sign) for sign in _SEPARATORS if sign in row]
    whole: list[Span | None] = [Span(0, len(row))]
    return next((way for way in ways if len(way) == columns), ways[0] if ways else whole)


def table(document: Document, rows: Sequence[Section], marks: Marks, kind: str = "") -> str:
    """Rows under the names of their columns, or each behind its label; a row that is marked is told from the others.

    Args:
        rows: sections of one table, in their order. marks: spans of the document with their classes, outermost first.
        kind: the table's class.
    """
    texts = [section.span.of(document.text) for section in rows]
    every = [_head(section, row) for section, row in zip(rows, texts, strict=True)]
    # In a form each row has a name of its own, which is its value's.
    labels = [names[0] for names in every if len(names) == 1]
    form = len(labels) == len(rows) and len(set(labels)) > 1
    # A row that leaves cells empty has not all the names.
    head = [] if form else max(every, key=len)
    body = []
    for section, row, own in zip(rows, texts, every, strict=True):
        stand = stands(section, row)
        here = [(mark, name) for mark, name in marks if mark.meets(section.span)]
        if not here and head == [row[cell.start : cell.end] for cell in stand if cell]:
            continue  # the row that names the columns stands above already
        placed = [[cell] for cell in stand] if form or own == head == names(section) else _placed(section, stand, head)
        shown = "".join(
            f"<td>{'<br>'.join(_cell(row, cell, here, section.span.start) for cell in parts)}</td>" for parts in placed
        )
        label = f'<th scope="row">{text(own[0])}</th>' if form else ""
        body.append(f'<tr class="marked">{label}{shown}</tr>' if here else f"<tr>{label}{shown}</tr>")
    titles = "".join(f'<th scope="col">{text(name)}</th>' for name in head)
    above = f"<thead><tr>{titles}</tr></thead>" if head else ""
    named = f' class="{kind}"' if kind else ""
    return f'<div class="table" tabindex="0"><table{named}>{above}<tbody>{"".join(body)}</tbody></table></div>'


def _head(section: Section, row: str) -> list[str]:
    """The names above a row; once each where its cells go on in further lines."""
    found = names(section)
    return list(dict.fromkeys(found)) if "\n" in row else found


def _placed(section: Section, stand: Sequence[Span | None], head: Sequence[str]) -> list[list[Span | None]]:
    """The cells of a row by the columns they are named by, or as they come where these names are not the head's."""
    if len(section.columns) != len(stand) or not set(section.columns) <= set(head):
        return [[cell] for cell in stand]
    placed: list[list[Span | None]] = [[] for _ in head]
    for name, cell in zip(section.columns, stand, strict=True):
        placed[head.index(name)].append(cell)
    return placed


def _cell(row: str, cell: Span | None, marks: Marks, start: int) -> str:
    if cell is None:
        return ""
    there = cell.shifted(start)
    return marked(cell.of(row), [(cut(mark, there), name) for mark, name in marks if mark.meets(there)])


def _cut(row: str, sign: str) -> list[Span | None]:
    """The cells between the signs; where one stands in quotation marks, the signs in it are its own."""
    quoting = len(sign) == 1 and row.count('"') % 2 == 0
    found, start, within = list[Span | None](), 0, False
    for at in range(len(row) + 1):
        within ^= quoting and row[at : at + 1] == '"'
        if at >= start and (at == len(row) or (not within and row.startswith(sign, at))):
            kept = row[start:at].strip()
            kept = kept[1:-1] if quoting and len(kept) > 1 and kept[0] == kept[-1] == '"' else kept
            first = row.find(kept, start) if kept else start
            found.append(Span(first, first + len(kept)) if kept else None)
            start = at + len(sign)
    return found
