"""Which words stand in the library, and which of them are spelled like one that does not."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from index.spelling import begins, near
from index.storage.protocols import SimilarWord

_OF_DOCUMENTS = "IN (SELECT id FROM passage WHERE document IN (SELECT value FROM json_each(:documents)))"
#: Passages of a word that are counted, and shown.
_COUNTED, _SHOWN = 1_000, 10
#: Letters at the beginning of a word with two slips that must be right.
_FIRST = 4
#: The most letters in an ending that the vocabulary cuts off.
_ENDING = 7
#: The most words of a vocabulary that are looked at.
_MOST = 24


def missing_words(
    connection: sqlite3.Connection, words: Collection[str], documents: Collection[str] | None
) -> list[str]:
    """See :class:`index.storage.protocols.Snapshot`."""
    known = set(_known(connection, words, documents))
    return [word for word in words if word not in known]


def similar_words(
    connection: sqlite3.Connection, word: str, slips: int, documents: Collection[str] | None
) -> Iterator[SimilarWord]:
    """See :class:`index.storage.protocols.Snapshot`."""
    # The vocabulary has no endings: a whole word is looked up by matching it, and a term of it by its places.
    if slips == 1:
        terms: Iterable[str] = _known(connection, sorted(set(near(word))), None)
        of = "rowid FROM word WHERE word MATCH '\"' || :word || '\"' AND +rowid"
    else:
        terms = _further(connection, word)
        of = "DISTINCT doc FROM place WHERE term = :word AND +doc"
    narrowing = "> 0" if documents is None else _OF_DOCUMENTS
    values = {"documents": json.dumps(list(documents or ()))}
    found = (
        (term, connection.execute(f"SELECT {of} {narrowing} LIMIT {_COUNTED}", values | {"word": term}))
        for term in terms
    )
    # Cut off among what is shown: what else the library has must not tell.
    held = ((term, rows) for term, ids in found if (rows := ids.fetchall()))
    for term, rows in islice(held, _MOST):
        yield SimilarWord(term, len(rows), tuple(int(id) for (id,) in rows[:_SHOWN]))


def _known(connection: sqlite3.Connection, words: Collection[str], documents: Collection[str] | None) -> list[str]:
    """Those of bare words that stand somewhere, be it with another ending."""
    narrowing = "" if documents is None else f"AND +rowid {_OF_DOCUMENTS}"
    rows = connection.execute(
        "SELECT value FROM json_each(:words) WHERE EXISTS"
        f" (SELECT 1 FROM word WHERE word MATCH '\"' || value || '\"' {narrowing})",
        {"words": json.dumps(list(words)), "documents": json.dumps(list(documents or ()))},
    )
    return [str(word) for (word,) in rows]


def _further(connection: sqlite3.Connection, word: str) -> list[str]:
    """Terms of the vocabulary, words without their endings, that a word with two slips may stand for; the likeliest first."""
    rows = connection.execute(
        "SELECT term FROM term WHERE term >= :first AND term < :first || char(0x10ffff)", {"first": word[:_FIRST]}
    )
    found: dict[str, int] = {}
    for (term,) in rows:
        fits = len(word) - _ENDING <= len(term) <= len(word) + 2 and len(set(term) - set(word)) <= 2
        if fits and (far := begins(word, term.removesuffix("i"), 2)) is not None:
            found[term] = far
    return sorted(found, key=lambda term: (found[term] - len(term), term))
