"""The evaluations that ask questions: a labelled set in, a :class:`assistant.evaluation.results.Result` out."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.assistant import Assistant
from assistant.evaluation import runs
from assistant.evaluation.asking import Answerer, Gold, Oracle, pipeline
from assistant.evaluation.baseline import COSINE_POLICY, CosineReader
from assistant.evaluation.datasets import Question, load_conversations, load_quotes, load_squad
from assistant.evaluation.examples import AskedExample
from assistant.evaluation.indexing import articles, index_articles
from assistant.evaluation.results import Options, Result
from assistant.evaluation.unanswerable import unanswerable
from index.documents import digest
from index.embedding import open_embedder
from index.errors import InvalidData, QuothError
from index.ingest import printable
from index.storage import Entry


def evaluate_squad(path: Path | str, options: Options | None = None) -> Result:
    """The reader alone on a SQuAD file, each question with the paragraph it was written for.

    Raises:
        InvalidData: the file cannot be used.
    """
    path, options = Path(path), options or Options()
    paragraphs = load_squad(path)
    homes = {question.id: paragraph for paragraph in paragraphs for question in paragraph.questions}
    questions = [question for paragraph in paragraphs for question in paragraph.questions]
    embedder = options.embedder or open_embedder()
    reader, policy = options.reading(embedder)
    settings = options.settings("squad", runs.identify_data(path), embedder, reader, policy)
    oracle = Oracle(reader, policy, embedder)
    asked = runs.run(
        runs.spread(questions, options.limit),
        lambda question: oracle.ask(homes[question.id], question),
        AskedExample.from_json,
        options.folder(settings),
        options.progress,
    )
    return Result.of_asked("squad", settings, asked, options, [oracle.document(each) for each in paragraphs])


def evaluate_squad_open(path: Path | str, options: Options | None = None) -> Result:
    """The whole assistant on a SQuAD file: no oracle, all paragraphs of the file in one index.

    See :func:`assistant.evaluation.indexing.articles` for what the documents are.

    Raises:
        InvalidData: the file cannot be used.
    """
    path, options = Path(path), options or Options()
    homes = {article.document.id: article for article in articles(load_squad(path))}
    grounds = {
        question.id: Gold(
            frozenset({article.document.id}), place, tuple(span.shifted(place.start) for span in question.spans)
        )
        for article in homes.values()
        for place, paragraph in article.paragraphs
        for question in paragraph.questions
    }
    questions = [q for each in homes.values() for _, paragraph in each.paragraphs for q in paragraph.questions]
    embedder = options.embedder or open_embedder()
    reader, policy = options.reading(embedder)
    settings = options.settings("squad-open", runs.identify_data(path), embedder, reader, policy)
    folder, documents = options.folder(settings), [article.document for article in homes.values()]
    with index_articles(documents, embedder, folder, options.progress) as index:
        assistant = Assistant(index, reader, policy)
        asked = runs.run(
            runs.spread(questions, options.limit),
            # A question's group is its paragraph, and that is where its answer stands.
            lambda q: pipeline(assistant, q, grounds[q.id], lambda p: homes[p.document.id].met(p.span), [q.group]),
            AskedExample.from_json,
            folder,
            options.progress,
        )
    return Result.of_asked("squad-open", settings, asked, options, documents)


def evaluate_quotes(path: Path | str, assistant: Answerer, options: Options | None = None) -> Result:
    """The user's own questions against a library.

    Raises:
        InvalidData: the file cannot be used, or names a document the library does not have.
        QuothError: the library is empty.
    """
    path = Path(path)
    return _against("quotes", load_quotes(path), runs.identify_data(path), assistant, options or Options())


def evaluate_conversation(path: Path | str, assistant: Answerer, options: Options | None = None) -> Result:
    """The user's own conversations against a library.

    Each turn is asked as the chat asks it: made whole from the questions before it where it leans on them.

    Raises:
        InvalidData, QuothError: as for :func:`evaluate_quotes`.
    """
    path = Path(path)
    return _against("conversation", load_conversations(path), runs.identify_data(path), assistant, options or Options())


def evaluate_refusals(assistant: Answerer, each: int = 20, options: Options | None = None) -> Result:
    """Questions that the library cannot answer, made from its own words: how many it refuses, kind by kind.

    Args:
        each: how many of each of the six kinds, see :mod:`assistant.evaluation.unanswerable`.

    Raises:
        QuothError: the library is empty, or each is less than 1.
    """
    if each < 1:
        raise QuothError(f"at least one question of each kind is asked, not {each}")
    with assistant.index.view() as view:
        questions = unanswerable(view, each)
    asked = "\n".join(question.text for question in questions)
    data = {"name": f"{len(questions)} unanswerable questions", "digest": digest(asked.encode())}
    return _against("refusals", questions, data, assistant, options or Options())


def _against(
    kind: str, questions: Sequence[Question], data: Mapping[str, str], assistant: Answerer, options: Options
) -> Result:
    """
    Args:
        data: the name and digest of what the questions are from.
    """
    index = assistant.index
    entries = index.documents()
    if not entries:
        raise QuothError("the library is empty; add documents with: quoth index PATH")
    sources = {entry.id: entry.source for entry in entries}
    grounds = {question.id: _ground(question, entries, data["name"]) for question in questions}
    if options.cosine:
        assistant = Assistant(index, CosineReader(index.embedder), COSINE_POLICY)
    listed = "\n".join(sorted(f"{entry.id} {entry.digest} {entry.passages}" for entry in entries))
    settings = options.settings(kind, data, index.embedder, assistant.reader, assistant.policy)
    settings |= {"library": digest(listed.encode())}

    def ask(question: Question) -> AskedExample:
        ground = grounds[question.id]
        relevant = sorted(sources[id] for id in ground.documents or ())
        return pipeline(assistant, question, ground, lambda passage: [passage.document.source], relevant)

    folder = options.folder(settings)
    asked = runs.run(runs.spread(questions, options.limit), ask, AskedExample.from_json, folder, options.progress)
    used = sorted({id for example in asked for id, *_ in example.passages})
    documents = [found for id in used if (found := index.document(id))]
    return Result.of_asked(kind, settings, asked, options, documents)


def _ground(question: Question, entries: Sequence[Entry], file: str) -> Gold:
    if question.source is None:
        return Gold()
    ids = [e.id for e in entries if e.source == question.source or e.source.endswith("/" + question.source)]
    if not ids:
        raise InvalidData(
            f"{printable(file)}: the library has no document {question.source!r}, which the question "
            f"{question.id!r} names as its source"
        )
    return Gold(frozenset(ids))
