"""What the database's full text knows: the truth of which words stand where."""

import json
import sqlite3
from collections.abc import Collection, Iterator

import numpy as np

from index.errors import LibraryDamaged
from index.storage.protocols import Ranked
from index.words import FIELD_WEIGHTS

OF_DOCUMENTS = "document IN (SELECT value FROM json_each(?))"
#: A place as one number: its passage's id, and behind it the weight of its field.
_WEIGHTS = 4
_PLACE = f"doc * {_WEIGHTS} + CASE col WHEN 'title' THEN {{}} WHEN 'headings' THEN {{}} ELSE {{}} END"


class FullText:
    """The full text of one generation, by the connection that has it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def search(self, match: str, k: int, documents: Collection[str] | None = None, after: int = -1) -> list[Ranked]:
        """The ``k`` passages that match best, best first, each match scored; ties go to the lower id.

        Args:
            match: a query in FTS5's own syntax. documents: to look in. after: only passages with higher ids.
        """
        query = "SELECT rowid, -bm25(word, ?, ?, ?) AS score FROM word WHERE word MATCH ? AND rowid > ?"
        values: list[object] = [*FIELD_WEIGHTS, match, after]
        if documents is not None:
            # The plus: else the words would be matched anew for each admitted passage, hundreds of times slower.
            query += f" AND +rowid IN (SELECT id FROM passage WHERE {OF_DOCUMENTS} AND id > ?)"
            values += json.dumps(list(documents)), after
        rows = self._connection.execute(f"{query} ORDER BY score DESC, rowid LIMIT ?", (*values, k))
        return [(int(i), float(score)) for i, score in rows]

    def count(self, word: str, after: int) -> int:
        """How many passages with ids above ``after`` have a bare word."""
        query = "SELECT count(*) FROM word WHERE word MATCH ? AND rowid > ?"
        return int(self._connection.execute(query, (f'"{word}"', after)).fetchone()[0])

    def size(self) -> tuple[int, int]:
        """How many passages there are, and how many words in all of them.

        Raises:
            LibraryDamaged: it does not say.
        """
        # FTS5's own record of its averages: how many rows, and how many tokens in each column.
        row = self._connection.execute("SELECT block FROM word_data WHERE id = 1").fetchone()
        if row is None:
            raise LibraryDamaged("full-text search has lost its averages; run: quoth doctor")
        passages, *words = _varints(row[0])
        return passages, sum(words)

    def lengths(self) -> tuple[np.ndarray, np.ndarray]:
        """Each passage's id, int64, ascending, and how many words it has, int32."""
        rows = self._connection.execute("SELECT id, sz FROM word_docsize ORDER BY id")
        pairs = ((id, sum(sizes if max(sizes) < 0x80 else _varints(sizes))) for id, sizes in rows)
        found = np.fromiter(pairs, dtype=np.dtype((np.int64, 2)))
        return found[:, 0].copy(), found[:, 1].astype(np.int32)

    def postings(self, but: Collection[bytes]) -> Iterator[tuple[bytes, np.ndarray, np.ndarray]]:
        """Each term's UTF-8 but some, in order: the ids of its passages, int64, ascending, and how often
        it stands in each, by the weights of its fields.
        """
        # FTS5 gives its terms in order, so that grouping sorts nothing; numbers in one text are read many times
        # faster than rows.
        rows = self._connection.execute(
            f"SELECT CAST(term AS BLOB), group_concat({_PLACE.format(*FIELD_WEIGHTS)}) FROM place"
            " WHERE term NOT IN (SELECT value FROM json_each(?)) GROUP BY term",
            (json.dumps([term.decode() for term in but]),),
        )
        for term, places in rows:
            numbers = np.fromstring(places, dtype=np.int64, sep=",")
            ids, weights = np.divmod(numbers, _WEIGHTS)
            first = np.flatnonzero(np.diff(ids, prepend=-1))
            yield term, ids[first], np.add.reduceat(weights, first)


def _varints(data: bytes) -> list[int]:
    """The numbers that SQLite writes in as many bytes as each needs."""
    values, value = [], 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            values.append(value)
            value = 0
    return values
