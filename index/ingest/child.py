"""The process in which files are read: ``python -m index.ingest.child``. It has no files, no network, and limits.

It imports all it may need, gives up what a hostile file could want, and then answers one request after the other.
"""

import encodings
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, BinaryIO

from index.documents import Span
from index.errors import UnreadableDocument
from index.ingest.frames import Message, packed, receive, send, unpacked
from index.readers import FORMATS, Bitmap, Recogniser, Unrecognised, Word, file_kind, pdf, pictures, read, recognising

#: How much memory a process has, in pages; Linux tells it there.
_STATUS = Path("/proc/self/statm")

#: Imported by libraries only when first needed; where no file can be opened any more, that is too late.
_LATE = (
    *("bisect", "bz2", "calendar", "copy", "csv", "decimal", "difflib", "fractions", "gzip", "heapq", "html.parser"),
    *("linecache", "lzma", "numbers", "pprint", "random", "shutil", "statistics", "string", "tempfile", "textwrap"),
    *("tokenize", "traceback", "zipfile", "zlib", "zoneinfo"),
    *("_strptime", "html.entities", "locale", "stringprep", "unicodedata", "xml.sax", "xml.sax.expatreader"),
    *("email.parser", "email.feedparser", "email.headerregistry", "email.generator", "email.iterators"),
    *("email.mime.text", "email.quoprimime", "email.base64mime", "email.contentmanager", "quopri", "uu"),
    *(f"PIL.{kind}ImagePlugin" for kind in ("Bmp", "Gif", "Jpeg", "Mpo", "Ppm", "Png", "Tiff")),
)


def main(memory: int) -> None:
    """Answers requests from standard input until it ends.

    Args:
        memory: bytes it may use beyond those in use once it is ready.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks
    requests, replies = _pipes()
    import_all()
    grown = _growth()
    _confine(memory)
    send(replies, ({"ready": True}, []))
    while (message := receive(requests)) is not None:
        _allow(message[0]["seconds"])
        head, parts = _answered(message, _asking(requests, replies) if message[0].get("ocr") else None)
        send(replies, ({**head, "spent": grown() > memory // 2}, parts))


def import_all() -> None:
    """Imports everything that reading may need."""
    for name in (*(f"{read.__module__}.{reader}" for reader in sorted(set(FORMATS.values()))), *_LATE):
        with suppress(ImportError):  # what is not there is not needed
            import_module(name)
    for module in iter_modules(encodings.__path__):
        with suppress(ImportError):  # some are another system's
            import_module(f"encodings.{module.name}")


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes for requests and replies; what libraries print is discarded."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.close(nothing)
    return requests, replies


def _asking(requests: BinaryIO, replies: BinaryIO) -> Recogniser:
    """Asks the parent process for the words in a picture: no program can be run in here."""

    def find(bitmap: Bitmap) -> list[Word]:
        send(replies, ({"recognise": [bitmap.width, bitmap.height]}, [bitmap.pixels]))
        answer = receive(requests)
        if answer is None:
            raise SystemExit
        head, _ = answer
        if "unreadable" in head:
            raise UnreadableDocument(head["unreadable"])
        if "unrecognised" in head:
            raise Unrecognised(head["unrecognised"])
        return [Word(*each) for each in head["words"]]

    return find


def _answered(message: Message, by: Recogniser | None) -> Message:
    try:
        return _done(message, by)
    except UnreadableDocument as cause:
        return {"unreadable": str(cause)}, []
    except MemoryError:
        return {"unreadable": "takes more memory to read than a file may: split it"}, []
    except Exception as cause:  # noqa: BLE001 - a file's doing, most likely; the next one shall be read
        return {"unreadable": f"damaged: {type(cause).__name__}"}, []


def _done(message: Message, by: Recogniser | None) -> Message:
    head, parts = message
    data = parts[0]
    if head["do"] == "read":
        return _read(head, data, by)
    found = file_kind(data)
    pages = pictures if found and found.reader == "pictures" else pdf
    match head["do"]:
        case "picture":
            return {}, [pages.page_image(data, head["page"], head["width"])]
        case "count":
            return {"pages": pages.page_count(data)}, []
        case "boxes":
            content = unpacked((head, parts[1:]))
            spans = [Span(*each) for each in head["spans"]]
            return {"boxes": [[astuple(box) for box in pages.boxes(data, content, span)] for span in spans]}, []
        case other:
            raise ValueError(f"nobody here can do {other!r}")


def _read(head: dict[str, Any], data: bytes, by: Recogniser | None) -> Message:
    with recognising(by, head.get("ocr") or "") as recognition:
        try:
            return packed(recognition.with_notice(read(head["name"], data)))
        except UnreadableDocument as cause:
            return {"unreadable": str(cause), "no_words": recognition.met and by is not None}, []


def _confine(memory: int) -> None:
    """From here on no file, connection or process can be opened, and memory is limited."""
    if sys.platform == "win32":
        return
    import resource

    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    if sys.platform == "linux":  # elsewhere it is not kept to, or counts what is not used
        pages = int(_STATUS.read_bytes().split()[0])
        _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)
    _limit(resource.RLIMIT_NOFILE, 0)  # also no socket; those that are open stay


def _allow(seconds: int) -> None:
    """Sets the computing time for a file; the system ends the process if it takes longer."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


def _limit(which: int, most: int) -> None:
    import resource

    hard = resource.getrlimit(which)[1]
    if hard >= 0:
        most = min(most, hard)
    resource.setrlimit(which, (most, most))


def _growth() -> Callable[[], int]:
    """Counts the bytes of memory gained from now on: a process that has grown much is better replaced."""
    if sys.platform != "linux":
        return lambda: 0
    import resource

    size, status = resource.getpagesize(), _STATUS.open("rb", buffering=0)

    def held() -> int:
        status.seek(0)
        return int(status.read(100).split()[0]) * size

    before = held()
    return lambda: held() - before


if __name__ == "__main__":
    main(int(sys.argv[1]))
