"""Pages of a PDF, in words that can be searched and copied. The only file that knows reportlab.

Words are set from left to right, sign by sign: scripts that are joined, stacked or set from the right are not drawn.
Which signs are not is told, so that whoever fills the pages can say so on them.
"""

import io
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import bidirectional, category

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = A4
_MARGIN = 56.0
#: What is drawn for a sign that no font has.
_LACKING = "\N{LOZENGE}"
#: Comes with reportlab, and has what western Europe writes.
_OWN = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
#: Where systems keep their fonts.
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/Library/Fonts",
    f"{os.environ.get('SYSTEMROOT', 'C:/Windows')}/Fonts",
)
#: Fonts that have most of what is written; and what the names of those begin with that are tried after them.
_BROAD = ("dejavusans.ttf", "notosans-regular.ttf", "arial unicode.ttf", "arial.ttf", "segoeui.ttf")
_UPRIGHT = ("regular", "sans.ttf", ".ttc")
#: Files looked at, and fonts opened, at most.
_FILES, _OPENED = 5_000, 40
#: Scripts whose signs are joined or stacked.
_SHAPED = ((0x0900, 0x0E00), (0x0F00, 0x10A0), (0x1780, 0x18B0), (0x1900, 0x1CC0), (0xA800, 0xAC00))
#: Fonts are kept by reportlab for all documents of the process.
_ALONE = threading.Lock()


class Look(StrEnum):
    """How words are shown."""

    PLAIN = "plain"
    PALE = "pale"
    MARKED = "marked"


class _Set(NamedTuple):
    """A sign to set, the font that has it, and how it is shown."""

    sign: str
    font: Any
    look: Look


class Paper:
    """Pages that are filled from top to bottom."""

    def __init__(self, title: str, signs: Iterable[str]) -> None:
        """
        Args:
            signs: all that will be set; fonts are looked for once.
        """
        self._bytes = io.BytesIO()
        self._canvas = Canvas(self._bytes, pagesize=A4, invariant=1)
        self._canvas.setTitle(title)
        self._page, self._y = 1, _HEIGHT - _MARGIN
        with _ALONE:
            self._fonts = _fonts_for({*signs, _LACKING})

    def lacking(self, text: str) -> list[str]:
        """The signs of a text that are not drawn, each once, in their order."""
        return [sign for sign in dict.fromkeys(text) if not sign.isspace() and sign not in self._fonts]

    def write(self, runs: Sequence[tuple[str, Look]], size: float = 10.0) -> None:
        """Sets a paragraph."""
        for line in self._lines(runs, size):
            self._go_down(1.4 * size)
            x = _MARGIN
            for (look, _), signs in groupby(line, key=lambda each: (each.look, id(each.font))):
                x = self._draw(list(signs), look, x, size)

    def leave(self, height: float) -> None:
        """Leaves room before what comes next."""
        self._y -= height

    def rule(self) -> None:
        """Draws a line across."""
        self._go_down(12)
        self._canvas.setStrokeGray(0.6)
        self._canvas.line(_MARGIN, self._y, _WIDTH - _MARGIN, self._y)

    def show(self, image: bytes, boxes: Sequence[Sequence[float]]) -> None:
        """Shows a picture with boxes on it.

        Args:
            boxes: left, top, right and bottom of each, as shares of the picture.
        """
        picture = ImageReader(io.BytesIO(image))
        width, height = picture.getSize()
        scale = min((_WIDTH - 2 * _MARGIN) / width, (_HEIGHT - 2 * _MARGIN) / height)
        width, height = width * scale, height * scale
        self._go_down(height)
        self._canvas.drawImage(picture, _MARGIN, self._y, width, height)
        self._canvas.setFillColorRGB(1, 0.85, 0, 0.35)
        for left, top, right, bottom in boxes:
            at = _MARGIN + left * width, self._y + (1 - bottom) * height
            self._canvas.rect(*at, (right - left) * width, (bottom - top) * height, stroke=0, fill=1)
        self._canvas.setFillColorRGB(0, 0, 0, 1)

    def finish(self) -> bytes:
        """The PDF; nothing more can be written."""
        self._number()
        with _ALONE:
            self._canvas.save()
        return self._bytes.getvalue()

    def _draw(self, signs: list[_Set], look: Look, x: float, size: float) -> float:
        """Sets signs of one font and look; where what follows them begins."""
        font, words = signs[0].font, "".join(each.sign for each in signs)
        width = sum(_width(each, size) for each in signs)
        if look is Look.MARKED:
            self._canvas.setFillColorRGB(1, 0.93, 0.6)
            self._canvas.rect(x, self._y - 0.25 * size, width, 1.25 * size, stroke=0, fill=1)
        self._canvas.setFillGray(0.35 if look is Look.PALE else 0)
        self._canvas.setFont(font.fontName, size)
        self._canvas.drawString(x, self._y, words)
        return x + width

    def _lines(self, runs: Sequence[tuple[str, Look]], size: float) -> Iterator[list[_Set]]:
        """Signs line by line, broken behind blanks where there are any."""
        line: list[_Set] = []
        used, cut = 0.0, 0
        for sign, look in ((sign, look) for text, look in runs for sign in text):
            if sign == "\n":
                yield line
                line, used, cut = [], 0.0, 0
                continue
            each = self._set(sign, look)
            if used + _width(each, size) > _WIDTH - 2 * _MARGIN and line:
                cut = cut or len(line)
                yield line[:cut]
                line, cut = line[cut:], 0
                used = sum(_width(other, size) for other in line)
            line.append(each)
            used += _width(each, size)
            if sign.isspace():
                cut = len(line)
        yield line

    def _set(self, sign: str, look: Look) -> _Set:
        sign = " " if sign.isspace() else sign
        if font := self._fonts.get(sign):
            return _Set(sign, font, look)
        return _Set(_LACKING, self._fonts[_LACKING], look)

    def _go_down(self, height: float) -> None:
        if self._y - height < _MARGIN:
            self._number()
            self._canvas.showPage()
            self._page, self._y = self._page + 1, _HEIGHT - _MARGIN
        self._y -= height

    def _number(self) -> None:
        self._canvas.setFillGray(0.35)
        self._canvas.setFont(self._fonts[_LACKING].fontName, 8)
        self._canvas.drawRightString(_WIDTH - _MARGIN, _MARGIN / 2, str(self._page))


