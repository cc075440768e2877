"""Bytes to text: by byte order mark, as UTF-8, or by the best guess, which is then on record."""

import codecs
import unicodedata

from charset_normalizer import from_bytes

from index.documents import newlines
from index.errors import UnreadableDocument

# UTF-32's mark begins with UTF-16's, so it is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    """Text with LF newlines, and the name of the encoding it was read in.

    Raises:
        UnreadableDocument: the bytes are no text in any encoding known here.
    """
    text, encoding = _decoded(data)
    strange = sum(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\v" for c in text[:100_000])
    if strange > 0.02 * min(len(text), 100_000):
        raise UnreadableDocument("binary data, not text")
    return newlines(text), encoding


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as cause:
                raise UnreadableDocument(f"begins as {encoding} but breaks at byte {cause.start}") from cause
    # UTF-16 without a mark passes for UTF-8 full of NULs where its letters are Latin.
    for parity, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = data[parity:20_000:2]
        if half.count(0) > 0.4 * len(half) and data[1 - parity : 20_000 : 2].count(0) < 0.1 * len(half):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                break
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    guess = from_bytes(data).best()
    if guess is None:
        raise UnreadableDocument("binary data, or text in an unknown encoding")
    return str(guess), guess.encoding
