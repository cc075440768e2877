"""The index: documents in, passages out."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from index.documents import Document, Passage, Span, digest, lead, led
from index.embedding import PACKAGED, Embedder, open_embedder
from index.errors import InvalidQuestion, LibraryMismatch, UnreadableDocument
from index.files import Skipped, contents, files, printable
from index.fusion import fused
from index.passages import Splitter
from index.readers import read
from index.sqlite import SQLiteStore
from index.storage import Entry, Maker, Snapshot, Store, Writer

#: Code points a question may have; beyond that it is a document.
LONGEST_QUESTION = 2_000
#: The most tokens in a passage; lead, question and passage together fit the models' 256.
PASSAGE_TOKENS = 200
#: How many passages each ranking gives to their fusion.
_RANKED = 100
#: Passages embedded at a time: enough to sort by length and fill the processor.
_BATCH = 256


@dataclass(frozen=True)
class Hit:
    """A passage found for a question.

    Attributes:
        score: fused, in [0, 1]; comparable within one search only.
        similarity: cosine with the question, in [-1, 1]; None where only words matched.
        bm25: word match, 0 where no word matched; higher is better.
    """

    passage: Passage
    score: float
    similarity: float | None
    bm25: float

    def to_json(self) -> dict[str, object]:
        """The hit as the command line prints it."""
        document, span = self.passage.document, self.passage.span
        return {
            "text": self.passage.text,
            "start": span.start,
            "end": span.end,
            "score": self.score,
            "similarity": self.similarity,
            "bm25": self.bm25,
            "document": document.id,
            "digest": document.digest,
            "source": document.source,
            "title": document.title,
        }


@dataclass(frozen=True)
class Progress:
    """How far a sync has come."""

    documents: int
    total: int
    passages: int
    source: str


@dataclass
class Summary:
    """What a sync did. The lists hold sources."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    passages: int = 0
    skipped: list[Skipped] = field(default_factory=list)


class View:
    """One generation of an index."""

    def __init__(self, snapshot: Snapshot, embed: Callable[[str], np.ndarray]) -> None:
        self._snapshot, self._embed = snapshot, embed

    def search(self, question: str, k: int = 20, documents: Collection[str] | None = None) -> list[Hit]:
        """The ``k`` passages most likely to answer ``question``, best first.

        Args:
            documents: ids to search in; None for all.

        Raises:
            InvalidQuestion: the question is empty or too long.
        """
        question = checked(question)
        dense = self._snapshot.dense(self._embed(question), max(k, _RANKED), documents)
        lexical = self._snapshot.lexical(question, max(k, _RANKED), documents)
        ranked = fused(dense, lexical)[:k]
        similarity, bm25, scores = dict(dense), dict(lexical), dict(ranked)
        passages = self._snapshot.passages([passage for passage, _ in ranked])
        return [Hit(p, scores[p.id], similarity.get(p.id), bm25.get(p.id, 0.0)) for p in passages]

    def document(self, id: str) -> Document | None:
        """A document with its whole text."""
        return self._snapshot.document(id)