def _width(each: _Set, size: float) -> float:
    return float(each.font.face.getCharWidth(ord(each.sign))) * size / 1000


def _fonts_for(signs: set[str]) -> dict[str, Any]:
    """A font for each sign that can be drawn: our own, else the first of this machine's that has it."""
    wanted = {sign for sign in signs | {" "} if _stands_alone(sign)}
    found: dict[str, Any] = {}
    for path in _paths():
        font = _opened(path)
        mine = {sign for sign in wanted if font and ord(sign) in font.face.charToGlyph}
        if mine:
            registerFont(font)
            found |= dict.fromkeys(mine, font)
            wanted -= mine
        if not wanted:
            break
    return found


def _stands_alone(sign: str) -> bool:
    """Whether a sign is right by itself, beside the one before it."""
    if bidirectional(sign) in {"R", "AL", "AN"} or category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return False
    return not any(low <= ord(sign) < high for low, high in _SHAPED)


def _paths() -> Iterator[Path]:
    """Fonts by their files, ours first."""
    yield _OWN
    files: list[Path] = []
    for folder in _FOLDERS:
        for place, _, names in os.walk(Path(folder).expanduser()):
            files += [Path(place, name) for name in names if name.lower().endswith((".ttf", ".ttc"))]
            if len(files) > _FILES:
                break
    yield from sorted(files, key=_promise)[:_OPENED]


def _promise(path: Path) -> tuple[int, str]:
    name = path.name.lower()
    if name in _BROAD:
        return _BROAD.index(name), str(path)
    return len(_BROAD) + (not any(each in name for each in _UPRIGHT)), str(path)


def _opened(path: Path) -> Any:
    """A font; None for one that cannot be used, such as one whose letters are no TrueType."""
    try:
        return TTFont(str(path), str(path))
    except Exception:
        if path == _OWN:
            raise
        return None
