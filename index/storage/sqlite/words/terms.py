"""Words as the database's full text knows them, without endings and diacritics: by FTS5's own tokeniser."""

import sqlite3
import threading
from collections.abc import Sequence
from functools import cache

from index.storage.sqlite.connection import TOKENIZER
from index.words import STOP_WORDS

_LOCK = threading.Lock()


def terms(words: Sequence[str]) -> list[tuple[bytes, ...]]:
    """The terms of each word, as UTF-8, in order; seldom another number than one."""
    found: list[tuple[bytes, ...]] = [()] * len(words)
    with _LOCK:
        _tokeniser().execute("BEGIN")
        try:
            _tokeniser().executemany("INSERT INTO word(rowid, body) VALUES (?, ?)", enumerate(words))
            for number, term in _tokeniser().execute("SELECT doc, CAST(term AS BLOB) FROM place ORDER BY doc, offset"):
                found[number] += (term,)
        finally:
            _tokeniser().execute("ROLLBACK")
    return found


@cache
def stopped() -> frozenset[bytes]:
    """The terms of the words that tell no passages apart."""
    return frozenset(term for each in terms(sorted(STOP_WORDS)) for term in each)


@cache
def _tokeniser() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.executescript(
        f"CREATE VIRTUAL TABLE word USING fts5(body, content='', tokenize='{TOKENIZER}');"
        "CREATE VIRTUAL TABLE place USING fts5vocab(word, instance);"
    )
    return connection
