"""The database file: its schema, how to connect to it, and what its errors mean."""

import errno
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

from index.errors import LibraryBusy, LibraryDamaged, LibraryError
from index.storage.protocols import Maker
from index.storage.sqlite.lock import read_holder

#: The database's name in the library's folder.
DATABASE = "library.sqlite"

#: Prefix of a note's key, which keeps it from the engine's own keys in ``meta``.
NOTE = "note:"

#: The full text's tokenizer: words without diacritics and endings.
TOKENIZER = "porter unicode61 remove_diacritics 2"

SCHEMA = f"""
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document(
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    source_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    title TEXT,                 -- NULL when the content names none
    text BLOB NOT NULL,         -- UTF-8; a BLOB, for SQLite's own string functions stop at a NUL
    size INTEGER NOT NULL,      -- code points
    sections TEXT NOT NULL,
    metadata TEXT NOT NULL,
    seal TEXT NOT NULL          -- digest over all of this, the passages and their vectors
) WITHOUT ROWID;
-- What a list of documents needs, without a way around their texts.
CREATE INDEX document_listed ON document(source, title, digest, source_digest, size, metadata);
CREATE TABLE passage(
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- AUTOINCREMENT: an id is never used twice
    document TEXT NOT NULL REFERENCES document(id),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL
);
CREATE INDEX passage_document ON passage(document);
CREATE TABLE vector(passage INTEGER PRIMARY KEY REFERENCES passage(id), value BLOB NOT NULL);
-- Contentless: the words' order and frequency, not a second copy of the text.
CREATE VIRTUAL TABLE word USING fts5(title, headings, body, content='', tokenize='{TOKENIZER}');
"""
#: The words that stand there, without their endings, and each place of each; only for the connection that made them.
_VOCABULARY = """
CREATE VIRTUAL TABLE temp.term USING fts5vocab(main, word, row);
CREATE VIRTUAL TABLE temp.place USING fts5vocab(main, word, instance);
"""


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection in autocommit mode, so that every transaction is one we began.

    Args:
        mode: SQLite's URI parameters, such as ``mode=ro``.
    """
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=10,
    )
    # FULL: what was committed survives the plug being pulled, not only the process's death.
    connection.executescript("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;")
    return connection


def create_database(path: Path, maker: Maker, generation: int = 0) -> None:
    """Makes an empty database."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN; {SCHEMA}")
        values = {"maker": json.dumps(asdict(maker)), "generation": str(generation)}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", values.items())
        connection.execute("COMMIT")


def connect_to_read(folder: Path) -> sqlite3.Connection:
    """A connection to read with, also where nothing may be written.

    Raises:
        sqlite3.Error: the database cannot be opened.
    """
    path = folder / DATABASE
    connection = None
    try:
        connection = connect(path, "mode=rw")
        connection.execute("SELECT 1 FROM meta").fetchone()
    except sqlite3.OperationalError:
        # In a folder one may only read, WAL cannot even take a reader's lock. Without a log
        # beside it nothing is pending, and the file may be read as it stands.
        if connection is not None:
            connection.close()
        log = path.with_name(DATABASE + "-wal")
        if os.access(folder, os.W_OK) or (log.exists() and log.stat().st_size):
            raise
        connection = connect(path, "mode=ro&immutable=1")
    connection.executescript(_VOCABULARY)
    return connection


@contextmanager
def translate_errors(folder: Path) -> Iterator[None]:
    """Turns the engine's and the system's errors into ours, each with what mends it."""
    try:
        yield
    except sqlite3.Error as cause:
        message = str(cause)
        if "full" in message:
            raise LibraryError(_FULL.format(folder)) from cause
        if "readonly" in message or "unable to open" in message:
            raise LibraryError(_READ_ONLY.format(folder)) from cause
        if "locked" in message:
            raise LibraryBusy(f"{read_holder(folder)} is writing to {folder}; try again") from cause
        raise LibraryDamaged(f"the library in {folder} is damaged ({message}); run: quoth doctor") from cause
    except OSError as cause:
        if cause.errno == errno.ENOSPC:
            raise LibraryError(_FULL.format(folder)) from cause
        if cause.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise LibraryError(_READ_ONLY.format(folder)) from cause
        raise


_READ_ONLY = "{} cannot be written to; choose another place with --library"
_FULL = "no space left for {}; free some and run the same command again: what was indexed before is safe"
