"""Finds what is wrong with a library, and saves what is sound."""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path

import numpy as np

from index.documents import Content, Document, Span, digest
from index.errors import LibraryMissing, QuothError
from index.storage.diagnosis import Diagnosis
from index.storage.document_cache import DocumentCache
from index.storage.sections import sections_from_json
from index.storage.sqlite.connection import DATABASE, SCHEMA, connect, mending
from index.storage.sqlite.lock import locked
from index.storage.sqlite.seal import SEALED, seal, stored
from index.storage.sqlite.snapshot import SQLiteSnapshot
from index.storage.sqlite.vectors.file import VectorFile
from index.storage.sqlite.writer import SQLiteWriter, indexed


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
        with closing(connect(path, "mode=rw")) as connection:
            connection.execute("BEGIN")
            _examine_structure(connection, found)
            _examine_documents(connection, found)
            _examine_words(connection, found)
            _examine_vector_file(connection, found)
    except sqlite3.Error as cause:
        found.problems.append(f"the database cannot be read through: {cause}")
    return found


def _examine_structure(connection: sqlite3.Connection, found: Diagnosis) -> None:
    found.problems += [
        f"database: {row[0]}" for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok"
    ]
    with suppress(sqlite3.Error):
        found.problems += [
            f"database: {row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")
        ]
    try:
        snapshot = SQLiteSnapshot(connection, DocumentCache(0), None)
        found.maker, found.generation = snapshot.maker(), snapshot.generation
    except (QuothError, ValueError) as cause:
        found.problems.append(str(cause))
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
    for id, source, sound in _documents(connection):
        if sound is None:
            found.problems.append(f"{source or id} is not what was indexed")
            found.lost.append(source or id)
        else:
            found.documents += 1
            found.passages += len(sound[1])


def _documents(
    connection: sqlite3.Connection,
) -> Iterator[tuple[str, str, tuple[Document, list[Span], np.ndarray] | None]]:
    """Every document as (id, source, what it holds), with None for one that does not match its seal."""
    for id in _ids(connection):
        source = ""
        try:
            *row, text, sealed = connection.execute(
                f"SELECT {SEALED}, text, seal FROM document WHERE id = ?", (id,)
            ).fetchone()
            source = str(row[1])
            spans, vectors = stored(connection, id)
            sound = None
            if seal(row, spans, vectors) == sealed and digest(text) == row[3]:
                content = Content(text.decode(), sections_from_json(row[6]), row[4], json.loads(row[7]))
                matrix = np.frombuffer(vectors, dtype=np.float32).reshape(len(spans), -1) if spans else np.empty((0, 0))
                sound = Document(id, source, row[2], content), spans, matrix
            yield id, source, sound
        except (sqlite3.Error, ValueError, TypeError, KeyError):
            yield id, source, None


def _ids(connection: sqlite3.Connection) -> list[str]:
    """Every document id that can be reached, from either end of a table that may be broken in the middle."""
    found: dict[str, None] = {}
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.Error):
            for (id,) in connection.execute(f"SELECT id FROM document ORDER BY id {order}"):
                found[str(id)] = None
    return sorted(found)


def _examine_words(connection: sqlite3.Connection, found: Diagnosis) -> None:
    """Full-text search has no text of its own to check against, so it is built once more beside and compared."""
    with closing(sqlite3.connect(":memory:")) as other:
        other.executescript(SCHEMA)
        passages = {
            (document, start, end): id for id, document, start, end in connection.execute("SELECT * FROM passage")
        }
        for id, _, sound in _documents(connection):
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


def _examine_vector_file(connection: sqlite3.Connection, found: Diagnosis) -> None:
    snapshot = SQLiteSnapshot(connection, DocumentCache(), None)
    if snapshot.meta("vectors") is None:
        return  # a cache that was never written
    try:
        file = VectorFile.of(snapshot)
        if file is None:
            found.problems.append("the note of the vector file cannot be read; it is rebuilt at the next opening")
            return
        path = Path(found.folder) / Path(file.name).name
        found.vectors_bytes, found.vectors_kind = path.stat().st_size, file.kind
        with path.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != file.digest:
                found.problems.append(f"{file.name} is not as it was written; it is rebuilt at the next opening")
    except OSError:
        found.problems.append("the vector file is missing; it is rebuilt at the next opening")


def repair(folder: Path) -> Diagnosis:
    """Moves every sound document into a new database in the old one's place, which stays beside it as ``*.damaged``.

    Nothing is embedded anew. Nobody else may have the library open meanwhile.

    Returns:
        The diagnosis before the repair; its ``lost`` documents are to be indexed again.

    Raises:
        LibraryError: what the library was made with cannot be told, so nothing can be saved.
    """
    before = examine(folder)
    if before.maker is None:
        raise LibraryMissing(
            f"{folder} does not say how it was made; index the documents anew: quoth index PATH --library OTHER"
        )
    path, draft = folder / DATABASE, folder / f"{DATABASE}.repaired"
    with mending(folder), locked(folder):
        draft.unlink(missing_ok=True)
        with closing(connect(path, "mode=rw")) as old, closing(sqlite3.connect(draft, isolation_level=None)) as new:
            with suppress(sqlite3.Error):
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            new.execute("PRAGMA journal_mode = WAL")
            new.executescript(SCHEMA)
            notes = {"maker": json.dumps(asdict(before.maker)), "generation": str(before.generation)}
            new.executemany("INSERT INTO meta VALUES (?, ?)", notes.items())
            # Beyond every id ever given: the vector files of old must never speak for new passages.
            new.execute("INSERT INTO sqlite_sequence VALUES ('passage', ?)", (_highest(old),))
            writer = SQLiteWriter(new)
            for *_, sound in _documents(old):
                if sound:
                    writer.put(*sound)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        os.replace(path, path.with_name(path.name + ".damaged"))
        os.replace(draft, path)
        for file in folder.glob("vectors-*"):
            file.unlink()
    return before


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
