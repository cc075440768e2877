"""Findings as a workbook and as a Word file, in the least that ISO/IEC 29500 asks for."""

import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from assistant.finding import Finding, Level
from ui.tables.rows import COLUMNS, row
from ui.terminal import percent

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_BOOK = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument"
#: What XML 1.0 cannot hold.
_UNWRITABLE = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Characters a cell may hold.
_CELL = 32_767


def workbook(findings: Sequence[Finding]) -> bytes:
    """One sheet with a row for each finding; every word is text, and nothing a formula."""
    rows = [COLUMNS, *map(row, findings)]
    body = "".join(
        f'<row r="{number}">{"".join(_cell(value) for value in cells)}</row>' for number, cells in enumerate(rows, 1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return _packed(
        "xl/workbook.xml",
        f"{_KIND}.spreadsheetml.sheet.main+xml",
        {
            "xl/workbook.xml": f'<workbook xmlns="{_BOOK}" xmlns:r="{_OFFICE}/relationships"><sheets>'
            '<sheet name="Findings" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_BOOK}"><sheetViews><sheetView workbookViewId="0">{pane}'
            f"</sheetView></sheetViews><sheetData>{body}</sheetData></worksheet>",
        },
        {"xl/worksheets/sheet1.xml": f"{_KIND}.spreadsheetml.worksheet+xml"},
    )


def word_file(question: str, counts: str, findings: Sequence[Finding]) -> bytes:
    """The question, the counts, and each quote with its citation beneath; what answers only nearly comes last."""
    parts = [_paragraph([(question, "<w:b/>")], size=28), _paragraph([(counts, "")])]
    for level, head in ((Level.ANSWERS, ""), (Level.NEARLY, "Nearly, not an answer")):
        chosen = [each for each in findings if each.level is level]
        if chosen and head:
            parts.append(_paragraph([(head, "<w:b/>")], size=24))
        for finding in chosen:
            quote = finding.quote
            a, b = quote.answer.start - quote.span.start, quote.answer.end - quote.span.start
            words = [(quote.text[:a], ""), (quote.text[a:b], "<w:b/>"), (quote.text[b:], "")]
            parts.append(_paragraph([("“", ""), *words, ("”", "")]))
            parts.append(_paragraph([(citation(finding), '<w:color w:val="595959"/>')], size=18))
    return _packed(
        "word/document.xml",
        f"{_KIND}.wordprocessingml.document.main+xml",
        {"word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(parts)}</w:body></w:document>'},
    )


def citation(finding: Finding) -> str:
    """Title, place, source with offsets, date, support and copies, in a line."""
    quote = finding.quote
    dated = f"{finding.dated.day} ({finding.dated.basis.value})" if finding.dated else ""
    spot = f"{quote.document.source}#{quote.span.start}-{quote.span.end}"
    copies = f"also in {'; '.join(finding.copies)}" if finding.copies else ""
    parts = (
        " ".join(quote.document.title.split()),
        quote.place,
        spot,
        dated,
        f"support {percent(quote.support)}",
        copies,
    )
    return ", ".join(filter(None, parts))


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        words = _words(value[:_CELL])
        return f'<c t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def _paragraph(runs: Sequence[tuple[str, str]], size: int = 22) -> str:
    """A paragraph of (words, look) runs; ``size`` in half points."""
    shown = "".join(
        f'<w:r><w:rPr>{look}<w:sz w:val="{size}"/></w:rPr>{_lines(words)}</w:r>' for words, look in runs if words
    )
    return f"<w:p>{shown}</w:p>"


def _lines(words: str) -> str:
    return "<w:br/>".join(f'<w:t xml:space="preserve">{_words(line)}</w:t>' for line in words.split("\n"))


def _words(text: str) -> str:
    return escape(_UNWRITABLE.sub("\ufffd", text))


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/{kind}" Target="{target}"/></Relationships>'
    )


def _packed(main: str, kind: str, parts: dict[str, str], kinds: dict[str, str] | None = None) -> bytes:
    """A package: its parts by name, and the content types of those that are no relations."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{each}"/>' for name, each in {main: kind, **(kinds or {})}.items()
    )
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {
            "[Content_Types].xml": types,
            "_rels/.rels": _relation("officeDocument", main),
            **parts,
        }.items():
            archive.writestr(zipfile.ZipInfo(name), _HEAD + body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
