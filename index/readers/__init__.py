"""One file per format, each with ``read(data) -> Content``; here is which file reads what."""

from importlib import import_module
from pathlib import PurePath

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers.limits import MOST_MEMORY, MOST_SECTIONS, bounded, seconds_allowed
from index.readers.recognition import OCR_KEY, Bitmap, Recogniser, Unrecognised, Word, recognising
from index.readers.signatures import file_kind
from index.readers.tables import CELL

__all__ = [
    "CELL",
    "FORMATS",
    "MOST_MEMORY",
    "OCR_KEY",
    "Bitmap",
    "Recogniser",
    "Unrecognised",
    "Word",
    "file_kind",
    "is_printed",
    "read",
    "recognising",
    "seconds_allowed",
]

#: Endings of source code.
_CODE = tuple(
    ".c .cc .cpp .cs .css .go .h .hpp .java .jl .js .jsx .kt .lua .php .pl .py .r .rb .rs .scala .sh .sql .swift .ts .tsx"
    " .toml .yaml .yml".split()
)
#: File name ending -> module of this package that reads it.
FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".log": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
    ".epub": "epub",
    ".eml": "eml",
    ".mbox": "mbox",
    ".zip": "packed",
    ".rtf": "rtf",
    ".odt": "odf",
    ".ods": "odf",
    ".odp": "odf",
    ".json": "data",
    ".jsonl": "data",
    ".xml": "data",
    ".ipynb": "ipynb",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".ics": "cards",
    ".vcf": "cards",
    ".tex": "tex",
    ".rst": "rst",
    ".org": "org",
    ".png": "pictures",
    ".jpg": "pictures",
    ".jpeg": "pictures",
    ".tif": "pictures",
    ".tiff": "pictures",
    **dict.fromkeys(_CODE, "code"),
}

#: Readers of formats that have a signature.
_SIGNED = {"pdf", "docx", "pptx", "xlsx", "epub", "odf", "packed", "rtf", "pictures"}
_PRINTED = tuple(ending for ending, reader in FORMATS.items() if reader in ("pdf", "pictures"))


def is_printed(source: str) -> bool:
    """Whether the pages of such a file can be drawn as they look."""
    return source.lower().endswith(_PRINTED)


def read(name: str, data: bytes) -> Content:
    """The content of a file.

    Args:
        name: the file's name; its ending chooses the reader, unless the first bytes tell that it lies.

    Raises:
        UnreadableDocument: there is no reader for such files, or this one is damaged, too large or has no text.
        MemoryError: it needs more than there is.
    """
    suffix = PurePath(name).suffix.lower()
    if not data and suffix in FORMATS:
        raise UnreadableDocument("the file is empty (zero bytes)")
    reader = import_module(f"{__name__}.{_reader(suffix, data)}")
    try:
        content: Content = reader.read(data)
    except (UnreadableDocument, MemoryError):
        raise
    except Exception as cause:  # what the formats' libraries raise on damaged files is many and not documented
        said = " ".join(str(cause).split())[:100]
        raise UnreadableDocument(f"damaged: {type(cause).__name__}{': ' * bool(said)}{said}") from cause
    if not content.text.strip():
        raise UnreadableDocument("the file holds no text, only white space")
    bounded(content.text)
    if len(content.sections) > MOST_SECTIONS:
        raise UnreadableDocument(
            f"has {len(content.sections):,} rows or parts; files of up to {MOST_SECTIONS:,} are read: split it"
        )
    return content


def _reader(suffix: str, data: bytes) -> str:
    found = file_kind(data)
    # Many formats are zip archives: one that is none of these is read as an archive only where it is named as one.
    if found and found.reader and (found.reader != "packed" or FORMATS.get(suffix) == "packed"):
        return found.reader
    if suffix not in FORMATS:
        raise UnreadableDocument(f"no reader for {suffix or 'files without an ending'}")
    if found:
        raise UnreadableDocument(f"named {suffix}, but it is {found.words}")
    if FORMATS[suffix] not in _SIGNED:
        return FORMATS[suffix]
    start = data[:1024].lstrip().lower()
    # Some programs put a few bytes before a PDF; some servers send a page where a file was asked for.
    if suffix == ".pdf" and b"%pdf-" in start:
        return "pdf"
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    raise UnreadableDocument(f"named {suffix}, but it is none: it does not begin like one")
