"""Zip archives from strangers: bounded before a library gets to see them."""

import io
import zipfile
import zlib

from index.errors import UnreadableDocument

#: Files an archive may hold. The largest honest ones, books and slides full of pictures, have some thousands.
MOST_MEMBERS = 20_000
#: Bytes all files of an archive may have, inflated.
MOST_INFLATED = 1 << 29
#: Bytes all XML files may have where a library builds trees of them, which take about twenty times as much.
MOST_XML = 1 << 26

_BLOCK = 1 << 20


def open_archive(data: bytes, most_xml: int = MOST_INFLATED) -> zipfile.ZipFile:
    """The archive in ``data``, after each of its files has been inflated once and found whole and of sane size.

    Args:
        most_xml: bytes all XML files may have; such files must not declare entities either.

    Raises:
        UnreadableDocument: it is damaged or encrypted, or would inflate beyond bounds.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise UnreadableDocument(f"holds {len(members):,} files, more than {MOST_MEMBERS:,}: not read")
        left, left_xml = MOST_INFLATED, most_xml
        for member in members:
            if member.flag_bits & 1:
                raise UnreadableDocument("encrypted with a password")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise UnreadableDocument("packed in a way that documents are not")
            xml = member.filename.lower().endswith((".xml", ".rels"))
            size = _inflated(archive, member, xml=xml, most=min(left, left_xml) if xml else left)
            left, left_xml = left - size, left_xml - size * xml
    except (zipfile.BadZipFile, EOFError, ValueError, OverflowError, NotImplementedError, OSError) as cause:
        raise UnreadableDocument("damaged or cut short: its zip archive is not whole") from cause
    except zlib.error as cause:
        raise UnreadableDocument("damaged: its zip archive does not inflate") from cause
    return archive


def _inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, xml: bool, most: int) -> int:
    """How many bytes a file has. Headers may lie about that, so what really comes out is counted."""
    size, tail = 0, b""
    with archive.open(member) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > most:
                raise UnreadableDocument("inflates to an unreasonable size (a zip bomb?): not read")
            # NULs out: the same words in UTF-16. A declaration may straddle two blocks.
            if xml and b"<!ENTITY" in (tail + block).replace(b"\0", b""):
                raise UnreadableDocument("declares XML entities, which documents do not need: not read")
            tail = block[-32:]
    return size
