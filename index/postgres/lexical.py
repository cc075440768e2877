"""BM25 over PostgreSQL's own full text, whose ranking functions know nothing of how rare a word is."""

from collections.abc import Collection, Sequence

from index.postgres.connection import SCHEMA, Connection
from index.storage import Ranked

# The constants SQLite's full text has, so that both engines rank alike.
_K1, _B = 1.2, 0.75
#: Passages looked at for a question, about; beyond that its most frequent words only add to what rarer ones found.
_VISITED = 50_000


def ranked(
    connection: Connection,
    words: Sequence[str],
    k: int,
    documents: Collection[str] | None,
    *,
    passages: int,
    length: float,
) -> list[Ranked]:
    """The ``k`` passages with the highest BM25 (Robertson, Zaragoza 2009), best first; ties go to the lower id.

    Exact where the words' passages together are few enough to visit. Else the most frequent words do not select
    passages, and their frequency is the planner's estimate.

    Args:
        words: bare words, see :func:`index.words.folded`.
        documents: ids to search in; None for all.
        passages: how many the library has. length: the words of one, on average.
    """
    rows = connection.execute(
        "SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('words', word))) FROM unnest(%s::text[]) word",
        (list(words),),
    )
    terms = sorted(term for (term,) in rows)
    if not terms:
        return []
    frequent = _frequent(connection, terms, passages)
    values: dict[str, object] = {"any": " | ".join(map(_quoted, sorted(set(terms) - frequent.keys()))), "k": k}
    values |= {f"t{n}": _quoted(term) for n, term in enumerate(terms)}
    values |= {"n": passages, "length": length}
    among = ""
    if documents is not None:
        among, values["documents"] = "WHERE document = ANY(%(documents)s)", list(documents)
    counts, shares = [], []
    for n, term in enumerate(terms):
        counts.append(f"count(*) FILTER (WHERE f{n} > 0) AS n{n}")
        count = f"n{n}"
        if term in frequent:
            count, values[f"n{n}"] = f"%(n{n})s::float8", frequent[term]
        idf = f"greatest(ln((%(n)s - {count} + 0.5) / ({count} + 0.5)), 1e-6)"
        shares.append(f"{idf} * f{n} * {_K1 + 1} / (f{n} + {_K1} * ({1 - _B} + {_B} * length / %(length)s))")
    return [
        (int(id), float(score))
        for id, score in connection.execute(
            f"""
            WITH found AS MATERIALIZED (
                SELECT id, document, length, {", ".join(f"frequency(words, %(t{n})s) AS f{n}" for n in range(len(terms)))}
                FROM passage WHERE words @@ %(any)s::tsquery
            ), counted AS (SELECT {", ".join(counts)} FROM found)
            SELECT id, {" + ".join(shares)} AS score FROM found, counted {among} ORDER BY score DESC, id LIMIT %(k)s
            """,
            values,
        )
    ]


def _frequent(connection: Connection, terms: Sequence[str], passages: int) -> dict[str, float]:
    """The terms too frequent to visit every passage of, with the passages each stands in by the planner's estimate."""
    if passages <= _VISITED:
        return {}
    rows = connection.execute(
        "SELECT term, share FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs)"
        " AS common(term, share)"
        " WHERE schemaname = %s AND tablename = 'passage' AND attname = 'words' AND term = ANY(%s)",
        (SCHEMA, list(terms)),
    )
    estimated = {term: share * passages for term, share in rows}
    visited, frequent = 0.0, {}
    for n, term in enumerate(sorted(terms, key=lambda term: estimated.get(term, 0.0))):
        visited += estimated.get(term, 0.0)
        # The rarest always selects: a question of frequent words has passages, too.
        if n and visited > _VISITED:
            frequent[term] = estimated[term]
    return frequent


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
