"""Adds and removes documents while people ask: one change at a time, with its progress."""

import asyncio
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from index.documents import Document, digest
from index.errors import LibraryError, QuothError, UnreadableDocument
from index.index import Index
from index.ingest import Progress, Skipped, Summary, noted_skips, printable
from index.storage import Entry

T = TypeVar("T")

#: How the source of an uploaded document begins; no path has two slashes in a row, so that no sync takes it for a file.
UPLOADED = "upload://"
_LONGEST_NAME = 150


@dataclass(frozen=True)
class Work:
    """What is being taken in now.

    Attributes:
        documents: done, of ``total``. passages: embedded so far.
    """

    name: str
    documents: int = 0
    total: int = 1
    passages: int = 0


class NotYours(QuothError):
    """A change of something that the user may not see."""


class LibraryEditor:
    """Changes one library. Safe to share between threads and tasks."""

    def __init__(
        self, index: Index, folder: Path, changed: Callable[[], None], folders: Mapping[str, Path] | None = None
    ) -> None:
        """
        Args:
            folder: the library's own; uploaded files lie below it, named by document id.
            folders: each library's own by its name, where several are open together.
            changed: told after every change.
        """
        self._index, self._changed = index, changed
        self._uploads = folder / "uploads"
        self._others = {name: each / "uploads" for name, each in (folders or {}).items()}
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="keep")
        self._lock, self._work = threading.Lock(), list[Work]()
        self._holds: Callable[[str], bool] = lambda _: True

    def over(self, index: Index, holds: Callable[[str], bool]) -> "LibraryEditor":
        """An editor for users who see the library only in part: it knows and changes nothing of the rest.

        Args:
            holds: whether a document with this source is in that part.
        """
        editor = copy(self)
        editor._index, editor._holds = index, holds  # noqa: SLF001 - one of ours
        editor._work = []  # noqa: SLF001 - as above
        return editor

    @property
    def work(self) -> Work | None:
        """What is being taken in, or waits to be."""
        with self._lock:
            return self._work[0] if self._work else None

    @property
    def skipped(self) -> Sequence[Skipped]:
        """Files that could not be read when they were last indexed, be it by another process."""
        return [each for each in noted_skips(self._index.read_note) if self._holds(each.source)]

    async def add(self, name: str, data: bytes) -> Entry:
        """Takes in an uploaded file, in place of the one of that name.

        Raises:
            UnreadableDocument: nobody here can read it. LibraryError: the library cannot be written.
            NotYours: it would lie outside the part of the library that this editor is for.
        """
        plain = printable(PurePosixPath(name.replace("\\", "/")).name).strip()
        if not plain or len(plain) > _LONGEST_NAME:
            raise UnreadableDocument(f"a document needs a name, of at most {_LONGEST_NAME} characters")
        if not self._holds(UPLOADED + plain):
            raise NotYours(f"your token adds no documents: what is uploaded lies in {UPLOADED}")
        return await asyncio.wrap_future(self._do(Work(plain), lambda: self._add(plain, data)))

    async def remove(self, id: str) -> None:
        """Forgets a document, and its file where it was uploaded; other files are left alone."""
        await asyncio.wrap_future(self._do(None, lambda: self._remove(id)))

    def sync(self, paths: Sequence[Path]) -> Future[Summary]:
        """Makes the library equal to files and folders; see :meth:`index.index.Index.sync`."""
        name = ", ".join(map(str, paths))
        return self._do(Work(name), lambda: self._index.sync(paths, lambda p: self._tell(p, name)))

    def renew(self) -> Future[None]:
        """Brings an outdated library up to date; see :meth:`index.index.Index.renew`."""
        return self._do(Work(self._uploads.parent.name), self._index.renew)

    def original(self, document: Document) -> bytes | None:
        """The bytes a document was read from; None where they are gone, or are others by now."""
        try:
            if not document.source.startswith(UPLOADED):
                return self._index.original(document)
            uploads = self._others.get(document.library, self._uploads)
            data = (uploads / document.id.rpartition(":")[2]).read_bytes()
        except OSError:
            return None
        return data if digest(data) == document.source_digest else None

    def close(self) -> None:
        """Takes no more changes; one begun is finished."""
        self._pool.shutdown(cancel_futures=True)

    def _do(self, work: Work | None, change: Callable[[], T]) -> "Future[T]":
        with self._lock:
            if work:
                self._work.append(work)

        def run() -> T:
            try:
                return change()
            finally:
                with self._lock:
                    if work:
                        self._work.pop(0)
                self._changed()

        return self._pool.submit(run)

    def _tell(self, progress: Progress, name: str) -> None:
        with self._lock:
            # The changes run in the order in which they came, so that the first is the one at work.
            self._work[0] = Work(name, progress.documents, progress.total, progress.passages)

    def _add(self, name: str, data: bytes) -> Entry:
        source = UPLOADED + name
        known = {entry.source: entry.id for entry in self._index.documents()}
        id = known.get(source, digest(source.encode())[:16])
        try:
            content = self._index.read(name, data)
        except UnreadableDocument as cause:
            raise UnreadableDocument(f"{name}: {cause}") from cause
        with self._kept(id, data):
            self._index.add(Document(id, source, digest(data), content), progress=lambda p: self._tell(p, name))
        return next(entry for entry in self._index.documents() if entry.id == id)

    @contextmanager
    def _kept(self, id: str, data: bytes) -> Iterator[None]:
        """Keeps a file once what is done meanwhile has succeeded; else nothing of it is left."""
        made = None
        try:
            # A library in a database may have no folder on this machine yet.
            self._uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._uploads, prefix=".part-", delete=False) as file:
                made = Path(file.name)
                file.write(data)
            yield
            os.replace(made, self._uploads / id)
        except OSError as cause:
            raise LibraryError(f"the upload cannot be kept in {self._uploads}: {cause.strerror}") from cause
        finally:
            if made:
                made.unlink(missing_ok=True)

    def _remove(self, id: str) -> None:
        self._index.remove([id])
        (self._uploads / id).unlink(missing_ok=True)
