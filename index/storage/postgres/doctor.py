"""Finds what is wrong with a library in a database."""

from contextlib import closing

from index.documents import Document, Span
from index.errors import LibraryDamaged, LibraryMissing, QuothError
from index.storage.diagnosis import Diagnosis
from index.storage.document_cache import DocumentCache
from index.storage.postgres.connection import BEGIN, Connection, connect, described, translate_errors
from index.storage.postgres.lexical import WordCounts
from index.storage.postgres.rows import read_maker, read_stored
from index.storage.postgres.schema import version
from index.storage.postgres.snapshot import PostgresSnapshot
from index.storage.postgres.writer import indexed
from index.storage.seal import seal


def examine(url: str) -> Diagnosis:
    """Checks every document, passage and word against what was stored; changes nothing.

    Raises:
        LibraryMissing: there is none. StoreUnavailable: the server does not answer.
    """
    name = described(url)
    found = Diagnosis(name)
    with translate_errors(name), closing(connect(url)) as connection:
        connection.execute(BEGIN)
        if not version(connection):
            raise LibraryMissing(f"there is no library in {name}; make one with: quoth index PATH")
        snapshot = PostgresSnapshot(connection, DocumentCache(0), WordCounts())
        try:
            found.maker, _ = read_maker(connection)
        except QuothError as cause:
            found.problems.append(str(cause))
        found.generation = snapshot.generation
        for id, source, sealed in connection.execute(
            "SELECT id, source, seal FROM document ORDER BY source"
        ).fetchall():
            found.documents += 1
            try:
                document, spans, vectors = read_stored(connection, id)
                found.passages += len(spans)
                sound = document and seal(document, spans, vectors) == sealed and _known(connection, document, spans)
            except (LibraryDamaged, ValueError):
                sound = False
            if not sound:
                found.problems.append(f"{source} is not what was indexed")
                found.lost.append(source)
        parts = snapshot.parts
        union = parts.union("SELECT count(*) AS passages, sum(length) AS words FROM {passage} WHERE {seen}")
        counted = connection.execute(f"SELECT sum(passages), coalesce(sum(words), 0) FROM ({union}) p", parts.values)
        if counted.fetchone() != (parts.passages, parts.words):
            found.problems.append("the counts of passages and words are wrong, so word matches are ranked wrong")
        found.database_bytes, found.vectors_bytes = connection.execute(
            "SELECT pg_database_size(current_database()), coalesce(pg_relation_size(to_regclass('passage_vector')), 0)"
        ).fetchone()
    return found


def _known(connection: Connection, document: Document, spans: list[Span]) -> bool:
    """Whether full-text search knows the document's passages by their own words."""
    rows = connection.execute(
        "SELECT count(*) FROM unnest(%s::text[]) WITH ORDINALITY AS wanted(text, n) FULL JOIN"
        " (SELECT words, row_number() OVER (ORDER BY id) AS n FROM passage WHERE document = %s AND put = (SELECT put FROM document WHERE id = %s)) held USING (n)"
        " WHERE words IS DISTINCT FROM counted(to_tsvector('words', text))",
        ([indexed(document, span)[0] for span in spans], document.id, document.id),
    )
    return bool(rows.fetchone() == (0,))
