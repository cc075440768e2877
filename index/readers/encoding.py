"""Bytes to text: by byte order mark, as UTF-8, or by the best guess, which is then on record."""

import codecs
import re
from contextlib import suppress

from charset_normalizer import from_bytes

from index.documents import newlines
from index.errors import UnreadableDocument
from index.readers.alphabets import read_by_alphabet
from index.readers.limits import bounded

# UTF-32's mark begins with UTF-16's, so it is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


# Seven bits, with escapes between the scripts.
_ESCAPED = ((re.compile(rb"\x1b(?:\$[@B]|\([JI])"), "iso2022_jp_ext"), (re.compile(rb"\x1b\$\)C"), "iso2022_kr"))
# Control characters that text does not hold.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_COMMONEST = "cp1252"
#: Encodings that files are in; others are like one of these, and in a few words look as good.
_KNOWN = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 koi8_r koi8_u cp855 cp866 cp850 cp852 cp437"
    " mac_roman mac_cyrillic iso8859_2 iso8859_5 iso8859_6 iso8859_7 iso8859_9 iso8859_15"
    " cp932 shift_jis euc_jp iso2022_jp gb18030 big5 cp949 johab euc_kr"
).split()
# What is really meant by the names mail and pages declare; their declaration itself was read as ASCII.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}


def storable(text: str) -> str:
    """``text`` with a mark for each lone surrogate, which no encoding could store; same length."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text with LF newlines, and the name of the encoding it was read in.

    Args:
        declared: the encoding the file says it is in; passed over where it cannot be.

    Raises:
        UnreadableDocument: the bytes are no text in any encoding known here.
    """
    text, encoding = _declared(data, declared) or _decoded(data)
    bounded(text)
    if len(_CONTROL.findall(text, 0, 100_000)) > 0.02 * min(len(text), 100_000):
        raise UnreadableDocument("binary data, not text")
    return newlines(text), encoding


def _declared(data: bytes, name: str | None) -> tuple[str, str] | None:
    if not name or data.startswith(tuple(mark for mark, _ in _MARKS)):
        return None
    try:
        encoding = codecs.lookup(name).name
        encoding = _MEANT.get(encoding, encoding)
        return data.decode(encoding), encoding
    # A codec that is none for text raises LookupError, one that is fed a NUL ValueError.
    except (LookupError, ValueError):
        return None


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
    for encoding in ("utf-32-le", "utf-32-be"):
        with suppress(UnicodeDecodeError):
            if b"\0\0" in data[:100]:  # few other bytes would be code points of four bytes each
                return data.decode(encoding), encoding
    for escape, encoding in _ESCAPED:
        with suppress(UnicodeDecodeError):
            if escape.search(data, 0, 100_000):
                return data.decode(encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    guesses = from_bytes(data, cp_isolation=_KNOWN)
    best = guesses.best()
    if (best is None or _latin(str(best))) and (found := read_by_alphabet(data)):
        return found
    if best is None:
        raise UnreadableDocument("binary data, or text in an unknown encoding")
    # What reads as well in the commonest of the old encodings is most likely in that one.
    for guess in guesses:
        if (
            _COMMONEST in guess.could_be_from_charset
            and guess.chaos <= best.chaos
            and guess.coherence >= best.coherence
        ):
            return str(guess), _COMMONEST
    # In a few words those of old Macs look as good; next to nothing is written in them today.
    if best.encoding.startswith("mac_"):
        with suppress(UnicodeDecodeError):
            return data.decode(_COMMONEST), _COMMONEST
    return str(best), best.encoding


def _latin(text: str) -> bool:
    """Whether most letters are Latin ones."""
    letters = [sign for sign in text[:20_000] if sign.isalpha()]
    return sum(sign < "\u0250" for sign in letters) > 0.9 * len(letters)
