"""BM25 over PostgreSQL's own full text, whose ranking functions know nothing of how rare a word is."""

from collections.abc import Collection, Mapping, Sequence
from math import log

from index.storage.postgres.connection import Connection
from index.storage.postgres.parts import Parts
from index.storage.protocols import Ranked

# The constants SQLite's full text has, so that both engines rank alike.
_K1, _B = 1.2, 0.75
#: Rows looked at for a question, about; beyond that its most frequent words only add to what rarer ones found.
_VISITED = 200_000
#: Of these many passages the frequent words' shares are looked up, for each that is wanted.
_SPARE = 4
#: How often a word may stand in a passage, asked for in turns: the deeper ones only where a word stands so often.
_TIMES = (range(1, 9), range(9, 65), range(65, 256))
#: Rows of the table ``slot``, see :mod:`index.storage.postgres.schema`.
SLOTS = 10_000

#: A word, and how often it stands in a passage at least. Its lexeme is the word alone, then "word 2", "word 3"...
Slot = tuple[str, int]

# Twice: once the planner takes each word for a frequent one, and would compare every passage with every word.
_MATCH = "words @@ (%(queries)s::tsquery[])[s.n] AND words @@ (%(queries)s::tsquery[])[s.n]"
_COUNTED = f"""
SELECT s.n, count(*) AS found FROM {{slot}} s JOIN {{passage}} p ON {_MATCH}
WHERE s.n <= %(slots)s AND {{seen}} GROUP BY s.n
"""

# BM25's n / (n + c) as the sum of what each further time adds to it: c / ((n + c) (n - 1 + c)). Rounded, so that the
# order in which rows came does not show.
_LENGTH = f"({_K1 * (1 - _B)}::float8 + {_K1 * _B}::float8 / %(length)s::float8 * length::float8)"
_TIME = "(%(times)s::float8[])[s.n]"
_SCORE = f"""
round(1e9 * sum((%(weights)s::float8[])[s.n] * {_LENGTH} / (({_TIME} + {_LENGTH}) * ({_TIME} - 1 + {_LENGTH})))) / 1e9
"""
_SCORED = f"""
SELECT id, {_SCORE} AS score, document, put FROM {{slot}} s JOIN {{passage}} p ON {_MATCH}
WHERE s.n <= %(slots)s AND {{seen}} {{narrowing}} GROUP BY id, document, put ORDER BY 2 DESC, id LIMIT %(k)s
"""


class WordCounts:
    """In how many passages words stand, of the generation asked last. Safe to share between threads.

    What takes long to count, frequent words, is asked for again and again.
    """

    _MOST = 10_000

    def __init__(self) -> None:
        self._of: tuple[int, dict[str, dict[int, int]]] = (-1, {})

    def of(self, generation: int) -> dict[str, dict[int, int]]:
        """By word and by how often it stands there at least; to be added to."""
        known, counts = self._of
        if known != generation or len(counts) > self._MOST:
            counts = {}
            self._of = generation, counts
        return counts


def rank(
    connection: Connection,
    parts: Parts,
    counts: WordCounts,
    words: Sequence[str],
    k: int,
    documents: Collection[str] | None,
) -> list[Ranked]:
    """The ``k`` passages with the highest BM25 (Robertson, Zaragoza 2009), best first; ties go to the lower id.

    Exact where the rows to visit are few enough. Else the most frequent words do not select passages.

    Args:
        words: bare words, see :func:`index.words.folded`.
        documents: ids to search in; None for all.
    """
    rows = connection.execute(
        "SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('words', word))) FROM unnest(%s::text[]) word",
        (list(words),),
    )
    held = _held(
        connection, parts, counts.of(parts.generation), sorted(term for (term,) in rows)[: SLOTS // len(_TIMES[0])]
    )
    weights = {
        t: (_K1 + 1) * max(log((parts.passages - n + 0.5) / (n + 0.5)), 1e-6)
        for (t, time), n in held.items()
        if time == 1
    }
    selecting, others = _divided(held)
    if not selecting:
        return []
    values: dict[str, object] = {"length": parts.words / parts.passages, "k": k * _SPARE if others else k}
    narrowing = ""
    if documents is not None:
        narrowing, values["documents"] = "AND document = ANY(%(documents)s::text[])", list(documents)
    found = _scored(connection, parts, selecting, weights, narrowing, values)
    if others:
        narrowing, values["ids"] = "AND id = ANY(%(ids)s::bigint[])", list(found)
        for id, share in _scored(connection, parts, others, weights, narrowing, values).items():
            found[id] += share
    return sorted(found.items(), key=lambda ranked: (-ranked[1], ranked[0]))[:k]


def _held(
    connection: Connection, parts: Parts, known: dict[str, dict[int, int]], terms: Sequence[str]
) -> dict[Slot, int]:
    """In how many passages each term stands once at least, twice at least, and so on until in none.

    Args:
        known: what was counted before; the rest is added.
    """
    counted: dict[str, dict[int, int]] = {term: {} for term in terms if term not in known}
    deeper = list(counted)
    for times in _TIMES:
        slots = [(term, time) for term in deeper for time in times][:SLOTS]
        if not slots:
            break
        query = f"SELECT n, sum(found) FROM ({parts.union(_COUNTED)}) counted GROUP BY n"
        for n, count in connection.execute(query, parts.values | _asked(slots)).fetchall():
            term, time = slots[n - 1]
            counted[term][time] = int(count)
        deeper = [term for term in deeper if times[-1] in counted[term]]
    known |= counted
    return {(term, time): count for term in terms for time, count in sorted(known[term].items())}


def _divided(held: Mapping[Slot, int]) -> tuple[list[Slot], list[Slot]]:
    """The slots that select passages, and those of words too frequent to visit every passage of."""
    rows: dict[str, int] = {}
    for (term, _), count in held.items():
        rows[term] = rows.get(term, 0) + count
    visited, selecting = 0, set[str]()
    for term in sorted(rows, key=lambda term: (rows[term], term)):
        visited += rows[term]
        # The rarest always selects: a question of frequent words has passages, too.
        if not selecting or visited <= _VISITED:
            selecting.add(term)
    slots = list(held)[:SLOTS]
    return [slot for slot in slots if slot[0] in selecting], [slot for slot in slots if slot[0] not in selecting]


def _scored(
    connection: Connection,
    parts: Parts,
    slots: Sequence[Slot],
    weights: Mapping[str, float],
    narrowing: str,
    values: Mapping[str, object],
) -> dict[int, float]:
    union = parts.union(_SCORED, narrowing=narrowing)
    rows = connection.execute(
        f"SELECT found.id, found.score FROM ({union}) found {parts.valid('found')}"
        " ORDER BY -found.score, found.id LIMIT %(k)s",
        {
            **parts.values,
            **values,
            **_asked(slots),
            "times": [float(time) for _, time in slots],
            "weights": [weights[term] for term, _ in slots],
        },
    )
    return {int(id): float(score) for id, score in rows}


def _asked(slots: Sequence[Slot]) -> dict[str, object]:
    return {"slots": len(slots), "queries": [_quoted(term if time == 1 else f"{term} {time}") for term, time in slots]}


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
