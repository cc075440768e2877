"""Where a library's passages lie, in its database or on shards, and which of them a snapshot may see."""

from dataclasses import dataclass
from functools import cached_property

from index.errors import LibraryMismatch, LibraryMissing
from index.storage.postgres.connection import Connection


@dataclass(frozen=True)
class Parts:
    """What a snapshot of the library is made of.

    Every write of a document's passages is a *put* with a number of its own. Shards commit on their own, so what
    lies there counts only where the coordinator's row of the document names its put: that row is the truth. For
    searching, where the best ``k`` must be of those that count, the numbers say it as PostgreSQL's own
    transactions do: nothing after ``last``, and none of ``unsettled``, begun or replaced but not swept away yet.

    Attributes:
        shards: how many; 0 where the passages lie in the library's own database.
        generation, passages, words: of the library.
        swept: the least generation that has not lost any passage on any shard.
    """

    shards: int
    generation: int
    passages: int
    words: int
    last: int
    unsettled: tuple[int, ...]
    swept: int

    @classmethod
    def seen(cls, connection: Connection) -> "Parts":
        """What the connection's transaction sees; it sees each shard as it is now from here on, too.

        Raises:
            LibraryMissing: there is no library. LibraryMismatch: a shard is another library's.
        """
        row = connection.execute("SELECT shards, generation, passages, words, puts, id FROM library").fetchone()
        if row is None:
            raise LibraryMissing("the database holds no library; make one with: quoth index PATH")
        shards, generation, passages, words, last, id = row
        if not shards:
            return cls(0, generation, passages, words, last, unsettled=(), swept=0)
        unsettled = tuple(put for (put,) in connection.execute("SELECT put FROM unsettled ORDER BY put"))
        # Only sorted on the shards, never here: what would be sorted here would all have to be fetched.
        connection.execute("SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off")
        query = " UNION ALL ".join(f"SELECT library, swept FROM shard_{n}" for n in range(shards))
        states = connection.execute(query).fetchall()
        if any(library != id for library, _ in states) or len(states) != shards:
            raise LibraryMismatch("a shard belongs to another library; restore the coordinator and its shards together")
        return cls(shards, generation, passages, words, last, unsettled, max(swept for _, swept in states))

    @property
    def whole(self) -> bool:
        """Whether every passage of this generation was still there when the shards were first looked at."""
        return self.swept <= self.generation

    @cached_property
    def values(self) -> dict[str, object]:
        """What :meth:`union`'s condition needs."""
        return {"last": self.last, "unsettled": list(self.unsettled)} if self.shards else {}

    def union(self, query: str, narrowing: str = "") -> str:
        """``query`` asked of every part at once, its results one after the other.

        Args:
            query: with ``{passage}`` and ``{slot}`` for tables, ``{seen}`` for the condition on passages, and
                ``{narrowing}`` for another. Its columns must come in the order in which they are used outside, or
                PostgreSQL asks one shard after the other.
        """
        if not self.shards:
            return query.format(passage="passage", slot="slot", seen="true", narrowing=narrowing)
        seen = "put <= %(last)s AND put <> ALL(%(unsettled)s::bigint[])"
        return " UNION ALL ".join(
            f"({query.format(passage=f'passage_{n}', slot=f'slot_{n}', seen=seen, narrowing=narrowing)})"
            for n in range(self.shards)
        )

    def valid(self, found: str) -> str:
        """A join that leaves of ``found`` only the passages of documents as they are."""
        if not self.shards:
            return ""
        return f"JOIN document ON document.id = {found}.document AND document.put = {found}.put"
