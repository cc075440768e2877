"""One file per format, each with ``read(data) -> Content``; here is which file reads what."""

from importlib import import_module
from pathlib import PurePath

from index.documents import Content
from index.errors import UnreadableDocument

#: File name ending -> module of this package that reads it.
FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".log": "text",
    ".rst": "text",
    ".md": "markdown",
    ".markdown": "markdown",
}


def read(name: str, data: bytes) -> Content:
    """The content of a file.

    Args:
        name: the file's name; its ending chooses the reader.

    Raises:
        UnreadableDocument: nobody here reads such files, or this one is damaged or has no text.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in FORMATS:
        raise UnreadableDocument(f"no reader for {suffix or 'files without an ending'}")
    if not data:
        raise UnreadableDocument("the file is empty (zero bytes)")
    content: Content = import_module(f"index.readers.{FORMATS[suffix]}").read(data)
    if not content.text.strip():
        raise UnreadableDocument("the file holds no text, only white space")
    return content
