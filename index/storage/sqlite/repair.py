"""Saves what is sound of a damaged library."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index.errors import LibraryMissing
from index.storage.diagnosis import Diagnosis
from index.storage.durable import flush_names, settle
from index.storage.protocols import Maker
from index.storage.sqlite.connection import DATABASE, NOTE, connect, create_database, translate_errors
from index.storage.sqlite.doctor import examine
from index.storage.sqlite.lock import hold_lock
from index.storage.sqlite.salvage import read_documents, readable
from index.storage.sqlite.vectors import VectorFile
from index.storage.sqlite.words import WordFile
from index.storage.sqlite.writer import SQLiteWriter

#: How a SQLite database begins.
_MAGIC = b"SQLite format 3\0"
#: Bytes of a page of the databases made here.
_PAGE = 4096
#: Where the first page tells how many there are.
_COUNT = 28


def repair(folder: Path) -> Diagnosis:
    """Moves every sound document into a new database in the old one's place, which stays beside it as ``*.damaged``.

    Nothing is embedded anew. Nobody else may have the library open meanwhile. An interruption leaves the old or the new.

    Returns:
        The diagnosis before the repair; its ``lost`` documents are to be indexed again.

    Raises:
        LibraryError: what the library was made with cannot be told, or nothing can be read of it.
    """
    before = examine(folder)
    if before.maker is None:
        raise LibraryMissing(f"{folder} does not say how it was made; {_ANEW}")
    path, draft, damaged = (folder / f"{DATABASE}{suffix}" for suffix in ("", ".repaired", ".damaged"))
    with translate_errors(folder), hold_lock(folder):
        for suffix in ("", "-wal", "-shm"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)
        create_database(draft, before.maker, before.generation)
        with _opened(path, before.maker) as old, closing(connect(draft, "mode=rw")) as new:
            _save(old, new, before)
        if not before.documents and not before.lost:
            draft.unlink()
            raise LibraryMissing(_NOTHING.format(folder))
        damaged.unlink(missing_ok=True)
        try:
            os.link(path, damaged)  # so that there is a library at every moment
        except OSError:
            shutil.copyfile(path, damaged)
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            shutil.copyfile(log, damaged.with_name(damaged.name + "-wal"))
        # The old log would be read as if it were the new database's.
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        flush_names(folder)
        settle(draft, path)
        for cache in (VectorFile, WordFile):
            for file in folder.glob(f"{cache.key}-*"):
                file.unlink()
    return before


_ANEW = "index the documents anew: quoth index PATH --library OTHER"
_NOTHING = "nothing can be read of the library in {}; " + _ANEW


def _save(old: sqlite3.Connection, new: sqlite3.Connection, before: Diagnosis) -> None:
    # Beyond every id ever given: the files of old must never speak for new passages.
    new.execute("INSERT INTO sqlite_sequence VALUES ('passage', ?)", (_highest(old),))
    writer = SQLiteWriter(new)
    before.lost, before.documents = [], 0
    for id, source, sound in read_documents(old):
        if sound:
            writer.put(*sound)
            before.documents += 1
        else:
            before.lost.append(source or id)
    with suppress(sqlite3.Error):
        for key, value in old.execute("SELECT key, value FROM meta WHERE substr(key, 1, ?) = ?", (len(NOTE), NOTE)):
            writer.note(key.removeprefix(NOTE), value)


@contextmanager
def _opened(path: Path, maker: Maker) -> Iterator[sqlite3.Connection]:
    """The damaged database, to read from."""
    patched = path.with_name(path.name + ".patched")
    try:
        try:
            connection = connect(path, "mode=rw")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.DatabaseError:
            _patch(path, patched, maker)
            try:
                connection = connect(patched, "mode=ro&immutable=1")
            except sqlite3.DatabaseError as cause:
                raise LibraryMissing(_NOTHING.format(path.parent)) from cause
        connection.text_factory = readable
        with closing(connection):
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            yield connection
    finally:
        patched.unlink(missing_ok=True)


def _patch(path: Path, patched: Path, maker: Maker) -> None:
    """Puts the first page of an empty library in place of the damaged one: in every library it places the tables alike.

    If it does not, what is found there does not match its seal.
    """
    empty = path.with_name(path.name + ".empty")
    try:
        create_database(empty, maker)
        shutil.copyfile(path, patched)
        with empty.open("rb") as first, patched.open("r+b") as file:
            page = first.read(_PAGE)
            if page.startswith(_MAGIC):
                count = max(1, patched.stat().st_size // _PAGE)
                file.write(page[:_COUNT] + count.to_bytes(4, "big") + page[_COUNT + 4 :])
    finally:
        empty.unlink(missing_ok=True)


def _highest(connection: sqlite3.Connection) -> int:
    highest = 0
    for query in (
        "SELECT max(seq) FROM sqlite_sequence",
        "SELECT max(id) FROM passage",
        "SELECT max(passage) FROM vector",
    ):
        with suppress(sqlite3.Error, TypeError, ValueError):
            highest = max(highest, int(connection.execute(query).fetchone()[0] or 0))
    return highest
