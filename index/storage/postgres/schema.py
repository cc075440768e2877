"""The tables, as a list of steps from nothing to the present; a library says how many it has taken."""

from collections.abc import Callable

from index.errors import LibraryError, LibraryMismatch
from index.storage.postgres.connection import SCHEMA, Connection
from index.storage.postgres.lexical import SLOTS

# One row says what the library is; the counts in it spare every question a count of its own.
_TABLES = f"""
CREATE SCHEMA {SCHEMA};
CREATE TABLE library(
    maker text NOT NULL,
    base text NOT NULL,             -- folder that sources are relative to
    version integer NOT NULL,       -- steps taken, see MIGRATIONS
    generation bigint NOT NULL,
    passages bigint NOT NULL,
    words bigint NOT NULL           -- of all passages, for BM25
);
CREATE TABLE note(key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE document(
    id text PRIMARY KEY,
    source text NOT NULL,
    source_digest text NOT NULL,
    digest text NOT NULL,
    title text NOT NULL,            -- JSON: a title may hold what text columns cannot, such as a NUL
    text bytea NOT NULL,            -- UTF-8
    size integer NOT NULL,          -- code points
    sections text NOT NULL,
    metadata text NOT NULL,         -- JSON
    seal text NOT NULL              -- see index.storage.seal
);
-- Over a digest: a path may be longer than an index entry.
CREATE UNIQUE INDEX document_source ON document(md5(source));
CREATE TABLE passage(
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,     -- from a sequence: never used twice
    document text NOT NULL REFERENCES document(id),
    start integer NOT NULL,
    "end" integer NOT NULL,
    vector halfvec({{dimension}}) NOT NULL,
    words tsvector NOT NULL,
    length integer NOT NULL         -- words, repeated ones too
);
CREATE INDEX passage_document ON passage(document);
-- Without the list of pending words, which every question would have to read through.
CREATE INDEX passage_words ON passage USING gin(words) WITH (fastupdate = off);
"""

# The text comes as bare words (index.words.folded): every kind of token goes to the stemmer, none is left out.
_WORDS = f"""
CREATE TEXT SEARCH DICTIONARY {SCHEMA}.stem (TEMPLATE = pg_catalog.snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION {SCHEMA}.words (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION {SCHEMA}.words ADD MAPPING FOR
    asciiword, word, numword, int, uint, float, sfloat, version, asciihword, hword, numhword,
    hword_asciipart, hword_part, hword_numpart, email, host, url, url_path, file, protocol WITH {SCHEMA}.stem;
"""

# How often a word stands in a passage, out of ts_rank, which looks it up in C where unnest() would unpack the whole
# passage. For one word that stands n times ts_rank is (1 + 1/4 + ... + 1/n^2) / (pi^2 / 6) (tsrank.c,
# calc_rank_or); what the sum lacks of its limit is 1 / (n + 1/2) but for less than rounding.
_FREQUENCY = f"""
CREATE FUNCTION {SCHEMA}.frequency(words tsvector, word tsquery) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT round(1 / (1.6449340668 * (1 - ts_rank('{{{{1,1,1,1}}}}', words, word))) - 0.5)
$$;
"""

# From here on a word stands in the index once for each time it stands in the passage ("king", "king 2", "king 3"): the
# index alone then tells how often, and no passage's words need be unpacked. The documents' own counts spare a look at
# the passages, for which a coordinator would have to ask its shards; what a put is: see index.storage.postgres.parts.
COUNTED = f"""
CREATE FUNCTION {SCHEMA}.counted(words tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(lexeme || CASE time WHEN 1 THEN '' ELSE ' ' || time END)), '')
    FROM unnest(words), generate_series(1, cardinality(positions)) time
$$;
"""
# What holds wherever passages lie. A foreign table takes arrays but no rows: the rows of ``slot`` number an array's.
PARTS = f"""
ALTER TABLE passage ADD COLUMN put bigint NOT NULL DEFAULT 0;
CREATE TABLE slot(n integer PRIMARY KEY);
INSERT INTO slot SELECT generate_series(1, {SLOTS});
"""
_COUNTS = """
ALTER TABLE passage ALTER COLUMN words TYPE tsvector USING counted(words);
DROP FUNCTION frequency;
ALTER TABLE document ADD COLUMN passages integer NOT NULL DEFAULT 0, ADD COLUMN words bigint NOT NULL DEFAULT 0,
    ADD COLUMN put bigint NOT NULL DEFAULT 0;
UPDATE document SET passages = held.passages, words = held.words FROM
    (SELECT document, count(*) AS passages, sum(length) AS words FROM passage GROUP BY 1) held WHERE held.document = id;
ALTER TABLE library ADD COLUMN id text NOT NULL DEFAULT gen_random_uuid()::text,
    ADD COLUMN shards integer NOT NULL DEFAULT 0, ADD COLUMN puts bigint NOT NULL DEFAULT 0;
"""

#: Each step is taken once, in a transaction of its own; a step that was ever released is never changed.
MIGRATIONS = (_TABLES + _WORDS + _FREQUENCY, COUNTED + PARTS + _COUNTS)

#: A number of our own, so that no other program's advisory locks meet ours.
LOCKS = 0x71756F74
#: Held, under :data:`LOCKS`, by whoever makes or migrates the library, makes the vectors' index, or sweeps shards.
SCHEMA_LOCK, INDEX_LOCK, SWEEP_LOCK = 1, 2, 3


def version(connection: Connection) -> int:
    """How many steps the library has taken; 0 where there is none."""
    if connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.library",)).fetchone()[0] is None:
        return 0
    row = connection.execute("SELECT version FROM library").fetchone()
    return 0 if row is None else int(row[0])


def create(
    connection: Connection, maker: str, base: str, dimension: int, lay_out: Callable[[], None] = lambda: None
) -> None:
    """Makes an empty library where there is none; of two who try at once, one finds it made.

    Args:
        lay_out: what else is done to it while it is empty, in the same transaction.

    Raises:
        LibraryError: the database cannot hold one.
    """
    check_encoding(connection)
    with connection.transaction():
        lock(connection)
        if version(connection):
            return
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        connection.execute(MIGRATIONS[0].format(dimension=dimension))
        connection.execute("INSERT INTO library VALUES (%s, %s, 1, 0, 0, 0)", (maker, base))
        _take(connection, 1, dimension)
        lay_out()


def check_encoding(connection: Connection) -> None:
    """Raises LibraryError where a database cannot hold every text."""
    encoding = connection.execute("SHOW server_encoding").fetchone()[0]
    if encoding != "UTF8":
        raise LibraryError(f"the database has encoding {encoding}; make one with: createdb --encoding UTF8")


def migrate(connection: Connection, dimension: int) -> None:
    """Takes the steps that are missing.

    Raises:
        LibraryMismatch: a later version of this program made the library.
    """
    while (taken := version(connection)) < len(MIGRATIONS):
        # A step may write every row anew.
        connection.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        with connection.transaction():
            lock(connection)
            if version(connection) == taken:
                _take(connection, taken, dimension)
    if taken > len(MIGRATIONS):
        raise LibraryMismatch(
            f"the library has schema {taken} and this program knows {len(MIGRATIONS)}; update this program"
        )


def _take(connection: Connection, taken: int, dimension: int) -> None:
    for step in MIGRATIONS[taken:]:
        connection.execute(step.format(dimension=dimension))
    connection.execute("UPDATE library SET version = %s", (len(MIGRATIONS),))


def lock(connection: Connection) -> None:
    """One at a time makes or changes tables, until its transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCKS, SCHEMA_LOCK))