class Index:
    """A library of documents, kept in step with their files and searched."""

    def __init__(self, store: Store, base: Path, embedder: Embedder | None = None) -> None:
        """
        Args:
            base: folder that sources are shown relative to.
            embedder: the model the store was made with; loaded at first need when not given.
        """
        self._store, self._base = store, base.absolute()
        if embedder is not None:
            self.embedder = embedder
            self._check(embedder)

    @classmethod
    def open(cls, folder: Path, embedder: Embedder | None = None) -> "Index":
        """The library in ``folder``.

        Raises:
            LibraryError: there is none, or it cannot be used; the message says why.
        """
        return cls(SQLiteStore(folder), folder.absolute().parent, embedder)

    @classmethod
    def open_or_create(cls, folder: Path, embedder: Embedder | str = PACKAGED) -> "Index":
        """The library in ``folder``, made empty if there is none.

        Args:
            embedder: the model, or the name of one.

        Raises:
            LibraryMismatch: the library was made with another model.
        """
        if (folder / "library.sqlite").exists():
            index = cls.open(folder, None if isinstance(embedder, str) else embedder)
            if isinstance(embedder, str) and embedder != index.maker.embedder.name:
                raise LibraryMismatch(_MISMATCH.format(index.maker.embedder.name, embedder))
            return index
        model = open_embedder(embedder) if isinstance(embedder, str) else embedder
        return cls(SQLiteStore.create(folder, _maker(model)), folder.absolute().parent, model)

    @classmethod
    @contextmanager
    def temporary(cls, base: Path, embedder: Embedder | str = PACKAGED) -> Iterator["Index"]:
        """An empty library that is gone when the context ends."""
        model = open_embedder(embedder) if isinstance(embedder, str) else embedder
        with tempfile.TemporaryDirectory(prefix="quoth-") as folder:
            index = cls(SQLiteStore.create(Path(folder) / "library", _maker(model)), base, model)
            try:
                yield index
            finally:
                index.close()

    @property
    def maker(self) -> Maker:
        """What the library was made with."""
        return self._store.maker

    @cached_property
    def embedder(self) -> Embedder:
        """The model behind the vectors, loaded at first need.

        Raises:
            ModelError, LibraryMismatch: it cannot be had, or has changed since.
        """
        embedder = open_embedder(self.maker.embedder.name)
        self._check(embedder)
        return embedder

    def _check(self, embedder: Embedder) -> None:
        made, given = self.maker.embedder, embedder.identity
        if made.digest != given.digest or made.dimension != given.dimension:
            raise LibraryMismatch(_MISMATCH.format(made.name, given.name))

    def sync(self, paths: Iterable[Path], progress: Callable[[Progress], None] = lambda _: None) -> Summary:
        """Makes the library equal to the files at and below ``paths``; documents from elsewhere stay.

        What is unchanged costs no embedding. Each document is committed as a whole, so that an
        interruption leaves a good library and the next sync goes on.

        Raises:
            QuothError: a path does not exist.
            LibraryError: the library cannot be written.
        """
        roots = [Path(path).absolute() for path in paths]
        found = {self._source(path): path for path in files(roots)}
        summary = Summary()
        with self._store.writing() as writer:
            known = {entry.source: entry for entry in self.documents()}
            gone = {
                source: entry
                for source, entry in known.items()
                if source not in found and any(self._path(source).is_relative_to(root) for root in roots)
            }
            pending: list[tuple[Document, list[Span]]] = []
            for number, (source, path) in enumerate(found.items(), start=1):
                try:
                    data = contents(path, roots)
                    entry = known.get(source)
                    if entry and entry.source_digest == digest(data):
                        summary.unchanged += 1
                    elif not entry and (old := _moved(gone, digest(data))):
                        writer.move(gone.pop(old).id, source)
                        summary.moved.append(source)
                    else:
                        id = entry.id if entry else self._new_id(source, known.values())
                        document = Document(id, source, digest(data), read(path.name, data))
                        pending.append((document, self._splitter.split(document)))
                        (summary.changed if entry else summary.added).append(source)
                except UnreadableDocument as cause:
                    summary.skipped.append(Skipped(printable(source), str(cause)))
                    # What could be read before and no longer can must not be quoted any more.
                    if source in known:
                        gone[source] = known[source]
                if sum(len(spans) for _, spans in pending) >= _BATCH or number == len(found):
                    summary.passages += self._commit(writer, pending)
                    pending = []
                progress(Progress(number, len(found), summary.passages, printable(source)))
            for source, entry in gone.items():
                writer.remove(entry.id)
                summary.removed.append(source)
        return summary

    def add(self, document: Document) -> None:
        """Stores a document that is no file, in place of the one with its id."""
        with self._store.writing() as writer:
            self._commit(writer, [(document, self._splitter.split(document))])

    def remove(self, ids: Collection[str]) -> None:
        """Forgets documents."""
        with self._store.writing() as writer:
            for id in ids:
                writer.remove(id)

    @contextmanager
    def view(self) -> Iterator["View"]:
        """The library as it stands now, unchanged until the context ends, whatever is written meanwhile."""
        with self._store.snapshot() as snapshot:
            yield View(snapshot, lambda question: self.embedder.embed([question])[0])

    def search(self, question: str, k: int = 20, documents: Collection[str] | None = None) -> list[Hit]:
        """See :meth:`View.search`."""
        with self.view() as view:
            return view.search(question, k, documents)

    def documents(self) -> list[Entry]:
        """Every document, by source."""
        with self._store.snapshot() as snapshot:
            return snapshot.entries()

    def document(self, id: str) -> Document | None:
        """A document with its whole text."""
        with self._store.snapshot() as snapshot:
            return snapshot.document(id)

    def close(self) -> None:
        """Frees what is held."""
        self._store.close()

    @cached_property
    def _splitter(self) -> Splitter:
        return Splitter(self.maker.limit, self.embedder.measure)

    def _commit(self, writer: Writer, pending: list[tuple[Document, list[Span]]]) -> int:
        texts = [led(lead(d, span), span.of(d.text))[0] for d, spans in pending for span in spans]
        vectors = self.embedder.embed(texts)
        ends = np.cumsum([len(spans) for _, spans in pending])
        for (document, spans), block in zip(pending, np.split(vectors, ends[:-1]) if pending else [], strict=True):
            writer.put(document, spans, block)
        return len(texts)

    def _source(self, path: Path) -> str:
        path = path.absolute()
        source = path.relative_to(self._base) if path.is_relative_to(self._base) else path
        return source.as_posix()

    def _path(self, source: str) -> Path:
        return self._base / source

    @staticmethod
    def _new_id(source: str, known: Iterable[Entry]) -> str:
        """From the source, so that two libraries of the same folder agree; a moved document may hold it already."""
        taken = {entry.id for entry in known}
        return next(
            id for n in range(len(taken) + 1) if (id := digest(f"{source}{n or ''}".encode())[:16]) not in taken
        )


def checked(question: str) -> str:
    """The question without white space around it.

    Raises:
        InvalidQuestion: nothing is left, or too much.
    """
    question = question.strip()
    if not question:
        raise InvalidQuestion("the question is empty; type a few words")
    if len(question) > LONGEST_QUESTION:
        raise InvalidQuestion(f"the question has {len(question):,} characters; ask in at most {LONGEST_QUESTION:,}")
    return question


def _maker(model: Embedder) -> Maker:
    # Two of the window's tokens are the model's own marks.
    return Maker(model.identity, max(1, min(PASSAGE_TOKENS, model.window - 2)))


def _moved(gone: dict[str, Entry], source_digest: str) -> str | None:
    return next((source for source, entry in gone.items() if entry.source_digest == source_digest), None)


_MISMATCH = (
    "the library was made with the embedding model {}, not with {}; open it with that model, or index the documents "
    "anew into another folder: quoth index PATH --library OTHER --embedder MODEL"
)
