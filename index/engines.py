"""Which engine keeps a library: the one its place names."""

from pathlib import Path

from index.sqlite import SQLiteStore
from index.storage import Maker, Store

_SERVER = ("postgresql://", "postgres://")


def exists(place: Path | str) -> bool:
    """Whether there is a library.

    Args:
        place: a folder, or a PostgreSQL connection URL.

    Raises:
        LibraryError: the server does not answer, or cannot be used.
    """
    if isinstance(place, str) and place.startswith(_SERVER):
        from index.postgres import PostgresStore  # an extra, and a third of a second to load

        return PostgresStore.exists(place)
    return SQLiteStore.exists(Path(place))


def open_store(place: Path | str) -> tuple[Store, Path]:
    """The library in a place, and the folder its sources are relative to.

    Raises:
        LibraryError: there is none, or it cannot be used; the message says why.
    """
    if isinstance(place, str) and place.startswith(_SERVER):
        from index.postgres import PostgresStore

        store = PostgresStore(place)
        return store, store.base
    folder = Path(place)
    return SQLiteStore(folder), folder.absolute().parent


def create_store(place: Path | str, maker: Maker, base: Path | None = None) -> tuple[Store, Path]:
    """An empty library made in a place, and the folder its sources are relative to.

    Args:
        base: that folder, for a library on a server; by default the present one. A folder's is the one it stands in.

    Raises:
        LibraryError: it cannot be made.
    """
    if isinstance(place, str) and place.startswith(_SERVER):
        from index.postgres import PostgresStore

        server = PostgresStore.create(place, maker, base or Path.cwd())
        return server, server.base
    folder = Path(place)
    return SQLiteStore.create(folder, maker), folder.absolute().parent


def name_of(place: Path | str) -> str:
    """A short name for a library among others; one in a hidden folder is known by what it stands beside."""
    if isinstance(place, str) and place.startswith(_SERVER):
        from index.postgres.connection import database

        return database(place)
    folder = Path(place).absolute()
    return (folder.parent if folder.name.startswith(".") else folder).name
