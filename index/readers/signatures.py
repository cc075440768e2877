"""What a file really is, by its first bytes: names lie."""

import io
import zipfile
from dataclasses import dataclass

from index.errors import UnreadableDocument


@dataclass(frozen=True)
class Kind:
    """What a file is.

    Attributes:
        words: what people call it.
        reader: the module that reads it; None where there is none.
    """

    words: str
    reader: str | None = None


_ZIP = Kind("a zip archive", "packed")
#: A file in an archive tells what the archive is.
_MEMBERS = {
    "word/document.xml": Kind("a Word file (.docx)", "docx"),
    "ppt/presentation.xml": Kind("a presentation (.pptx)", "pptx"),
    "xl/workbook.xml": Kind("a spreadsheet (.xlsx)", "xlsx"),
    "META-INF/container.xml": Kind("an EPUB", "epub"),
    "content.xml": Kind("an OpenDocument file", "odf"),
    "xl/workbook.bin": Kind("a binary spreadsheet (.xlsb); save it as .xlsx"),
}
_STARTS = (
    (b"%PDF-", Kind("a PDF", "pdf")),
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", Kind("an empty zip archive")),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Kind("an old Office file (.doc, .xls, .ppt, .msg); save it in the format of today"),
    ),
    (b"{\\rtf", Kind("a rich text file (.rtf)", "rtf")),
    (b"%!PS", Kind("a PostScript file; save it as .pdf")),
    (b"\x89PNG", Kind("a picture (PNG)", "pictures")),
    (b"\xff\xd8\xff", Kind("a picture (JPEG)", "pictures")),
    (b"GIF87a", Kind("a picture (GIF)")),
    (b"GIF89a", Kind("a picture (GIF)")),
    (b"II*\0", Kind("a picture (TIFF)", "pictures")),
    (b"MM\0*", Kind("a picture (TIFF)", "pictures")),
    (b"\x1f\x8b", Kind("packed with gzip")),
    (b"BZh91AY&SY", Kind("packed with bzip2")),
    (b"\xfd7zXZ\0", Kind("packed with xz")),
    (b"7z\xbc\xaf\x27\x1c", Kind("a 7z archive")),
    (b"Rar!\x1a\x07", Kind("a RAR archive")),
    (b"\x7fELF", Kind("a program")),
    (b"SQLite format 3\0", Kind("a database (SQLite)")),
)
#: The name of the part that holds an encrypted Office file, as its old container spells it.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def kind(data: bytes) -> Kind | None:
    """What ``data`` is; None where its first bytes do not tell, as with all kinds of text.

    Raises:
        UnreadableDocument: an Office file encrypted with a password, or an archive cut short.
    """
    found = next((kind for start, kind in _STARTS if data.startswith(start)), None)
    if data.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED in data:
        raise UnreadableDocument("encrypted with a password; save a copy without one")
    if found is _ZIP:
        try:
            names = zipfile.ZipFile(io.BytesIO(data)).NameToInfo
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as cause:
            raise UnreadableDocument("damaged or cut short: its zip archive is not whole") from cause
        found = next((kind for name, kind in _MEMBERS.items() if name in names), _ZIP)
    return found
