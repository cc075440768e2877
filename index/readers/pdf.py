"""PDF. The only file that knows pypdfium2.

A page's text is that of its characters in the order PDFium gives them, so that any stretch of it can be traced
back to boxes on the page. PDFium knows no threads: whoever calls it holds the lock.
"""

import ctypes
import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.documents import Content, Span
from index.errors import UnreadableDocument
from index.readers import glyphs, grids, recognised
from index.readers.boxes import Box, kept
from index.readers.encoding import storable
from index.readers.glyphs import Glyph, leftward
from index.readers.headings import headed
from index.readers.limits import heading
from index.readers.pages import GAP, Bookmark, sections
from index.readers.recognition import MOST_PIXELS, Bitmap, Recogniser, Unrecognised, recogniser

#: Pages a file may have; a damaged one may claim thousands of millions.
MOST_PAGES = 50_000
#: Bookmarks that are looked at.
_MOST_MARKS = 20_000
#: A page is a scan where pictures cover this share of it and its own text has fewer letters, as a scanner's mark has.
_COVERED, _FEW = 0.75, 100
#: Pixels to the inch at which words are recognised.
_FINE = 300

#: Drawn shapes of a page that are looked at, and lines of each; a line is no thicker than this, and longer, in points.
_MOST_SHAPES, _THIN = 5_000, 3.0

_LOCK = threading.RLock()
#: PDFium's sign for a hyphen at a line's end, which swallows the newline; also for a glyph that means no character.
_SIGN = "\ufffe"
#: Titles that programs make up.
_NO_TITLE = re.compile(r"Microsoft|untitled|.*\.(?:docx?|pdf|tex|dvi|indd|pptx?|rtf|qxd|html?)$", re.IGNORECASE)
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def read(data: bytes) -> Content:
    """The content of a PDF: each page's text, running headers and footers set apart, bookmarks as headings.

    Raises:
        UnreadableDocument: it is encrypted, damaged, or has no text.
    """
    with _opened(data) as pdf:
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
                with _page(pdf, number) as (page, characters):
                    signs, drawn = _laid(characters)
                    pages.append("".join(sign for sign, _ in signs))
                    if _scanned(page, pages[-1]):
                        pictures += 1
                        if (by := recogniser()) and (scan := _recognised(page, pages[-1], by)):
                            scans[number], pages[-1] = scan, scan.text
                            continue
                    last = tables.get(number - 1, [])[-1:]
                    tables[number] = grids.tables(signs, drawn, list(_rules(page)), *last)
            except pdfium.PdfiumError:
                pages.append("")
                missing.append(str(number + 1))
            except Unrecognised as cause:
                trouble = f"page {number + 1}: {cause}"
                missing.append(str(number + 1))
        if not any(page.strip() for page in pages):
            damaged = "damaged: none of its pages can be opened" if len(missing) == count else ""
            raise UnreadableDocument(trouble or damaged or recognised.why_empty("a PDF", pictures))
        with _LOCK:
            labels: list[str | None] = [pdf.get_page_label(number) or None for number in range(count)]
            outline = list(_outline(pdf))
            said = {key: " ".join(value.split()) for key, value in pdf.get_metadata_dict().items()}
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
    with _opened(data) as pdf:
        for page in sorted({s.page for s in content.sections if s.page and not s.boxes and s.span.meets(span)}):
            with _page(pdf, page - 1) as (shown, characters):
                signs = _signs(characters)
                text = "".join(sign for sign, _ in signs)
                start = starts[page] - (len(text) - len(text.lstrip()))
                if content.text[start : start + len(text)] != text:
                    raise UnreadableDocument("is not the file that was indexed; index it again")
                offset = start
                line: list[int] = []
                for sign, place in signs:
                    if span.start < offset + len(sign) and offset < span.end:
                        line.append(place)
                    offset += len(sign)
                    if sign.endswith("\n"):
                        found += _box(shown, characters, page, line)
                        line = []
                found += _box(shown, characters, page, line)
    return sorted(found, key=lambda box: box.page)


def page_count(data: bytes) -> int:
    """How many pages a file has.

    Raises:
        UnreadableDocument: it cannot be opened.
    """
    with _opened(data) as pdf, _LOCK:
        return len(pdf)


