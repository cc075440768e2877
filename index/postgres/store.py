"""The server engine: opens, makes and closes a library in a database."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from index.caches import DocumentCache
from index.errors import LibraryMissing
from index.postgres.connection import Connection, Pool, connect, described, mending
from index.postgres.schema import INDEX_LOCK, LOCKS, MIGRATIONS, create, migrate, version
from index.postgres.snapshot import PostgresSnapshot
from index.postgres.writer import PostgresWriter
from index.storage import Maker

#: Passages from which on nearest vectors are looked up in an HNSW index; below, an exact scan takes milliseconds.
_INDEXED = 20_000

_HNSW = "CREATE INDEX CONCURRENTLY passage_vector ON passage USING hnsw (vector halfvec_ip_ops)"
# A row where the index is missing or half made, there are enough passages, and the role may make it.
_WANTED = """
SELECT 1 FROM library, pg_class WHERE passages >= %s AND pg_class.oid = 'passage'::regclass
AND pg_has_role(relowner, 'USAGE')
AND NOT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('passage_vector') AND indisvalid)
"""


class PostgresStore:
    """A library in a database; fills :class:`index.storage.Store`. Safe to share between threads and machines."""

    def __init__(self, url: str) -> None:
        """Opens the library at ``url``, a libpq connection URL; its schema is brought up to date.

        Raises:
            LibraryMissing, LibraryMismatch, StoreUnavailable, LibraryError: see each.
        """
        self._url, self._name = url, described(url)
        self._documents = DocumentCache()
        with self._session() as connection:
            taken = version(connection)
            if not taken:
                raise LibraryMissing(f"there is no library in {self._name}; make one with: quoth index PATH")
            maker, base = PostgresSnapshot(connection, self._documents).maker()
            #: What the library was made with.
            self.maker: Maker = maker
            #: The folder its sources are relative to.
            self.base = Path(base)
            if taken != len(MIGRATIONS):
                migrate(connection, maker.embedder.dimension)
        self._pool = Pool(url)

    @staticmethod
    def exists(url: str) -> bool:
        """Whether there is a library at ``url``.

        Raises:
            StoreUnavailable: the server does not say.
        """
        with mending(described(url)), closing(connect(url)) as connection:
            return version(connection) > 0

    @classmethod
    def create(cls, url: str, maker: Maker, base: Path) -> "PostgresStore":
        """Makes an empty library; an interruption leaves none.

        Args:
            base: folder that sources are relative to.

        Raises:
            StoreUnavailable, LibraryError: the database cannot be used.
        """
        with mending(described(url)), closing(connect(url)) as connection:
            create(connection, json.dumps(asdict(maker)), str(base), maker.embedder.dimension)
        return cls(url)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSnapshot]:
        """The present generation, held until the context ends."""
        with mending(self._name), self._pool.reading() as connection:
            yield PostgresSnapshot(connection, self._documents)

    @contextmanager
    def writing(self) -> Iterator[PostgresWriter]:
        """The right to write; several may hold it at once, each document is locked while it is written.

        At the end the vectors' index is made, once there are enough: loading first and indexing after is faster by far.
        """
        with self._session() as connection:
            yield PostgresWriter(connection)
            self._index_vectors(connection)

    def _index_vectors(self, connection: Connection) -> None:
        """Makes the index beside reading and writing; one that a dead server left half made is made anew."""
        if not connection.execute(_WANTED, (_INDEXED,)).fetchone():
            return
        # Kept until the session ends. Where another makes the index now, there is nothing to do.
        if connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCKS, INDEX_LOCK)).fetchone() != (True,):
            return
        connection.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        connection.execute("SET maintenance_work_mem = '1GB'")  # a graph that fits is made several times faster
        if connection.execute(_WANTED, (_INDEXED,)).fetchone():
            connection.execute("DROP INDEX IF EXISTS passage_vector")
            connection.execute(_HNSW)
            connection.execute("ANALYZE passage")

    @contextmanager
    def _session(self) -> Iterator[Connection]:
        with mending(self._name), closing(connect(self._url)) as connection:
            yield connection

    def close(self) -> None:
        """Closes every idle session."""
        self._pool.close()
