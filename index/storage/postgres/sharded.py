"""Write transactions over several servers, which commit one by one: what counts is what the coordinator says."""

from collections.abc import Iterator
from contextlib import contextmanager

from index.storage.postgres.connection import Connection
from index.storage.postgres.parts import Parts
from index.storage.postgres.schema import LOCKS, SWEEP_LOCK
from index.storage.postgres.writer import DocumentRows, PostgresWriter

#: Puts that are no longer needed are swept off the shards when there are so many, and when writing ends.
_SWEPT = 32

# Of the puts that were only begun, those whose writers are gone, for a writer holds its document's lock.
_ABANDONED = """
SELECT put FROM unsettled WHERE needed_until IS NULL AND pg_try_advisory_xact_lock(hashtextextended(document, %s))
"""


class ShardedWriter(PostgresWriter):
    """Writes passages to shards, and documents to the coordinator.

    A document's passages are written and committed first, under a number that the coordinator has noted as
    unsettled; they count from the moment when the coordinator's own transaction names that number in the
    document's row. What it named before is unsettled from then on. So nothing has to be undone whatever dies
    when: unsettled puts are seen by nobody who begins to look, and the next writer sweeps them away.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._recover()

    def _replace(self, id: str, new: DocumentRows | None) -> None:
        with self._locking(id):
            put = 0
            if new:
                put = self._begun(id)
                with self._connection.transaction():
                    new.insert_passages(self._connection, put)
            with self._connection.transaction():
                old, passages, words = self._switch(id, new, put)
                self._connection.execute("DELETE FROM unsettled WHERE put = %s", (put,))
                generation = self._count(passages, words)
                if old is not None:
                    self._connection.execute("INSERT INTO unsettled VALUES (%s, %s, %s)", (old, id, generation))
        if old is not None and self._connection.execute("SELECT count(*) FROM unsettled").fetchone()[0] >= _SWEPT:
            self.sweep()

    def _begun(self, id: str) -> int:
        """A new put, known to be unsettled before anything is written under it."""
        with self._connection.transaction():
            row = self._connection.execute("UPDATE library SET puts = puts + 1 RETURNING puts")
            put = int(row.fetchone()[0])
            self._connection.execute("INSERT INTO unsettled VALUES (%s, %s, NULL)", (put, id))
        return put

    @contextmanager
    def _locking(self, id: str) -> Iterator[None]:
        """The document's lock, over several transactions; it ends with the session, too."""
        lock = "hashtextextended(%s, %s)", (id, LOCKS)
        self._connection.execute(f"SELECT pg_advisory_lock({lock[0]})", lock[1])
        try:
            yield
        finally:
            if not self._connection.closed:
                self._connection.execute(f"SELECT pg_advisory_unlock({lock[0]})", lock[1])

    def sweep(self) -> None:
        """Deletes what no document names any more from the shards, which then say up to which generation it is gone.

        A question that began before sees by that it came too late to the shards, and begins anew.
        """
        with self._connection.transaction():
            if self._connection.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (LOCKS, SWEEP_LOCK)).fetchone() != (
                True,
            ):
                return
            abandoned = [put for (put,) in self._connection.execute(_ABANDONED, (LOCKS,))]
            # Read again, under the locks: one of them may have been settled while its lock was waited for.
            gone = self._connection.execute(
                "SELECT put, coalesce(needed_until, 0) FROM unsettled WHERE needed_until IS NOT NULL OR put = ANY(%s)",
                (abandoned,),
            ).fetchall()
            if gone:
                puts, until = [put for put, _ in gone], max(until for _, until in gone)
                self._connection.execute("DELETE FROM passage WHERE put = ANY(%s)", (puts,))
                for n in range(self._shards):
                    self._connection.execute(f"UPDATE shard_{n} SET swept = %s WHERE swept < %s", (until, until))
                self._connection.execute("DELETE FROM unsettled WHERE put = ANY(%s)", (puts,))

    def _recover(self) -> None:
        """Numbers of passages and puts go on above any that a shard has.

        The coordinator may be of an older backup, or its replica may have missed the last commits: what shards have
        beyond belongs to no document.
        """
        with self._connection.transaction():
            parts = Parts.seen(self._connection)
            self._shards = parts.shards
            ends = parts.union("SELECT max(id) AS id, max(put) AS put FROM {passage}")
            id, put = self._connection.execute(f"SELECT max(id), max(put) FROM ({ends}) ends").fetchone()
            self._connection.execute(
                "SELECT setval('passage_id', %s) FROM passage_id WHERE last_value < %s", (id or 0, id or 0)
            )
            if put is None or put <= parts.last:
                return
            (last,) = self._connection.execute("SELECT puts FROM library FOR UPDATE").fetchone()
            lost = parts.union("SELECT DISTINCT put FROM {passage} WHERE put > %(last)s")
            self._connection.execute(
                f"INSERT INTO unsettled SELECT DISTINCT put, '', 0 FROM ({lost}) lost ON CONFLICT DO NOTHING",
                {"last": last},
            )
            self._connection.execute("UPDATE library SET puts = greatest(puts, %s)", (put,))
