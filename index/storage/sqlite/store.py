"""The embedded engine: opens, makes and locks a library's folder."""

import queue
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from index.errors import LibraryError, LibraryMismatch, LibraryMissing
from index.storage.document_cache import DocumentCache
from index.storage.durable import settle
from index.storage.protocols import Maker
from index.storage.sqlite.cached import CacheFile
from index.storage.sqlite.connection import DATABASE, connect, connect_to_read, create_database, translate_errors
from index.storage.sqlite.lock import hold_lock
from index.storage.sqlite.maker import write_maker
from index.storage.sqlite.snapshot import SQLiteSnapshot
from index.storage.sqlite.vectors import VectorCache, write_vectors
from index.storage.sqlite.words import WordCache, write_words
from index.storage.sqlite.writer import SQLiteWriter


class SQLiteStore:
    """A library in a folder; fills :class:`index.storage.protocols.Store`. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Opens the library in ``folder``.

        Raises:
            LibraryMissing, LibraryMismatch, LibraryDamaged, LibraryError: see each.
        """
        self._folder = folder
        self._path = folder / DATABASE
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._documents = DocumentCache()
        self._vectors: VectorCache | None = None
        self._words = WordCache(folder, self._renew_files)
        if not self._path.exists():
            raise LibraryMissing(f"there is no library in {folder}; make one with: quoth index PATH")
        with self.snapshot() as snapshot:
            self.maker = snapshot.maker()
        self._vectors = VectorCache(folder, self.maker.embedder.dimension, self.snapshot, self._renew_files)

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there is a library in ``folder``."""
        return (folder / DATABASE).exists()

    @classmethod
    def create(cls, folder: Path, maker: Maker) -> "SQLiteStore":
        """Makes an empty library; an interruption leaves none. One that is there by now, another process's, is kept.

        Raises:
            LibraryError: the folder cannot be written to. LibraryMismatch: the one that is there has another maker.
        """
        with translate_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with hold_lock(folder):
                if not cls.exists(folder):
                    draft = folder / f"{DATABASE}.draft"
                    draft.unlink(missing_ok=True)
                    write_maker(folder, maker)
                    create_database(draft, maker)
                    settle(draft, folder / DATABASE)
        store = cls(folder)
        if store.maker != maker:
            store.close()
            raise LibraryMismatch(f"another process has just made the library in {folder}, with another model")
        return store

    @contextmanager
    def snapshot(self) -> Iterator[SQLiteSnapshot]:
        """The present generation, held until the context ends."""
        with translate_errors(self._folder):
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                connection = connect_to_read(self._folder)
            connection.execute("BEGIN")
            try:
                yield SQLiteSnapshot(connection, self._documents, self._vectors, self._words)
            finally:
                connection.execute("ROLLBACK")
                self._idle.put(connection)

    @contextmanager
    def writing(self, patience: float = 10.0) -> Iterator[SQLiteWriter]:
        """The right to write, held until the context ends; then each cache is renewed where that is worth it.

        Args:
            patience: seconds to wait for another writer.

        Raises:
            LibraryBusy: another process is still writing.
        """
        with translate_errors(self._folder):
            try:
                with hold_lock(self._folder, patience), closing(connect(self._path, "mode=rw")) as connection:
                    write_maker(self._folder, self.maker)
                    yield SQLiteWriter(connection)
            finally:
                self._renew_files()

    def _renew_files(self) -> None:
        """Writes new files of vectors and words where that is worth it. They are caches: the library is complete without them.

        Others may write meanwhile: the file says whose generation it has, and is noted only where no later one is.
        """
        if self._vectors is None:
            return
        for write in (
            partial(write_vectors, self._folder, self.maker.embedder.dimension),
            partial(write_words, self._folder),
        ):
            with suppress(OSError, sqlite3.Error, LibraryError):
                with self.snapshot() as snapshot:
                    file = write(snapshot)
                if file is not None:
                    with hold_lock(self._folder), closing(connect(self._path, "mode=rw")) as connection:
                        self._note(file, connection)

    def _note(self, file: CacheFile, connection: sqlite3.Connection) -> None:
        with self.snapshot() as snapshot:
            noted = type(file).of(snapshot)
        if not (self._folder / file.name).exists():
            return  # another writer, which was faster, has cleared it away
        if noted is None or noted.generation <= file.generation:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (file.key, file.record()))
            noted = file
        for other in self._folder.glob(f"{file.key}-*"):
            if other.name != noted.name:
                with suppress(OSError):
                    other.unlink()

    def close(self) -> None:
        """Closes every idle connection."""
        for cache in (self._vectors, self._words):
            if cache is not None:
                cache.close()
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return
