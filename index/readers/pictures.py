"""Pictures: PNG, JPEG, and TIFF, each of whose frames is a page. The only file that knows Pillow.

They hold no text, only what is recognised in them.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps, TiffImagePlugin

from index.documents import Content, Span
from index.errors import UnreadableDocument
from index.readers import recognised
from index.readers.boxes import Box, kept
from index.readers.pages import GAP, sections
from index.readers.recognition import MEND, MOST_PIXELS, Bitmap, Unrecognised, recogniser
from index.readers.signatures import file_kind

#: Pixels that a picture may have; by its size it is known before anything of it is unpacked.
MOST_UNPACKED = 100_000_000
#: Frames that a picture may have.
MOST_FRAMES = 1_000
#: A picture is enlarged so that its longer side has so many pixels, but no more than so many times: print of screens is
#: too small to be recognised well.
_LONG, _TIMES = 2_500, 3

# No page of a fax is a bomb: sizes are looked at here.
Image.MAX_IMAGE_PIXELS = None
_FORMATS = ("PNG", "JPEG", TiffImagePlugin.TiffImageFile.format)


def read(data: bytes) -> Content:
    """The content of a picture: the words recognised in each of its frames.

    Raises:
        UnreadableDocument: it is damaged or too large, nothing recognises words, or there are none.
    """
    if not (by := recogniser()):
        found = file_kind(data)
        raise UnreadableDocument(f"{found.words if found else 'a picture'}, the words in which OCR can read; {MEND}")
    scans: dict[int, recognised.Page] = {}
    missing: list[str] = []
    trouble = "a picture in which OCR finds no words"
    count = page_count(data)
    for number in range(count):
        with _frame(data, number + 1) as frame:
            bitmap = _grey(frame)
        try:
            scans[number] = recognised.page(bitmap, by(bitmap))
        except Unrecognised as cause:
            missing.append(str(number + 1))
            trouble = str(cause)
    pages = [scans[number].text if number in scans else "" for number in range(count)]
    if not any(pages):
        raise UnreadableDocument(trouble)
    parts = recognised.located([*sections(pages, [None] * count, ())], pages, scans)
    return Content(GAP.join(pages), tuple(parts), None, {"unreadable pages": ", ".join(missing)} if missing else {})


def boxes(_: bytes, content: Content, span: Span) -> list[Box]:
    """Where ``span`` stands in its picture, a box for each line."""
    return kept(content, span)


def page_count(data: bytes) -> int:
    """How many frames a picture has.

    Raises:
        UnreadableDocument: it is damaged, or has too many.
    """
    with _opened(data) as picture:
        # Elsewhere a second frame is the first one moving, or for the other eye.
        count = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
    if count > MOST_FRAMES:
        raise UnreadableDocument(f"has {count:,} pages; pictures of up to {MOST_FRAMES:,} are read")
    return count


def page_image(data: bytes, page: int, width: int = 1000) -> bytes:
    """A picture's frame as PNG, upright, no wider than ``width`` pixels.

    Raises:
        UnreadableDocument: there is no such frame, or it cannot be drawn.
    """
    with _frame(data, page) as frame:
        frame.thumbnail((width, MOST_PIXELS // width))
        made = io.BytesIO()
        frame.save(made, "PNG")
        return made.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            yield picture
    except (OSError, SyntaxError, ValueError, EOFError) as cause:
        raise UnreadableDocument("damaged, or no picture") from cause


@contextmanager
def _frame(data: bytes, page: int) -> Iterator[Image.Image]:
    """A frame, counted from 1, upright and on white."""
    with _opened(data) as picture:
        try:
            picture.seek(page - 1)
        except EOFError as cause:
            raise UnreadableDocument(f"has no page {page}") from cause
        across, down = picture.size
        if across * down > MOST_UNPACKED:
            raise UnreadableDocument(f"has {across:,} by {down:,} pixels; pictures of up to {MOST_UNPACKED:,} are read")
        ImageOps.exif_transpose(picture, in_place=True)
        shown: Image.Image = picture
        if shown.has_transparency_data:
            clear = shown.convert("RGBA")
            shown = Image.new("RGB", clear.size, "white")
            shown.paste(clear, mask=clear.getchannel("A"))
        elif shown.mode.startswith("I;16"):
            shown = shown.point(lambda value: value / 256).convert("L")
        yield shown if shown.mode in ("L", "RGB") else shown.convert("RGB")


def _grey(frame: Image.Image) -> Bitmap:
    """A frame as it is looked at."""
    across, down = frame.size
    scale = min(max(_LONG / max(across, down), 1), _TIMES, (MOST_PIXELS / (across * down)) ** 0.5)
    size = max(1, int(across * scale)), max(1, int(down * scale))
    grey = frame.convert("L")
    if size != grey.size:
        grey = grey.resize(size, Image.Resampling.BICUBIC, reducing_gap=3)
    return Bitmap(*size, grey.tobytes())
