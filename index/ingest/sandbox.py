"""Reads files in a separate process: one that crashes its reader, fills the memory or never ends harms nothing else.

The process is reused from file to file and begun anew when it dies. Nothing it says is trusted further than its
message's form: it may have been taken over by what it read.
"""

import atexit
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from index.documents import Content, Span
from index.errors import QuothError, UnreadableDocument
from index.ingest.frames import Message, packed, receive, send, unpacked
from index.ingest.looking import NoWordsRecognised, Pictures
from index.ingest.tesseract import Tesseract
from index.readers import MOST_MEMORY, seconds_allowed

#: A stretch of one line on a page: its number, and its left, top, right and bottom (see :class:`index.readers.boxes.Box`).
LineBox = tuple[int, float, float, float, float]

#: Processes that read at a time; who comes then waits.
_MOST = 2
#: Seconds of clock time for each second of computing, so that a busy machine fails no file. Where the system does not
#: count computing time, the clock alone ends it.
_PATIENCE = 20 if hasattr(signal, "SIGXCPU") else 2
#: Seconds that beginning a process may take.
_BEGINNING = 120


def read_sandboxed(name: str, data: bytes, ocr: Tesseract | None = None) -> Content:
    """The content of a file; see :func:`index.readers.read`.

    Args:
        ocr: recognises the words in its pictures.

    Raises:
        NoWordsRecognised: its pictures were looked at, and there are no words.
        UnreadableDocument: there is no reader for such files, or this one is damaged, too large or has no text.
        QuothError: no process can be begun.
    """
    request = {"do": "read", "name": name, "ocr": ocr.languages if ocr else None}
    answer = _asked(request, data, pictures=Pictures(ocr) if ocr else None)
    try:
        return unpacked(answer)
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise UnreadableDocument("damaged: its reader answered nonsense") from cause


def page_count(data: bytes) -> int:
    """How many pages a PDF has, or frames a picture.

    Raises:
        UnreadableDocument: it cannot be opened.
    """
    answer, _ = _asked({"do": "count"}, data)
    return int(answer["pages"])


def page_image(data: bytes, page: int, width: int = 1000) -> bytes:
    """A picture of a page; see :func:`index.readers.pdf.page_image`.

    Raises:
        UnreadableDocument: the file has no such page, or it cannot be drawn.
    """
    _, parts = _asked({"do": "picture", "page": page, "width": width}, data)
    return parts[0]


def boxes(data: bytes, content: Content, spans: Sequence[Span]) -> list[list[LineBox]]:
    """Where each of the spans stands on its pages; see :func:`index.readers.pdf.boxes`.

    Raises:
        UnreadableDocument: the file is not the one that was read.
    """
    head, parts = packed(content)
    request = {**head, "do": "boxes", "spans": [(span.start, span.end) for span in spans]}
    answer, _ = _asked(request, data, *parts)
    return [[(int(p), float(a), float(b), float(c), float(d)) for p, a, b, c, d in found] for found in answer["boxes"]]


def _asked(head: dict[str, Any], *parts: bytes, pictures: Pictures | None = None) -> Message:
    with _POOL.taken() as child:
        answer, brought = child.ask((head, parts), pictures)
    if "unreadable" in answer:
        raise (NoWordsRecognised if answer.get("no_words") is True else UnreadableDocument)(str(answer["unreadable"]))
    return answer, brought


class _Child:
    """One reading process. It starts when it is created, and is ready by its first request."""

    def __init__(self) -> None:
        # Nothing of the environment: what reads strangers' files need not know a token. And nothing from the folder
        # we stand in: there may be anything, under any name.
        paths = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LC_ALL", "LANG") if name in os.environ}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and a number
                [sys.executable, "-P", "-m", f"{__package__}.child", str(MOST_MEMORY)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"},
            )
        except OSError as cause:
            raise QuothError(f"no process can be begun to read documents in: {cause.strerror}") from cause
        self._ready = False
        self.fit = True

    def ask(self, request: Message, pictures: Pictures | None = None) -> Message:
        """Its answer; what it asks of pictures meanwhile is answered by ``pictures``.

        Raises:
            UnreadableDocument: it died reading, or took too long. QuothError: it cannot be started.
        """
        if not self._ready:
            begun, _ = self._exchanged(None, _BEGINNING)
            if begun is None:
                raise QuothError(_UNBEGUN.format(self._process.returncode))
            self._ready = True
        head, parts = request
        allowed = seconds_allowed(sum(map(len, parts)))
        answer, late = self._exchanged(({**head, "seconds": allowed}, parts), _PATIENCE * allowed)
        while pictures and answer is not None and "recognise" in answer[0]:
            answer, late = self._exchanged((pictures.answer(answer), ()), _PATIENCE * allowed)
        if answer is not None:
            self.fit = not answer[0].get("spent")
            return answer
        if late or self._process.returncode == -getattr(signal, "SIGXCPU", 0):
            raise UnreadableDocument(f"takes more than {allowed} seconds to read: split it")
        raise UnreadableDocument(f"damaged: its reader died ({_end(self._process.returncode)})")

    def _exchanged(self, request: Message | None, patience: float) -> tuple[Message | None, bool]:
        """The next message from it, None where it died first; and whether that was because time ran out."""
        requests, replies = cast("BinaryIO", self._process.stdin), cast("BinaryIO", self._process.stdout)
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(patience, end)
        timer.daemon = True
        timer.start()
        answer = None
        with suppress(OSError, ValueError):
            if request:
                send(requests, request)
            answer = receive(replies)
        timer.cancel()
        timer.join()
        if answer is None or late.is_set():
            self.close()
        return answer, late.is_set()

    @property
    def lives(self) -> bool:
        """Whether it can be asked again."""
        return self.fit and self._process.poll() is None

    def close(self) -> None:
        """Ends it."""
        self.fit = False
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self._process.wait()


class _Pool:
    """The processes that wait for something to read. Safe to share between threads."""

    def __init__(self) -> None:
        self._idle = queue.LifoQueue[_Child]()
        self._room = threading.Semaphore(_MOST)

    @contextmanager
    def taken(self) -> Iterator[_Child]:
        """A process for one request."""
        with self._room:
            child = self._waiting() or _Child()
            try:
                yield child
            except UnreadableDocument:
                raise
            except BaseException:
                child.close()  # interrupted: its answer may still come
                raise
            finally:
                if child.lives:
                    self._idle.put(child)
                else:
                    child.close()

    def _waiting(self) -> _Child | None:
        with suppress(queue.Empty):
            while True:
                child = self._idle.get_nowait()
                if child.lives:
                    return child
                child.close()
        return None

    def close(self) -> None:
        """Ends those that wait."""
        while child := self._waiting():
            child.close()


def _end(status: int | None) -> str:
    if status is not None and status < 0:
        return signal.Signals(-status).name
    return f"status {status}"


_UNBEGUN = "the process that documents are read in ended with status {} before it began; is the installation whole?"

_POOL = _Pool()


def close() -> None:
    """Ends the processes that wait; the next file begins one anew."""
    _POOL.close()


def _forked() -> None:
    """A forked copy of this process starts readers of its own."""
    global _POOL  # noqa: PLW0603 - one for each process
    _POOL = _Pool()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
