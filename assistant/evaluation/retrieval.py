"""Retrieval alone, on sets in BEIR's layout."""

from collections.abc import Iterable
from pathlib import Path

from assistant.evaluation import runs
from assistant.evaluation.datasets import Query, Text, load_beir
from assistant.evaluation.examples import RetrievedExample
from assistant.evaluation.indexing import document, index_articles
from assistant.evaluation.metrics import retrieved_figures
from assistant.evaluation.results import Options, Result
from index.documents import Document, Passage
from index.embedding import open_embedder
from index.search import View
from index.storage import Ranked

#: Passages a ranking brings: as many as each gives to their fusion when a question is asked.
_RANKED = 100


def evaluate_beir(path: Path | str, options: Options | None = None, split: str = "test") -> Result:
    """Dense, lexical and fused retrieval.

    A document ranks as its best passage does (MaxP, Dai and Callan 2019, "Deeper Text Understanding for IR with
    Contextual Neural Language Modeling"); each ranking brings 100 passages. As in BEIR's own scoring, a document
    with the id of the query is left out.

    Raises:
        InvalidData: the set cannot be used.
    """
    path, options = Path(path), options or Options()
    data = load_beir(path, split)
    embedder = options.embedder or open_embedder()
    settings = options.settings("beir", runs.identify_data(path), embedder) | {"split": split, "ranked": _RANKED}
    folder = options.folder(settings)
    documents = [made for text in data.corpus if (made := _document(text))]

    with index_articles(documents, embedder, folder, options.progress) as index:

        def search(query: Query) -> RetrievedExample:
            with index.view() as view:
                fused = [(hit.passage, hit.score) for hit in view.search(query.text, _RANKED)]
                dense, lexical = view.rankings(query.text, _RANKED)
                rankings = {"fused": fused, "dense": _scored(view, dense), "lexical": _scored(view, lexical)}
            best = {way: _best(ranking, query.id) for way, ranking in rankings.items()}
            return RetrievedExample(query.id, query.text, query.gains, best)

        queries = runs.spread(data.queries, options.limit)
        found = runs.run(queries, search, RetrievedExample.from_json, folder, options.progress)
    return Result("beir", settings, found, retrieved_figures(found, options.interval))


def _document(text: Text) -> Document | None:
    """The text with its title embedded along; None where there is nothing to search in."""
    body = (text.text if text.text.strip() else text.title).replace("\r", "\n")
    return document(text.id, body, text.title or None) if body.strip() else None


def _scored(view: View, ranking: list[Ranked]) -> list[tuple[Passage, float]]:
    passages = view.passages([id for id, _ in ranking])
    return [(passage, score) for passage, (_, score) in zip(passages, ranking, strict=True)]


def _best(ranking: Iterable[tuple[Passage, float]], query: str) -> tuple[tuple[str, float], ...]:
    """A ranking of passages as one of documents, each at its best passage."""
    found: dict[str, float] = {}
    for passage, score in ranking:
        found.setdefault(passage.document.source, score)
    found.pop(query, None)
    return tuple(found.items())
