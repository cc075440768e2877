"""What PDFium says of a PDF's pages: characters, shapes, boxes, pictures. The only file that knows pypdfium2.

PDFium knows no threads: whoever calls it holds the lock.
"""

import ctypes
import io
import math
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from itertools import islice, pairwise
from typing import Any

import pypdfium2
from pypdfium2 import raw

from index.errors import UnreadableDocument
from index.readers import fields, glyphs
from index.readers.boxes import Box
from index.readers.encoding import storable
from index.readers.glyphs import Glyph, leftward
from index.readers.grids import Rule
from index.readers.limits import heading
from index.readers.pages import Bookmark
from index.readers.recognition import MOST_PIXELS, Bitmap

#: Bookmarks that are looked at; drawn shapes of a page, lines of each, and its notes and fields.
_MOST_MARKS, _MOST_SHAPES = 20_000, 5_000
#: A line is no thicker than this, and longer, in points.
_THIN = 3.0
#: Characters of a page that tell how its lines run.
_SAMPLE = 50
#: Pixels to the inch at which words are recognised.
_FINE = 300
#: PDFium's sign for a hyphen at a line's end, which swallows the newline; also for a glyph that means no character.
_SIGN = "\ufffe"
#: What stands for a box that is ticked.
_TICK = "☒"
#: What people fill in, and what they write upon a page; fields that are ticked or pressed.
_WRITTEN = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)
_BUTTONS = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON, raw.FPDF_FORMFIELD_PUSHBUTTON)

_LOCK = threading.RLock()


class DamagedPage(UnreadableDocument):
    """A page that cannot be opened."""


@contextmanager
def opened(data: bytes) -> Iterator["File"]:
    """Holds the lock only while it opens and closes: a long file must not keep others waiting.

    Raises:
        UnreadableDocument: it is damaged, or nobody may read it.
    """
    if b"%%EOF" not in data[-4096:]:
        raise UnreadableDocument("damaged or cut short: the end of the PDF is missing")
    try:
        with _LOCK:
            pdf = pypdfium2.PdfDocument(data)
            if pdf.get_formtype() != raw.FORMTYPE_NONE:
                # Draws what was filled in and has no look of its own yet.
                pdf.init_forms()
    except pypdfium2.PdfiumError as cause:
        if cause.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise UnreadableDocument("encrypted with a password; save a copy without one") from cause
        raise UnreadableDocument("damaged, or no PDF") from cause
    try:
        yield File(pdf)
    finally:
        with _LOCK:
            pdf.close()


class File:
    """An open PDF."""

    def __init__(self, pdf: pypdfium2.PdfDocument) -> None:
        self._pdf = pdf

    def __len__(self) -> int:
        with _LOCK:
            return len(self._pdf)

    @contextmanager
    def page(self, number: int) -> Iterator["Page"]:
        """A page, counted from 0, with the lock held.

        Raises:
            DamagedPage: it cannot be opened, or what is asked of it cannot be had.
        """
        try:
            with _LOCK:
                page = Page(self._pdf, number)
                try:
                    yield page
                finally:
                    page.close()
        except pypdfium2.PdfiumError as cause:
            raise DamagedPage(f"page {number + 1} is damaged") from cause

    def labels(self) -> list[str | None]:
        """The number that each page goes by; None where it has none."""
        with _LOCK:
            return [self._pdf.get_page_label(number) or None for number in range(len(self._pdf))]

    def metadata(self) -> dict[str, str]:
        """What the file says of itself, by PDF's names."""
        with _LOCK:
            return {key: " ".join(value.split()) for key, value in self._pdf.get_metadata_dict().items()}

    def outline(self) -> list[Bookmark]:
        """The bookmarks that point to a page."""
        with _LOCK:
            return list(_outline(self._pdf))