def page_image(data: bytes, page: int, width: int = 1000) -> bytes:
    """A picture of a page, as PNG.

    Args:
        page: counted from 1.
        width: in pixels; less where the page is so long that its picture would be huge.

    Raises:
        UnreadableDocument: the file has no such page, or it cannot be drawn.
    """
    with _opened(data) as pdf, _LOCK:
        if not 1 <= page <= len(pdf):
            raise UnreadableDocument(f"has no page {page}")
        try:
            shown = pdf[page - 1]
        except pdfium.PdfiumError as cause:
            raise UnreadableDocument(f"page {page} is damaged") from cause
        across, down = shown.get_size()
        scale = min(width / across, (MOST_PIXELS / (across * down)) ** 0.5)
        bitmap = shown.render(scale=scale)
        try:
            made = io.BytesIO()
            bitmap.to_pil().save(made, "PNG")
            return made.getvalue()
        finally:
            bitmap.close()
            shown.close()


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """Holds the lock only while it opens and closes: a long file must not keep others waiting."""
    if b"%%EOF" not in data[-4096:]:
        raise UnreadableDocument("damaged or cut short: the end of the PDF is missing")
    try:
        with _LOCK:
            pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as cause:
        if cause.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise UnreadableDocument("encrypted with a password; save a copy without one") from cause
        raise UnreadableDocument("damaged, or no PDF") from cause
    try:
        yield pdf
    finally:
        with _LOCK:
            pdf.close()


@contextmanager
def _page(pdf: pdfium.PdfDocument, number: int) -> Iterator[tuple[pdfium.PdfPage, pdfium.PdfTextPage]]:
    """A page, counted from 0, and its characters, with the lock held."""
    with _LOCK:
        page = pdf[number]
        try:
            characters = page.get_textpage()
            try:
                yield page, characters
            finally:
                characters.close()
        finally:
            page.close()


def _signs(characters: pdfium.PdfTextPage) -> list[tuple[str, int]]:
    """The signs of the canonical text in order, and the number of each one's character with PDFium."""
    return _laid(characters)[0]


def _laid(characters: pdfium.PdfTextPage) -> tuple[list[tuple[str, int]], dict[int, Glyph]]:
    """The signs with their numbers, and the characters by number as they stand on the page."""
    found = list(_placed(characters))
    drawn = list(_drawn(characters, found))
    placed = {glyph.index: glyph for glyph in drawn}
    heights = {round(glyph.height) for glyph in drawn if not glyph.made}
    if len(heights) < 2 and not any(leftward(glyph.sign) for glyph in drawn):
        return found, placed
    return glyphs.read(drawn), placed


