"""Finds what is wrong with a library."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from index.errors import LibraryMissing, QuothError
from index.storage.diagnosis import Diagnosis
from index.storage.document_cache import DocumentCache
from index.storage.sqlite.cached import CacheFile
from index.storage.sqlite.connection import DATABASE, SCHEMA, connect_to_read
from index.storage.sqlite.maker import read_maker
from index.storage.sqlite.salvage import read_documents, readable
from index.storage.sqlite.snapshot import SQLiteSnapshot
from index.storage.sqlite.vectors import VectorFile
from index.storage.sqlite.words import WordFile
from index.storage.sqlite.writer import indexed


def examine(folder: Path) -> Diagnosis:
    """Checks everything a library stores against its digests; changes nothing.

    Raises:
        LibraryMissing: there is none.
    """
    path = folder / DATABASE
    if not path.exists():
        raise LibraryMissing(f"there is no library in {folder}; make one with: quoth index PATH")
    found = Diagnosis(folder, database_bytes=path.stat().st_size)
    try:
        with closing(connect_to_read(folder)) as connection:
            connection.text_factory = readable
            connection.execute("BEGIN")
            for part in (_maker, _structure, _orphans, _examine_documents, _examine_words, _vector_file, _word_file):
                # What cannot be read keeps nothing else from being looked at.
                try:
                    part(connection, found)
                except sqlite3.Error as cause:
                    found.problems.append(f"the database cannot be read through: {cause}")
    except sqlite3.Error as cause:
        found.problems.append(f"the database cannot be opened: {cause}")
    found.maker = found.maker or read_maker(folder)
    return found


def _maker(connection: sqlite3.Connection, found: Diagnosis) -> None:
    try:
        snapshot = SQLiteSnapshot(connection, DocumentCache(0))
        found.maker, found.generation = snapshot.maker(), snapshot.generation
    except (QuothError, ValueError) as cause:
        found.problems.append(str(cause))


def _structure(connection: sqlite3.Connection, found: Diagnosis) -> None:
    for row in connection.execute("PRAGMA integrity_check(10)"):
        if row[0] != "ok":
            found.problems.append(f"database: {row[0]}")
    for row in connection.execute("PRAGMA foreign_key_check"):
        found.problems.append(f"database: {row[0]} refers to nothing")


def _orphans(connection: sqlite3.Connection, found: Diagnosis) -> None:
    for what, query in _ORPHANS.items():
        count = connection.execute(query).fetchone()[0]
        if count:
            found.problems.append(f"{count} {what}")


_ORPHANS = {
    "passages without a document": "SELECT count(*) FROM passage WHERE document NOT IN (SELECT id FROM document)",
    "passages without a vector": "SELECT count(*) FROM passage WHERE id NOT IN (SELECT passage FROM vector)",
    "vectors without a passage": "SELECT count(*) FROM vector WHERE passage NOT IN (SELECT id FROM passage)",
    "passages unknown to full-text search": "SELECT count(*) FROM passage WHERE id NOT IN (SELECT id FROM word_docsize)",
    "full-text entries without a passage": "SELECT count(*) FROM word_docsize WHERE id NOT IN (SELECT id FROM passage)",
    "passage ids that could be given again": (
        "SELECT count(*) FROM passage WHERE id > coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'passage'), 0)"
    ),
}


def _examine_documents(connection: sqlite3.Connection, found: Diagnosis) -> None:
    for id, source, sound in read_documents(connection):
        if sound is None:
            found.problems.append(f"{source or id} is not what was indexed")
            found.lost.append(source or id)
        else:
            found.documents += 1
            found.passages += len(sound[1])


def _examine_words(connection: sqlite3.Connection, found: Diagnosis) -> None:
    """Full-text search has no text of its own to check against, so it is built once more beside and compared."""
    with closing(sqlite3.connect(":memory:")) as other:
        other.executescript(SCHEMA)
        passages = {
            (document, start, end): id for id, document, start, end in connection.execute("SELECT * FROM passage")
        }
        for id, _, sound in read_documents(connection):
            for span in sound[1] if sound else ():
                passage = passages.get((id, span.start, span.end))
                values = (passage, *indexed(sound[0], span)) if sound else ()
                other.execute("INSERT INTO word(rowid, title, headings, body) VALUES (?, ?, ?, ?)", values)
        try:
            same = all(_vocabulary(connection, table) == _vocabulary(other, table) for table in ("instance", "docsize"))
        except sqlite3.Error:
            same = False
    if not same and not found.lost:
        found.problems.append("full-text search does not know the same words as the documents")


def _vocabulary(connection: sqlite3.Connection, table: str) -> str:
    if table == "docsize":
        rows = connection.execute("SELECT id, sz FROM word_docsize ORDER BY id")
    else:
        connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'word', 'instance')"
        )
        rows = connection.execute("SELECT doc, col, offset, term FROM temp.vocabulary ORDER BY doc, col, offset")
    hashed = hashlib.sha256()
    for row in rows:
        hashed.update(repr(row).encode())
    return hashed.hexdigest()


def _vector_file(connection: sqlite3.Connection, found: Diagnosis) -> None:
    file, found.vectors_bytes = _examine_file(connection, found, VectorFile)
    found.vectors_kind = file.kind if file else ""


def _word_file(connection: sqlite3.Connection, found: Diagnosis) -> None:
    _, found.words_bytes = _examine_file(connection, found, WordFile)


_File = TypeVar("_File", bound=CacheFile)


def _examine_file(connection: sqlite3.Connection, found: Diagnosis, kind: type[_File]) -> tuple[_File | None, int]:
    """A cache beside the database, and how many bytes it has; None and 0 for one that was never written, or is not there."""
    snapshot = SQLiteSnapshot(connection, DocumentCache())
    file = kind.of(snapshot)
    if file is None:
        if snapshot.meta(kind.key) is not None:
            found.problems.append(f"the note of the {kind.key} file cannot be read; it is rebuilt at the next opening")
        return None, 0
    try:
        path = file.within(Path(found.folder))
        size = path.stat().st_size
        with path.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != file.digest:
                found.problems.append(f"{file.name} is not as it was written; it is rebuilt at the next opening")
    except OSError:
        found.problems.append(f"the {kind.key} file is missing; it is rebuilt at the next opening")
        return None, 0
    return file, size
