"""PDF: each page's text, what was filled in on it, its tables, and where its words stand.

A page's text is that of its characters in the order PDFium gives them, so that any stretch of it can be traced
back to boxes on the page.
"""

import re

from index.documents import Content, Span
from index.errors import UnreadableDocument
from index.readers import grids, recognised
from index.readers.boxes import Box, kept
from index.readers.encoding import storable
from index.readers.headings import headed
from index.readers.pages import GAP, sections
from index.readers.pdfium import DamagedPage, Page, opened
from index.readers.recognition import Recogniser, Unrecognised, recogniser

#: Pages a file may have; a damaged one may claim thousands of millions.
MOST_PAGES = 50_000
#: A page is a scan where pictures cover this share of it and its own text has fewer letters, as a scanner's mark has.
_COVERED, _FEW = 0.75, 100

#: Titles that programs make up.
_NO_TITLE = re.compile(r"Microsoft|untitled|.*\.(?:docx?|pdf|tex|dvi|indd|pptx?|rtf|qxd|html?)$", re.IGNORECASE)
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def read(data: bytes) -> Content:
    """The content of a PDF: each page's text, running headers and footers set apart, bookmarks as headings.

    Raises:
        UnreadableDocument: it is encrypted, damaged, or has no text.
    """
    with opened(data) as pdf:
        count = len(pdf)
        if count > MOST_PAGES:
            raise UnreadableDocument(f"says it has {count:,} pages; files of up to {MOST_PAGES:,} are read")
        pages: list[str] = []
        missing: list[str] = []
        scans: dict[int, recognised.Page] = {}
        pictures, trouble = 0, ""
        tables: dict[int, list[grids.Table]] = {}
        for number in range(count):
            try:
                with pdf.page(number) as page:
                    signs, drawn = page.laid()
                    pages.append("".join(sign for sign, _ in signs))
                    if _is_scan(page, pages[-1]):
                        pictures += 1
                        if (by := recogniser()) and (scan := _recognised(page, pages[-1], by)):
                            scans[number], pages[-1] = scan, scan.text
                            continue
                    last = tables.get(number - 1, [])[-1:]
                    tables[number] = grids.tables(signs, drawn, list(page.rules()), *last)
            except DamagedPage:
                pages.append("")
                missing.append(str(number + 1))
            except Unrecognised as cause:
                trouble = f"page {number + 1}: {cause}"
                missing.append(str(number + 1))
        if not any(page.strip() for page in pages):
            damaged = "damaged: none of its pages can be opened" if len(missing) == count else ""
            raise UnreadableDocument(trouble or damaged or recognised.why_empty("a PDF", pictures))
        labels, outline, said = pdf.labels(), pdf.outline(), pdf.metadata()
    date = _DATE.match(said["CreationDate"])
    properties = {
        "author": said["Author"],
        "date": "-".join(filter(None, date.groups())) if date else "",
        "tags": said["Keywords"],
        "description": said["Subject"],
        "unreadable pages": ", ".join(missing),
    }
    content = Content(
        GAP.join(pages),
        tuple(recognised.located([*sections(pages, labels, outline, tables)], pages, scans)),
        None if _NO_TITLE.match(said["Title"]) else said["Title"] or None,
        {key: storable(value) for key, value in properties.items() if value},
    )
    return content if outline else headed(content)


def boxes(data: bytes, content: Content, span: Span) -> list[Box]:
    """Where ``span`` stands on its pages, a box for each line.

    Args:
        data: the file that ``content`` was read from.

    Raises:
        UnreadableDocument: the file is not the one that was read.
    """
    found = kept(content, span)
    starts = {section.page: section.span.start for section in reversed(content.sections) if section.page}
    with opened(data) as pdf:
        for number in sorted({s.page for s in content.sections if s.page and not s.boxes and s.span.meets(span)}):
            with pdf.page(number - 1) as page:
                signs = page.signs()
                text = "".join(sign for sign, _ in signs)
                start = starts[number] - (len(text) - len(text.lstrip()))
                if content.text[start : start + len(text)] != text:
                    raise UnreadableDocument("is not the file that was indexed; index it again")
                offset = start
                line: list[int] = []
                for sign, place in signs:
                    if span.start < offset + len(sign) and offset < span.end:
                        line.append(place)
                    offset += len(sign)
                    if sign.endswith("\n"):
                        found += page.box(line)
                        line = []
                found += page.box(line)
    return sorted(found, key=lambda box: box.page)


def page_count(data: bytes) -> int:
    """How many pages a file has.

    Raises:
        UnreadableDocument: it cannot be opened.
    """
    with opened(data) as pdf:
        return len(pdf)


def page_image(data: bytes, page: int, width: int = 1000) -> bytes:
    """A picture of a page, as PNG.

    Args:
        page: counted from 1.
        width: in pixels; less where the page is so long that its picture would be huge.

    Raises:
        UnreadableDocument: the file has no such page, or it cannot be drawn.
    """
    with opened(data) as pdf:
        if not 1 <= page <= len(pdf):
            raise UnreadableDocument(f"has no page {page}")
        with pdf.page(page - 1) as shown:
            return shown.picture(width)


def _is_scan(page: Page, text: str) -> bool:
    """Whether a page is a picture: without text it is what is drawn there, else the picture that covers it."""
    if not text.strip():
        return page.drawn()
    return recognised.letters(text) < _FEW and page.covered() >= _COVERED


def _recognised(page: Page, text: str, by: Recogniser) -> recognised.Page | None:
    """The words in the picture that a page is; None where its own text says as much.

    Raises:
        Unrecognised: they cannot be had.
    """
    grey = page.bitmap()
    scan = recognised.page(grey, by(grey))
    return scan if recognised.letters(scan.text) >= max(1, 2 * recognised.letters(text)) else None
