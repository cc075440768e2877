"""The server engine: opens, makes and closes a library in a database, or over several."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from time import monotonic

from index.errors import LibraryMissing, StoreUnavailable
from index.storage.document_cache import DocumentCache
from index.storage.postgres.connection import PATIENCE, Connection, Pool, connect, described, translate_errors
from index.storage.postgres.lexical import WordCounts
from index.storage.postgres.rows import read_maker
from index.storage.postgres.schema import INDEX_LOCK, LOCKS, MIGRATIONS, create, migrate, version
from index.storage.postgres.sharded import ShardedWriter
from index.storage.postgres.shards import lay_out, urls
from index.storage.postgres.snapshot import PostgresSnapshot
from index.storage.postgres.writer import PostgresWriter
from index.storage.protocols import Maker

#: Passages from which on nearest vectors are looked up in an HNSW index; below, an exact scan takes milliseconds.
_INDEXED = 20_000

_HNSW = "CREATE INDEX CONCURRENTLY passage_vector ON passage USING hnsw (vector halfvec_ip_ops)"
# A row where the index is missing or half made, there are enough passages, and the role may make it.
_WANTED = """
SELECT 1 FROM pg_class WHERE oid = 'passage'::regclass AND pg_has_role(relowner, 'USAGE')
AND (SELECT count(*) FROM (SELECT 1 FROM passage LIMIT %s) enough) = %s
AND NOT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('passage_vector') AND indisvalid)
"""


class PostgresStore:
    """A library in a database; fills :class:`index.storage.protocols.Store`. Safe to share between threads and machines."""

    def __init__(self, url: str) -> None:
        """Opens the library at ``url``, a libpq connection URL; its schema is brought up to date.

        Raises:
            LibraryMissing, LibraryMismatch, StoreUnavailable, LibraryError: see each.
        """
        self._url, self._name = url, described(url)
        self._documents, self._counts = DocumentCache(), WordCounts()
        with self._session() as connection:
            taken = version(connection)
            if not taken:
                raise LibraryMissing(f"there is no library in {self._name}; make one with: quoth index PATH")
            made, base = read_maker(connection)
            #: What the library was made with.
            self.maker: Maker = made
            #: The folder its sources are relative to.
            self.base = Path(base)
            if taken != len(MIGRATIONS):
                migrate(connection, made.embedder.dimension)
            (self._shards,) = connection.execute("SELECT shards FROM library").fetchone()
        self._pool = Pool(url)

    @staticmethod
    def exists(url: str) -> bool:
        """Whether there is a library at ``url``.

        Raises:
            StoreUnavailable: the server does not say.
        """
        with translate_errors(described(url)), closing(connect(url)) as connection:
            return version(connection) > 0

    @classmethod
    def create(cls, url: str, maker: Maker, base: Path, shards: Sequence[str] = ()) -> "PostgresStore":
        """Makes an empty library; an interruption leaves none.

        Args:
            base: folder that sources are relative to.
            shards: URLs of empty databases to spread its passages over, which the server at ``url`` will reach by
                them; it keeps their passwords. Without any, passages lie with the documents.

        Raises:
            StoreUnavailable, LibraryError: the database, or a shard, cannot be used.
        """
        dimension = maker.embedder.dimension
        with translate_errors(described(url)), closing(connect(url)) as connection:
            spread = (lambda: lay_out(connection, shards, dimension)) if shards else (lambda: None)
            create(connection, json.dumps(asdict(maker)), str(base), dimension, spread)
        return cls(url)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSnapshot]:
        """The present generation, held until the context ends.

        Raises:
            StoreUnavailable: also where a shard does not answer, or has lost passages that this generation needs.
        """
        until = monotonic() + PATIENCE
        with translate_errors(self._name):
            while True:
                with self._pool.reading() as connection:
                    snapshot = PostgresSnapshot(connection, self._documents, self._counts)
                    if snapshot.parts.whole:
                        yield snapshot
                        return
                if monotonic() > until:
                    raise StoreUnavailable(f"{self._name} is behind its shards: a late replica, or an older backup")

    @contextmanager
    def writing(self) -> Iterator[PostgresWriter]:
        """The right to write; several may hold it at once, each document is locked while it is written.

        At the end the vectors' index is made, once there are enough: loading first and indexing after is faster by far.
        """
        with self._session() as connection:
            if not self._shards:
                yield PostgresWriter(connection)
                index_vectors(self._url)
                return
            writer = ShardedWriter(connection)
            yield writer
            writer.sweep()
            places = urls(connection)
        with ThreadPoolExecutor(max(1, len(places))) as pool:
            list(pool.map(index_vectors, places))

    @contextmanager
    def _session(self) -> Iterator[Connection]:
        with translate_errors(self._name), closing(connect(self._url)) as connection:
            yield connection

    def close(self) -> None:
        """Closes every idle session."""
        self._pool.close()


def index_vectors(url: str) -> None:
    """Makes the index beside reading and writing; one that a dead server left half made is made anew.

    Args:
        url: of a library in one database, or of a shard.
    """
    with translate_errors(described(url)), closing(connect(url)) as connection:
        if not connection.execute(_WANTED, (_INDEXED, _INDEXED)).fetchone():
            return
        # Kept until the session ends. Where another makes the index now, there is nothing to do.
        if connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCKS, INDEX_LOCK)).fetchone() != (True,):
            return
        connection.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        connection.execute("SET maintenance_work_mem = '1GB'")  # a graph that fits is made several times faster
        if connection.execute(_WANTED, (_INDEXED, _INDEXED)).fetchone():
            connection.execute("DROP INDEX IF EXISTS passage_vector")
            connection.execute(_HNSW)
            connection.execute("ANALYZE passage")