class Page:
    """An open page with all that is written upon it."""

    def __init__(self, pdf: pypdfium2.PdfDocument, number: int) -> None:
        self._number = number
        self._page = pdf[number]
        self._fields = list(_written(self._page, pdf.formenv))
        #: The first character that stands in a field: these are drawn after the page's own words.
        self._first: int | None = None
        if self._fields:
            self._first = self._characters.count_chars()
            raw.FPDFPage_Flatten(self._page, raw.FLAT_NORMALDISPLAY)
            self.close()
            self._page = pdf[number]

    @cached_property
    def _characters(self) -> pypdfium2.PdfTextPage:
        """Its characters; a picture of it needs none."""
        return self._page.get_textpage()

    def close(self) -> None:
        """Releases it."""
        if characters := self.__dict__.pop("_characters", None):
            characters.close()
        self._page.close()

    @cached_property
    def _turns(self) -> int:
        """By how many quarters most of its characters are turned; what people fill in is looked at as it stands."""
        count = 0 if self._fields else self._characters.count_chars()
        angles = (
            raw.FPDFText_GetCharAngle(self._characters, place) for place in range(0, count, max(1, count // _SAMPLE))
        )
        turns = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles)
        return turns.most_common(1)[0][0] if turns else 0

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height in points."""
        across, down = self._page.get_size()
        return across, down

    def signs(self) -> list[tuple[str, int]]:
        """The signs of the canonical text in order, and the number of each one's character with PDFium."""
        return self.laid()[0]

    def laid(self) -> tuple[list[tuple[str, int]], dict[int, Glyph]]:
        """The signs with their numbers, and the characters by number as they stand on the page."""
        drawn = list(_drawn(self._characters, _placed(self._characters)))
        if turns := self._turns:
            drawn = [
                Glyph(g.sign, g.index, *glyphs.turned(turns, g.left, g.bottom, g.right, g.top), g.made) for g in drawn
            ]
        found = {glyph.index: glyph for glyph in drawn}
        if self._first is not None:
            drawn = fields.placed(list(self._filled(drawn)), self._first)
        heights = {round(glyph.height) for glyph in drawn if not glyph.made}
        if len(heights) < 2 and not any(leftward(glyph.sign) for glyph in drawn):
            return [(glyph.sign, glyph.index) for glyph in drawn], found
        return glyphs.read(drawn), found

    def rules(self) -> Iterator[Rule]:
        """The level and upright lines of a page; a thin box is one, too."""
        x, y = ctypes.c_float(), ctypes.c_float()
        for shape in islice(self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2), _MOST_SHAPES):
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
                        yield Rule(*glyphs.turned(self._turns, left, bottom, right, top))
                last = point

    def drawn(self) -> bool:
        """Whether anything is drawn on it."""
        return any(self._page.get_objects(max_depth=1))

    def covered(self) -> float:
        """The share of it that pictures cover."""
        area = 0.0
        for shape in islice(self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2), _MOST_SHAPES):
            left, bottom, right, top = shape.get_bounds()
            area += (right - left) * (top - bottom)
        across, down = self.size
        return area / (across * down)

    def bitmap(self) -> Bitmap:
        """Its picture in shades of grey, fine enough for words to be recognised."""
        across, down = self.size
        bitmap = self._page.render(
            scale=min(_FINE / 72, (MOST_PIXELS / (across * down)) ** 0.5 * 0.999), grayscale=True
        )
        try:
            picture = bitmap.to_pil()
            return Bitmap(picture.width, picture.height, picture.tobytes())
        finally:
            bitmap.close()

    def picture(self, width: int) -> bytes:
        """Its picture as PNG, ``width`` pixels wide; less where it is so long that its picture would be huge."""
        across, down = self.size
        bitmap = self._page.render(scale=min(width / across, (MOST_PIXELS / (across * down)) ** 0.5))
        try:
            made = io.BytesIO()
            bitmap.to_pil().save(made, "PNG")
            return made.getvalue()
        finally:
            bitmap.close()

    def box(self, places: Sequence[int]) -> Iterator[Box]:
        """The box around these characters, if any of them is drawn."""
        rects = []
        for place in places:
            rect = raw.FS_RECTF()
            # What PDFium put in by itself, blanks and newlines between words, stands nowhere.
            generated = raw.FPDFText_IsGenerated(self._characters, place) == 1
            if not generated and raw.FPDFText_GetLooseCharBox(self._characters, place, rect):
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
            raw.FPDF_PageToDevice(self._page, 0, 0, fine, fine, 0, across, down, x, y)
            corners.append((min(max(x.value / fine, 0.0), 1.0), min(max(y.value / fine, 0.0), 1.0)))
        (a, b), (c, d) = corners
        yield Box(self._number + 1, min(a, c), min(b, d), max(a, c), max(b, d))

    def _filled(self, drawn: Sequence[Glyph]) -> Iterator[Glyph]:
        """The characters, each field's on lines of their own; of a button one sign: its letters are only drawn as a mark."""
        last: int | None = None
        for glyph in drawn:
            if self._first is None or glyph.index < self._first or glyph.made:
                yield glyph
                continue
            field = next((i for i, (_, rect) in enumerate(self._fields) if _holds(rect, glyph)), None)
            button = field is not None and self._fields[field][0]
            if field != last:
                yield Glyph("\n", glyph.index, made=True)
            if not button or field != last:
                yield replace(glyph, sign=_TICK) if button else glyph
            last = field


def _written(page: pypdfium2.PdfPage, form: Any) -> Iterator[tuple[bool, tuple[float, float, float, float]]]:
    """What people wrote upon the page: whether it is a button, and where it stands."""
    rect = raw.FS_RECTF()
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_SHAPES)):
        note = raw.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(note)
            if kind in _WRITTEN and raw.FPDFAnnot_GetRect(note, rect):
                field = raw.FPDFAnnot_GetFormFieldType(form, note) if form and kind == raw.FPDF_ANNOT_WIDGET else None
                yield field in _BUTTONS, (rect.left, rect.bottom, rect.right, rect.top)
        finally:
            raw.FPDFPage_CloseAnnot(note)


def _holds(rect: tuple[float, float, float, float], glyph: Glyph) -> bool:
    left, bottom, right, top = rect
    across, up = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
    return left <= across <= right and min(bottom, top) <= up <= max(bottom, top)


def _placed(characters: pypdfium2.PdfTextPage) -> Iterator[tuple[str, int]]:
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


def _drawn(characters: pypdfium2.PdfTextPage, signs: Iterable[tuple[str, int]]) -> Iterator[Glyph]:
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


def _outline(pdf: pypdfium2.PdfDocument) -> Iterator[Bookmark]:
    for mark in islice(pdf.get_toc(), _MOST_MARKS):
        dest = mark.get_dest()
        page = dest.get_index() if dest else None
        title = heading(storable(mark.get_title()))
        if page is not None and title:
            yield Bookmark(mark.level, title, page)
