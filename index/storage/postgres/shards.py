"""One library's passages hash-partitioned over several servers, through PostgreSQL's own postgres_fdw."""

import json
from collections.abc import Sequence
from contextlib import closing

from index.errors import LibraryError
from index.storage.postgres.connection import (
    SCHEMA,
    Connection,
    connect,
    described,
    joined,
    literal,
    options,
    translate_errors,
)
from index.storage.postgres.schema import PARTS, check_encoding, lock

# What a shard keeps: a part of the passages, as a library of one server does, and two words about itself.
_SHARD = f"""
CREATE SCHEMA {SCHEMA};
CREATE TABLE shard(
    library text NOT NULL,          -- its id
    swept bigint NOT NULL           -- see index.storage.postgres.parts
);
CREATE TABLE passage(
    id bigint PRIMARY KEY,
    document text NOT NULL,
    start integer NOT NULL,
    "end" integer NOT NULL,
    vector halfvec({{dimension}}) NOT NULL,
    words tsvector NOT NULL,
    length integer NOT NULL
);
{PARTS}
CREATE INDEX passage_document ON passage(document);
CREATE INDEX passage_put ON passage(put);
CREATE INDEX passage_words ON passage USING gin(words) WITH (fastupdate = off);
"""

_COORDINATOR = """
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
DROP TABLE passage;
CREATE TABLE unsettled(
    put bigint PRIMARY KEY,
    document text NOT NULL,
    needed_until bigint             -- the generation that replaced it; NULL where it was only begun
);
CREATE SEQUENCE passage_id;
CREATE TABLE passage(
    id bigint NOT NULL DEFAULT nextval('passage_id'),
    document text NOT NULL,
    start integer NOT NULL,
    "end" integer NOT NULL,
    vector halfvec({dimension}) NOT NULL,
    words tsvector NOT NULL,
    length integer NOT NULL,
    put bigint NOT NULL
) PARTITION BY HASH (id);
UPDATE library SET shards = {shards};
"""

# The password comes as a setting: a statement that names it would be found in the server's statistics and its log, which
# may hold parameters, too, where the role cannot forbid it.
_QUIET = """
SELECT set_config('log_parameter_max_length', '0', true) FROM pg_roles WHERE rolname = current_user AND rolsuper
"""
_MAP = """
DO $$ BEGIN
    EXECUTE (SELECT 'CREATE USER MAPPING FOR PUBLIC SERVER {server} OPTIONS ('
        || string_agg(format('%I %L', key, value), ', ') || ')' FROM json_each_text(current_setting('quoth.mapping')::json));
END $$
"""

# The planner must never think that fetching every passage is cheap, for then it sorts and cuts here.
_TABLES = """
CREATE FOREIGN TABLE passage_{n} PARTITION OF passage FOR VALUES WITH (MODULUS {shards}, REMAINDER {n})
    SERVER {server} OPTIONS (table_name 'passage');
CREATE FOREIGN TABLE slot_{n}(n integer NOT NULL) SERVER {server} OPTIONS (table_name 'slot');
CREATE FOREIGN TABLE shard_{n}(library text NOT NULL, swept bigint NOT NULL) SERVER {server} OPTIONS (table_name 'shard');
SELECT pg_restore_relation_stats('schemaname', '{schema}', 'relname', 'passage_{n}', 'relpages', 2000000000, 'reltuples', 1e12::real);
SELECT pg_restore_relation_stats('schemaname', '{schema}', 'relname', 'slot_{n}', 'relpages', 100, 'reltuples', 1e4::real);
"""

#: How a coordinator asks its shards, and what its sessions there are set to.
_SERVER = {
    "extensions": "vector",
    "async_capable": "true",
    "batch_size": "100",
    "fetch_size": "10000",
    "parallel_commit": "true",
    "parallel_abort": "true",
    "options": "-c hnsw.ef_search=200 -c hnsw.iterative_scan=relaxed_order -c work_mem=64MB -c jit=off"
    " -c statement_timeout=60s -c lock_timeout=10s",
}


def lay_out(connection: Connection, shards: Sequence[str], dimension: int) -> None:
    """Gives an empty library, in the transaction that makes it, its shards.

    Raises:
        LibraryError: a shard cannot be one, or the coordinator has no postgres_fdw. StoreUnavailable: one is not reached.
    """
    (version,) = connection.execute("SELECT current_setting('server_version_num')::integer").fetchone()
    if version < 180000:
        raise LibraryError("a library over shards needs PostgreSQL 18 as its coordinator")
    (id, where) = connection.execute(
        "SELECT library.id, nspname FROM library, pg_extension JOIN pg_namespace n ON n.oid = extnamespace"
        " WHERE extname = 'vector'"
    ).fetchone()
    connection.execute(_COORDINATOR.format(dimension=dimension, shards=len(shards)))
    for n, shard in enumerate(shards):
        _prepare(shard, id, dimension, where)
        server, user = options(shard)
        name = f"quoth_{id.replace('-', '')[:16]}_{n}"
        settings = ", ".join(f"{key} {literal(value)}" for key, value in (_SERVER | server).items())
        connection.execute(f"CREATE SERVER {name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({settings})")
        connection.execute(_QUIET)
        connection.execute("SELECT set_config('quoth.mapping', %s, true)", (json.dumps(user),))
        connection.execute(_MAP.format(server=name))
        connection.execute("SELECT set_config('quoth.mapping', '', true)")
        connection.execute(_TABLES.format(n=n, server=name, shards=len(shards), schema=SCHEMA))


def _prepare(shard: str, library: str, dimension: int, where: str) -> None:
    """Makes a shard's tables. Where an interruption left them, without passages, they are made anew."""
    name = described(shard)
    with translate_errors(name), closing(connect(shard)) as connection:
        check_encoding(connection)
        with connection.transaction():
            lock(connection)
            if connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.library",)).fetchone() != (None,):
                raise LibraryError(f"{name} holds a library of its own; a shard needs a database to itself")
            if connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.passage",)).fetchone() != (None,):
                if connection.execute("SELECT 1 FROM passage LIMIT 1").fetchone():
                    raise LibraryError(f"{name} is a shard of another library; a shard needs a database to itself")
                connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS vector SCHEMA {where}")
            connection.execute(_SHARD.format(dimension=dimension))
            connection.execute("INSERT INTO shard VALUES (%s, 0)", (library,))


def urls(connection: Connection) -> list[str]:
    """The shards' own URLs, as far as the role may know them: whoever laid them out may."""
    rows = connection.execute(
        "SELECT srvoptions, umoptions FROM pg_foreign_table JOIN pg_foreign_server s ON s.oid = ftserver"
        " JOIN pg_user_mappings ON srvid = s.oid WHERE ftrelid IN"
        " (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'passage'::regclass) AND umoptions IS NOT NULL"
    ).fetchall()
    return [
        joined(
            {key: value for key, _, value in (each.partition("=") for each in [*server, *user]) if key not in _SERVER}
        )
        for server, user in rows
    ]
