"""How much of a file is read."""

from index.errors import UnreadableDocument

#: Code points of text a document may have: some fifteen thousand pages. Longer ones are better cut into parts, which
#: quotes then name.
MOST_TEXT = 50_000_000
#: Sections a document may have; each takes half a kilobyte while it is stored.
MOST_SECTIONS = 1_000_000
#: Bytes of memory that reading a file may take, beside what its reader takes empty.
MOST_MEMORY = 1 << 30
#: Code points of a heading that are kept: every section below repeats it.
MOST_HEADING = 300


def seconds_allowed(size: int) -> int:
    """How long a processor may read a file of so many bytes: far longer than any honest one takes."""
    return min(30 + size // 50_000, 600)


def excess(length: int | None = None) -> UnreadableDocument:
    """What to raise at a text that is too long; ``length`` where it is known as a whole."""
    has = "too much text" if length is None else f"{length:,} characters of text"
    return UnreadableDocument(f"has {has}; files of up to {MOST_TEXT:,} characters are read: split it")


def bounded(text: str) -> str:
    """``text``, if it is not too long.

    Raises:
        UnreadableDocument: it is.
    """
    if len(text) > MOST_TEXT:
        raise excess(len(text))
    return text


def heading(words: str) -> str:
    """``words`` as an entry of a heading path: in one line, and no longer than a heading should be."""
    # Some pages hang a link on nothing but a zero-width space.
    return " ".join(words[: 10 * MOST_HEADING].replace("\u200b", "").split())[:MOST_HEADING].rstrip()