def _rules(page: pdfium.PdfPage) -> Iterator[grids.Rule]:
    """The level and upright lines of a page; a thin box is one, too."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for shape in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2), _MOST_SHAPES):
        matrix = shape.get_matrix()
        last: tuple[float, float] | None = None
        for number in range(min(raw.FPDFPath_CountSegments(shape), _MOST_SHAPES)):
            segment = raw.FPDFPath_GetPathSegment(shape, number)
            if not segment or not raw.FPDFPathSegment_GetPoint(segment, x, y):
                continue
            point = matrix.on_point(x.value, y.value)
            if last and raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
                (left, right), (bottom, top) = sorted((last[0], point[0])), sorted((last[1], point[1]))
                if min(right - left, top - bottom) < _THIN < max(right - left, top - bottom):
                    yield grids.Rule(left, bottom, right, top)
            last = point


def _placed(characters: pdfium.PdfTextPage) -> Iterator[tuple[str, int]]:
    """What each of PDFium's characters is in a text, in PDFium's order, and its number there."""
    text = storable(characters.get_text_range(errors="surrogatepass"))
    unit = 0  # PDFium counts UTF-16
    for sign, after in pairwise(text + "\0"):
        place = raw.FPDFText_GetCharIndexFromTextIndex(characters, unit)
        unit += 1 + (sign > "\uffff")
        if sign == _SIGN:
            hyphen = raw.FPDFText_IsHyphen(characters, place) == 1
            sign = "\ufffd" if not hyphen else "-" if after == "\r" else "-\n"  # noqa: PLW2901
        elif sign == "\r":
            sign = "" if after == "\n" else "\n"  # noqa: PLW2901
        yield sign, place


def _drawn(characters: pdfium.PdfTextPage, signs: Sequence[tuple[str, int]]) -> Iterator[Glyph]:
    """The characters where they stand on the page."""
    rect = raw.FS_RECTF()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = left, bottom
    for sign, place in signs:
        # What PDFium put in by itself, blanks and newlines between words, has no more than a place to begin.
        if sign in (" ", "\n", "") and raw.FPDFText_IsGenerated(characters, place) == 1:
            raw.FPDFText_GetCharOrigin(characters, place, x, y)
            yield Glyph(sign, place, x.value, y.value, x.value, y.value, made=True)
        elif not raw.FPDFText_GetLooseCharBox(characters, place, rect):
            yield Glyph(sign, place, made=True)
        elif leftward(sign) and raw.FPDFText_GetCharBox(characters, place, left, right, bottom, top):
            # Fonts that join their letters say of each how wide it is alone.
            yield Glyph(sign, place, left.value, rect.bottom, right.value, rect.top)
        else:
            yield Glyph(sign, place, rect.left, rect.bottom, rect.right, rect.top)


def _box(page: pdfium.PdfPage, characters: pdfium.PdfTextPage, number: int, places: Sequence[int]) -> Iterator[Box]:
    """The box around these characters, if any of them is drawn."""
    rects = []
    for place in places:
        rect = raw.FS_RECTF()
        # What PDFium put in by itself, blanks and newlines between words, stands nowhere.
        generated = raw.FPDFText_IsGenerated(characters, place) == 1
        if not generated and raw.FPDFText_GetLooseCharBox(characters, place, rect):
            rects.append(rect)
    if not rects:
        return
    fine = 1 << 20  # PDFium's device units are whole numbers
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, down in (
        (min(rect.left for rect in rects), max(rect.top for rect in rects)),
        (max(rect.right for rect in rects), min(rect.bottom for rect in rects)),
    ):
        # Knows how the page is cropped and turned.
        raw.FPDF_PageToDevice(page, 0, 0, fine, fine, 0, across, down, x, y)
        corners.append((min(max(x.value / fine, 0.0), 1.0), min(max(y.value / fine, 0.0), 1.0)))
    (a, b), (c, d) = corners
    yield Box(number, min(a, c), min(b, d), max(a, c), max(b, d))


def _scanned(page: pdfium.PdfPage, text: str) -> bool:
    """Whether a page is a picture: without text it is what is drawn there, else the picture that covers it."""
    if not text.strip():
        return any(page.get_objects(max_depth=1))
    if recognised.letters(text) >= _FEW:
        return False
    covered = 0.0
    for shape in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2), _MOST_SHAPES):
        left, bottom, right, top = shape.get_bounds()
        covered += (right - left) * (top - bottom)
    across, down = page.get_size()
    return bool(covered >= _COVERED * across * down)


def _recognised(page: pdfium.PdfPage, text: str, by: Recogniser) -> recognised.Page | None:
    """The words in the picture that a page is; None where its own text says as much.

    Raises:
        Unrecognised: they cannot be had.
    """
    across, down = page.get_size()
    bitmap = page.render(scale=min(_FINE / 72, (MOST_PIXELS / (across * down)) ** 0.5 * 0.999), grayscale=True)
    try:
        picture = bitmap.to_pil()
        grey = Bitmap(picture.width, picture.height, picture.tobytes())
    finally:
        bitmap.close()
    scan = recognised.page(grey, by(grey))
    return scan if recognised.letters(scan.text) >= max(1, 2 * recognised.letters(text)) else None


def _outline(pdf: pdfium.PdfDocument) -> Iterator[Bookmark]:
    for mark in islice(pdf.get_toc(), _MOST_MARKS):
        dest = mark.get_dest()
        page = dest.get_index() if dest else None
        title = heading(storable(mark.get_title()))
        if page is not None and title:
            yield Bookmark(mark.level, title, page)
