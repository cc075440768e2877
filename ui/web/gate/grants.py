"""Grants: what the bearer of each token may do, and which documents there are for them."""

import os
import stat
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from index.errors import QuothError
from index.storage import Entry

#: A token with fewer characters could be guessed.
SHORTEST_TOKEN = 16


class Scope(StrEnum):
    """What may be done."""

    READ = "read"
    EDIT = "edit"
    METRICS = "metrics"


@dataclass(frozen=True)
class Places:
    """Where the documents lie that somebody is shown.

    Only where a document lies decides, never what it says of itself.

    Attributes:
        libraries: their names, where several are open together; none for all of them.
        folders: how the sources begin, each with a slash at its end; none for all of them.
    """

    libraries: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for folder in self.folders:
            if not folder.endswith("/") or _climbs(folder):
                raise QuothError(f"{folder!r} is no folder; write it as sources begin, as in contracts/2024/")

    @property
    def everywhere(self) -> bool:
        """Whether all documents are shown."""
        return not (self.libraries or self.folders)

    def admits(self, entry: Entry) -> bool:
        """Whether a document is shown."""
        return (not self.libraries or entry.library in self.libraries) and self.holds(entry.source)

    def holds(self, source: str) -> bool:
        """Whether a source lies in one of the folders."""
        return not self.folders or (source.startswith(self.folders) and not _climbs(source))


@dataclass(frozen=True)
class Grant:
    """What the bearer of a token may do.

    Attributes:
        name: who that is, for the log. token: None lets in whoever reaches the server.
    """

    name: str
    token: str | None
    scopes: frozenset[Scope] = frozenset({Scope.READ})
    places: Places = Places()

    def __post_init__(self) -> None:
        if self.token is not None and (len(self.token) < SHORTEST_TOKEN or not self.token.isascii()):
            raise QuothError(f"the token of {self.name} needs at least {SHORTEST_TOKEN} plain characters")
        if not self.scopes:
            raise QuothError(f"{self.name} may do nothing; give it scopes: {', '.join(Scope)}")

    @property
    def editor(self) -> bool:
        """Whether documents may be added and removed."""
        return Scope.EDIT in self.scopes


def read_grants(file: Path) -> tuple[Grant, ...]:
    """The grants written in a TOML file, a table each.

    Raises:
        QuothError: it cannot be read, others may read it, or something in it is wrong.
    """
    try:
        if os.name == "posix" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise QuothError(f"others may read {file}, and with it the tokens; run: chmod 600 {file}")
        tables = tomllib.loads(file.read_text("utf-8"))
    except OSError as cause:
        raise QuothError(f"the tokens cannot be read from {file}: {cause.strerror}") from cause
    except ValueError as cause:
        raise QuothError(f"{file} is no TOML: {cause}") from cause
    try:
        grants = tuple(_grant(name, table) for name, table in tables.items())
    except QuothError as cause:
        raise QuothError(f"{file}: {cause}") from cause
    if not grants or len({grant.token for grant in grants}) < len(grants):
        raise QuothError(f"{file} must have at least one table, and a token of its own in each")
    return grants


def _grant(name: str, table: Any) -> Grant:
    known = {"token", "scopes", "libraries", "folders"}
    if not isinstance(table, dict) or not isinstance(table.get("token"), str) or set(table) - known:
        raise QuothError(f"[{name}] must be a table of token, and of scopes, libraries and folders where it needs them")
    scopes = _listed(name, table, "scopes", [Scope.READ.value])
    if unknown := [each for each in scopes if each not in set(Scope)]:
        raise QuothError(f"[{name}] has an unknown scope {unknown[0]!r}; there are {', '.join(Scope)}")
    places = Places(tuple(_listed(name, table, "libraries", [])), tuple(_listed(name, table, "folders", [])))
    return Grant(name, table["token"], frozenset(map(Scope, scopes)), places)


def _listed(name: str, table: dict[str, Any], key: str, otherwise: Sequence[str]) -> Sequence[str]:
    given = table.get(key, otherwise)
    if not isinstance(given, list) or not all(isinstance(each, str) and each for each in given):
        raise QuothError(f"[{name}] must have a list of words as {key}")
    if key in table and not given:
        # An empty list means nothing to whoever wrote it; to a program it might mean everything.
        raise QuothError(f"[{name}] has an empty list of {key}; leave it out for all, or name some")
    return given


def _climbs(path: str) -> bool:
    return ".." in path.split("/")
