"""Plain text. Lines that stand like headings divide it into sections, the messages of a chat are records."""

from index.documents import Content, Section, Span
from index.readers.aligned import tabled
from index.readers.chats import messages
from index.readers.encoding import decode
from index.readers.headed import sections
from index.readers.headings import marks


def read(data: bytes) -> Content:
    """The content of a text file; ``metadata["encoding"]`` tells how it was decoded."""
    text, encoding = decode(data)
    if said := messages(text):
        return Content(text, said, metadata={"encoding": encoding})
    title, found = marks(text, [Section(Span(0, len(text)))] if text else [])
    return Content(text, tuple(tabled(text, sections(text, found))), title, {"encoding": encoding})
