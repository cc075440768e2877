"""Whether a library's pictures are read, and in which languages: what it notes of that."""

from collections.abc import Callable

from index.documents import Content
from index.ingest.sandbox import read_sandboxed
from index.ingest.tesseract import Tesseract, find_tesseract
from index.storage import Writer

#: The note of the languages in which a library's pictures are read, where they are.
OCR_NOTE = "ocr"
#: The note of files in whose pictures there are no words: they are not looked at again, which takes long.
NO_WORDS_NOTE = "ocr in vain"

#: Reads a note of a library by its key.
Notes = Callable[[str], str | None]


def note_languages(writer: Writer, languages: str | None) -> None:
    """Notes in which languages pictures are read from now on, None for not at all; the next sync reads again what has any.

    Raises:
        QuothError: tesseract is not installed here, or lacks a language.
    """
    if languages is not None:
        Tesseract.find(languages)
    writer.note(OCR_NOTE, languages or "")
    writer.note(NO_WORDS_NOTE, "")


def noted_tesseract(note: Notes) -> Tesseract | None:
    """The program, in the languages that a library notes; None where its pictures are not read, or not on this machine."""
    return find_tesseract(note(OCR_NOTE))


def read_content(name: str, data: bytes, note: Notes) -> Content:
    """The content of a file, as a library with these notes reads it.

    Raises:
        UnreadableDocument: it cannot be read.
    """
    return read_sandboxed(name, data, noted_tesseract(note))
