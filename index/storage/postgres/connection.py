"""The server: how to reach it, what each session is set to, and what its errors mean. Knows psycopg."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Any, TypeAlias

import numpy as np

from index.errors import (
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryMissing,
    StoreUnavailable,
)
from index.extras import how_to_install

try:
    import psycopg
    from pgvector import HalfVector
    from pgvector.psycopg import register_vector
    from psycopg import errors
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
    from psycopg.sql import Literal
except ImportError as missing:
    raise LibraryError(f"a library on a server needs {missing.name}; {how_to_install('postgres')}") from missing

Connection: TypeAlias = psycopg.Connection

#: The schema that holds a library's tables.
SCHEMA = "quoth"
#: Begins a transaction that sees one moment.
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#: Most questions answered at the same time; more wait.
_MOST = 16
#: Seconds a question waits for one of them, and for a coordinator to come up with its shards.
PATIENCE = 10.0

#: What a URL that says nothing else of it gets: a dead host must not hold a question for minutes.
_DEFAULTS = {
    "application_name": "quoth",
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}

# A timeout that the URL or the role sets stays. Plans are made for each question: a filter of three documents and one
# of a million want different ones. Iterative: a filter must not eat the nearest before k are found (pgvector 0.8).
_SESSION = f"""
SET search_path = {SCHEMA}, public;
SELECT set_config('statement_timeout', '60s', false) WHERE current_setting('statement_timeout') = '0';
SELECT set_config('lock_timeout', '10s', false) WHERE current_setting('lock_timeout') = '0';
SET default_transaction_isolation = 'read committed';
SET plan_cache_mode = force_custom_plan;
SET jit = off;
SET work_mem = '64MB';
SET hnsw.ef_search = 200;
SET hnsw.iterative_scan = relaxed_order;
"""


def database(url: str) -> str:
    """The name of the database a URL leads to."""
    given = _read(url)
    return str(given.get("dbname") or given.get("user") or "postgres")


def described(url: str) -> str:
    """The server and database of a URL in words, without its password."""
    host = str(_read(url).get("host") or "this machine")
    return f"database {database(url)} on {'this machine' if host.startswith('/') else host}"


def options(url: str) -> tuple[dict[str, str], dict[str, str]]:
    """What postgres_fdw keeps of a URL with a server, and what with a user of it."""
    server = {key: str(value) for key, value in {**_DEFAULTS, **_read(url)}.items()}
    keys: list[str] = [key for key in ("user", "password", "sslpassword") if key in server]
    user = {key: server.pop(key) for key in keys}
    return server, user if "password" in user else {**user, "password_required": "false"}


def joined(options: dict[str, str]) -> str:
    """The URL that such options were made from, in libpq's other notation."""
    return str(make_conninfo("", **{key: value for key, value in options.items() if key != "password_required"}))


def _read(url: str) -> dict[str, Any]:
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError as cause:
        # Not libpq's own message: it repeats the URL, the password too.
        raise LibraryError("the library's URL cannot be read; write postgresql://USER@HOST:PORT/DATABASE") from cause


def connect(url: str) -> Connection:
    """A session in autocommit mode, so that every transaction is one we began."""
    connection = psycopg.connect(_complete(url), autocommit=True)
    try:
        connection.execute(_SESSION)
        if connection.execute("SELECT 1 FROM pg_type WHERE typname = 'halfvec'").fetchone():
            register_vector(connection)
    except BaseException:
        connection.close()
        raise
    return connection


class Pool:
    """Sessions that read, shared between threads; a server that refuses is an error at once, one that is back is none.

    psycopg_pool's own goes on trying in the background and gives the reason of a refusal to its log alone.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: LifoQueue[Connection] = LifoQueue()
        self._places = BoundedSemaphore(_MOST)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A session in a transaction that sees one moment, until the context ends.

        Raises:
            StoreUnavailable: too many others are in use for too long.
        """
        if not self._places.acquire(timeout=PATIENCE):
            raise StoreUnavailable(f"{_MOST} questions are being answered and none was done in {PATIENCE:.0f} s")
        try:
            connection = self._begun()
            try:
                yield connection
            finally:
                if not connection.closed:
                    connection.execute("ROLLBACK")
                    self._idle.put(connection)
        finally:
            self._places.release()

    def _begun(self) -> Connection:
        with suppress(Empty):
            while True:
                connection = self._idle.get_nowait()
                # A session that has lain idle may be of a server that has since been started anew.
                with suppress(psycopg.OperationalError):
                    connection.execute(BEGIN)
                    return connection
                connection.close()
        connection = connect(self._url)
        connection.execute(BEGIN)
        return connection

    def close(self) -> None:
        """Closes every idle session."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()


def _complete(url: str) -> str:
    given = _read(url)
    return str(make_conninfo(url, **{key: value for key, value in _DEFAULTS.items() if key not in given}))


def literal(value: str) -> str:
    """The value as it stands in a statement that takes no parameters."""
    return str(Literal(value).as_string())


def half(vector: np.ndarray) -> object:
    """A vector as the server takes it: each number rounded to the nearest of 16 bits."""
    return HalfVector(vector)


def half_text(vector: np.ndarray) -> str:
    """The same as text."""
    return str(HalfVector(vector).to_text())


def floats(value: object) -> np.ndarray:
    """A vector as the server gives it, float32."""
    return np.asarray(value.to_numpy(), dtype=np.float32)  # type: ignore[attr-defined]


@contextmanager
def translate_errors(name: str) -> Iterator[None]:
    """Turns the server's errors into ours, each with what mends it.

    Args:
        name: the server in words, see :func:`described`.
    """
    try:
        yield
    except errors.QueryCanceled as cause:
        raise StoreUnavailable(f"{name} took longer than its statement timeout allows; try again") from cause
    except errors.LockNotAvailable as cause:
        raise LibraryBusy(f"another process is writing the same document to {name}; try again") from cause
    except errors.UniqueViolation as cause:
        raise LibraryBusy(f"another process gave {name} a document of the same source; run it again") from cause
    except errors.DiskFull as cause:
        raise LibraryError(f"no space left for {name}; free some and run it again: what was stored is safe") from cause
    except errors.ReadOnlySqlTransaction as cause:
        raise LibraryError(f"{name} is a replica that can only be read; write to the primary") from cause
    except errors.InsufficientPrivilege as cause:
        raise LibraryError(f"{name} does not allow this: {_line(cause)}") from cause
    except (errors.UndefinedTable, errors.InvalidSchemaName) as cause:
        raise LibraryMissing(f"there is no library in {name}; make one with: quoth index PATH") from cause
    except (errors.DataCorrupted, errors.IndexCorrupted) as cause:
        raise LibraryDamaged(f"{name} is damaged ({_line(cause)}); restore a backup") from cause
    except (psycopg.OperationalError, psycopg.InterfaceError) as cause:
        raise StoreUnavailable(f"{name} cannot be reached: {_line(cause)}") from cause
    except psycopg.Error as cause:
        raise LibraryError(f"{name}: {_line(cause)}") from cause


def _line(cause: Exception) -> str:
    return " ".join(str(cause).split("\n", 1)[0].split()) or type(cause).__name__
