"""What passages and documents look like as JSON, each shape defined here and nowhere else.

Commands print them, REST and the agents' tools give them, and their descriptions are the lines below each field.
"""

# Of typing_extensions: below Python 3.12 pydantic, which describes them to others, cannot read typing's own.
from typing_extensions import TypedDict


class Found(TypedDict):
    """A passage found by a search."""

    text: str
    """The passage's words: the text's slice from start to end."""
    start: int
    """Code points from the beginning of the document's text."""
    end: int
    """Code points from the beginning of the document's text."""
    score: float
    """Fused score, comparable within one search only."""
    similarity: float
    """Cosine with the question."""
    bm25: float
    """Word match, 0 where no word matched; higher is better."""
    document: str
    """The document's id; where several libraries are open, NAME:ID."""
    digest: str
    """SHA-256 of the document's text, in hexadecimal."""
    source: str
    """The document's path or address."""
    library: str | None
    """The name of its library, where several are open; else null."""
    title: str
    """The document's title."""
    page: int | None
    """Physical page, sheet or slide that it begins on, counted from 1."""
    label: str | None
    """The number printed on the page."""
    section: str | None
    """The headings above it."""
    row: int | None
    """Row of a table."""


class Listed(TypedDict):
    """A document as the library lists it."""

    id: str
    """The document's id; where several libraries are open, NAME:ID."""
    source: str
    """The document's path or address."""
    library: str | None
    """The name of its library, where several are open; else null."""
    title: str
    """The document's title."""
    digest: str
    """SHA-256 of the document's text, in hexadecimal."""
    source_digest: str
    """SHA-256 of the bytes it was read from, in hexadecimal."""
    size: int
    """Code points of text."""
    passages: int
    """Passages the text was cut into."""
    metadata: dict[str, str]
    """What the document says of itself: author, date, tags."""


class Shown(TypedDict):
    """A stretch of a document's stored text, to the letter."""

    document: str
    """The document's id; where several libraries are open, NAME:ID."""
    digest: str
    """SHA-256 of the whole text, in hexadecimal."""
    source: str
    """The document's path or address."""
    library: str | None
    """The name of its library, where several are open; else null."""
    title: str
    """The document's title."""
    size: int
    """Code points of the whole text."""
    start: int
    """Code points from the beginning of the text."""
    end: int
    """Code points from the beginning of the text."""
    text: str
    """The text's slice from start to end."""
