"""Which engine keeps a library: the one its place names."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeGuard

from index.errors import LibraryError
from index.paths import absolute
from index.storage.diagnosis import Diagnosis
from index.storage.joined import JoinedStore
from index.storage.protocols import Maker, Store
from index.storage.sqlite import SQLiteStore

_SERVER = ("postgresql://", "postgres://")
_SPREAD = (
    "the library is there already and keeps the shards it was made with; go on without --shard, "
    "or move it to another database with: quoth migrate FROM TO --shard URL"
)


def _served(place: Path | str) -> TypeGuard[str]:
    return isinstance(place, str) and place.startswith(_SERVER)


def exists(place: Path | str, shards: Sequence[str] = ()) -> bool:
    """Whether there is a library.

    Args:
        place: a folder, or a PostgreSQL connection URL.
        shards: those that it is to be made with, where there is none.

    Raises:
        LibraryError: the server does not answer, or cannot be used; or the library is there, so it has its shards.
    """
    if _served(place):
        from index.storage.postgres import PostgresStore  # an extra, and a third of a second to load

        found = PostgresStore.exists(place)
    else:
        found = SQLiteStore.exists(Path(place))
    if found and shards:
        raise LibraryError(_SPREAD)
    return found


def open_store(place: Path | str) -> tuple[Store, Path]:
    """The library in a place, and the folder its sources are relative to.

    Raises:
        LibraryError: there is none, or it cannot be used; the message says why.
    """
    if _served(place):
        from index.storage.postgres import PostgresStore

        store = PostgresStore(place)
        return store, store.base
    folder = Path(place)
    return SQLiteStore(folder), absolute(folder).parent


def open_joined(places: Sequence[Path | str]) -> tuple[Store, dict[str, Path]]:
    """Several libraries as one, and by each one's name the folder its sources are relative to.

    Raises:
        LibraryError: one of them cannot be used, or they were made with different models.
    """
    opened = {name: open_store(place) for name, place in name_places(places).items()}
    store = JoinedStore({name: store for name, (store, _) in opened.items()})
    return store, {name: absolute(base) for name, (_, base) in opened.items()}


def create_store(
    place: Path | str, maker: Maker, base: Path | None = None, shards: Sequence[str] = ()
) -> tuple[Store, Path]:
    """An empty library made in a place, and the folder its sources are relative to.

    Args:
        base: that folder, for a library on a server; by default the present one. A folder's is the one it stands in.
        shards: URLs of databases that its passages shall be spread over, for a library on a server.

    Raises:
        LibraryError: it cannot be made.
    """
    if _served(place):
        from index.storage.postgres import PostgresStore

        server = PostgresStore.create(place, maker, base or Path.cwd(), shards)
        return server, server.base
    if shards:
        raise LibraryError("only a library in a database has shards; name one with: --library postgresql://...")
    folder = Path(place)
    return SQLiteStore.create(folder, maker), absolute(folder).parent


def examine(place: Path | str) -> Diagnosis:
    """Checks everything a library stores against its digests; changes nothing.

    Raises:
        LibraryMissing: there is none. StoreUnavailable: its server does not answer.
    """
    if _served(place):
        from index.storage.postgres import doctor as server

        return server.examine(place)
    from index.storage.sqlite import doctor

    return doctor.examine(Path(place))


def mend(place: Path | str) -> Diagnosis:
    """Saves what is sound of a library in a folder.

    Raises:
        LibraryError: nothing can be saved, or the library is in a database.
    """
    if _served(place):
        raise LibraryError("a library in a database is mended by restoring a backup of it, or indexing anew")
    from index.storage.sqlite.repair import repair

    return repair(Path(place))


def local_folder(place: Path | str) -> Path:
    """The folder on this machine for what belongs to a library but is no document of it."""
    if _served(place):
        return Path(".quoth")
    return Path(place)


def name_places(places: Sequence[Path | str]) -> dict[str, Path | str]:
    """A name for each of several libraries that are asked as one."""
    named: dict[str, Path | str] = {}
    for place in places:
        # A colon ends the name in a document's id.
        name = name_of(place).replace(":", "_") or "library"
        named[name if name not in named else f"{name}-{len(named) + 1}"] = place
    return named


def name_of(place: Path | str) -> str:
    """A short name for a library among others; one in a hidden folder is named for the folder around it."""
    if _served(place):
        from index.storage.postgres.connection import database

        return database(place)
    folder = absolute(Path(place))
    return (folder.parent if folder.name.startswith(".") else folder).name
