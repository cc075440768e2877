"""What a file really is, by its first bytes: names lie."""

import io
import zipfile
from dataclasses import dataclass

from index.errors import UnreadableDocument


@dataclass(frozen=True)
class FileKind:
    """What a file is.

    Attributes:
        words: what people call it.
        reader: the module that reads it; None where there is none.
    """

    words: str
    reader: str | None = None


_ZIP = FileKind("a zip archive", "packed")
#: A file in an archive tells what the archive is.
_MEMBERS = {
    "word/document.xml": FileKind("a Word file (.docx)", "docx"),
    "ppt/presentation.xml": FileKind("a presentation (.pptx)", "pptx"),
    "xl/workbook.xml": FileKind("a spreadsheet (.xlsx)", "xlsx"),
    "META-INF/container.xml": FileKind("an EPUB", "epub"),
    "content.xml": FileKind("an OpenDocument file", "odf"),
    "xl/workbook.bin": FileKind("a binary spreadsheet (.xlsb); save it as .xlsx"),
}
_STARTS = (
    (b"%PDF-", FileKind("a PDF", "pdf")),
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", FileKind("an empty zip archive")),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        FileKind("an old Office file (.doc, .xls, .ppt, .msg); save it in the format of today"),
    ),
    (b"{\\rtf", FileKind("a rich text file (.rtf)", "rtf")),
    (b"%!PS", FileKind("a PostScript file; save it as .pdf")),
    (b"\x89PNG", FileKind("a picture (PNG)", "pictures")),
    (b"\xff\xd8\xff", FileKind("a picture (JPEG)", "pictures")),
    (b"GIF87a", FileKind("a picture (GIF)")),
    (b"GIF89a", FileKind("a picture (GIF)")),
    (b"II*\0", FileKind("a picture (TIFF)", "pictures")),
    (b"MM\0*", FileKind("a picture (TIFF)", "pictures")),
    (b"\x1f\x8b", FileKind("packed with gzip")),
    (b"BZh91AY&SY", FileKind("packed with bzip2")),
    (b"\xfd7zXZ\0", FileKind("packed with xz")),
    (b"7z\xbc\xaf\x27\x1c", FileKind("a 7z archive")),
    (b"Rar!\x1a\x07", FileKind("a RAR archive")),
    (b"\x7fELF", FileKind("a program")),
    (b"SQLite format 3\0", FileKind("a database (SQLite)")),
)
#: The name of the part that holds an encrypted Office file, as its old container spells it.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def file_kind(data: bytes) -> FileKind | None:
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
