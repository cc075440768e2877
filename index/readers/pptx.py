"""Slides. The only file that knows python-pptx."""

import io
from collections.abc import Iterator
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER

from index.documents import Content
from index.readers.archive import MOST_XML, open_archive
from index.readers.draft import Draft
from index.readers.numbers import shown
from index.readers.tables import Above, Left, head
from index.readers.xml import tree

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_POINTS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
#: What runs along all slides.
_RUNNING = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER)


def read(data: bytes) -> Content:
    """The content of a presentation: each slide a page under its title, its notes a section of their own.

    Hidden slides are left out; they keep their numbers.
    """
    open_archive(data, MOST_XML)
    presentation = pptx.Presentation(io.BytesIO(data))
    draft = Draft()
    for number, slide in enumerate(presentation.slides, start=1):
        if slide.element.get("show") in ("0", "false"):
            continue
        draft.page = number
        draft.enter(1, "")
        shapes = [(shape, shape.element.ph) for shape in _flat(slide.shapes)]
        # A slide's title is its placeholder 0, wherever it stands among the shapes.
        title = next((shape for shape, place in shapes if place is not None and place.idx == 0), None)
        if title is not None:
            draft.heading(1, " ".join(_words(title).split()))
        for shape, place in shapes:
            if shape is title:
                continue
            if place is not None and place.type in _RUNNING:
                draft.paragraph(_words(shape), quotable=False)
            elif getattr(shape, "has_table", False) and shape.has_table:
                rows = _rows(shape.table)
                draft.table(rows, head(rows, expected=shape.table.first_row))
            elif getattr(shape, "has_chart", False) and shape.has_chart:
                rows = list(_charted(shape.chart))
                draft.table(rows, head(rows, expected=True, marked=0))
            else:
                draft.paragraph(_words(shape) or "\n\n".join(filter(str.strip, _diagram(shape))))
        if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
            draft.enter(2, "Notes")
            draft.paragraph(notes.text)
    said = presentation.core_properties
    date = said.created or said.modified
    return draft.content(
        said.title,
        {
            "author": said.author,
            "date": date.date().isoformat() if date else None,
            "tags": said.keywords,
            "description": said.subject,
            "language": said.language,
        },
    )


def _flat(shapes: Any) -> Iterator[Any]:
    """The shapes in their order, those of groups in their place."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _flat(shape.shapes)
        else:
            yield shape


def _words(shape: Any) -> str:
    """A shape's paragraphs, a blank line between them; a vertical tab is how the library writes a line break."""
    said = shape.text_frame.text.split("\n") if shape.has_text_frame else ()
    return "\n\n".join(filter(str.strip, said)).replace("\v", "\n")


def _diagram(shape: Any) -> Iterator[str]:
    """What each of the boxes and arrows of a diagram (SmartArt) says: the slide only points to it."""
    for points in shape.element.iter(_DIAGRAM + "relIds"):
        relation = shape.part.rels.get(points.get(_POINTS) or "")
        if relation is None or relation.is_external:
            continue
        for point in tree(relation.target_part.blob).iter(_DIAGRAM + "pt"):
            yield " ".join("".join(run.text or "" for run in each.iter(_A + "t")) for each in point.iter(_A + "p"))


def _rows(table: Any) -> list[list[str]]:
    """The cells' texts; where a merged cell reaches over others, its own."""
    rows: list[list[str]] = []
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            # In the format's own terms: merged with the one to the left, or with the one above.
            if cell._tc.hMerge and cells:  # noqa: SLF001
                cells.append(Left(cells[-1]))
            elif cell._tc.vMerge and rows:  # noqa: SLF001
                cells.append(Above(rows[-1][len(cells)]))
            else:
                cells.append(str(cell.text).replace("\v", "\n"))
        rows.append(cells)
    return rows


def _charted(chart: Any) -> Iterator[list[str]]:
    """What a chart draws, as a table: a row for each category, a column for each series."""
    for plot in chart.plots:
        named = [[shown(value, "General") for value in (category, *values)] for category, *values in _points(plot)]
        yield ["", *(series.name for series in plot.series)]
        yield from named


def _points(plot: Any) -> Iterator[tuple[object, ...]]:
    return zip(map(str, plot.categories), *(series.values for series in plot.series), strict=False)
