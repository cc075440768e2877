"""Makes a library equal to files: what is new, changed, moved or gone, and nothing else."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.dating import with_first_page
from index.documents import Content, Document, Span, digest
from index.embedding import Embedder
from index.errors import QuothError, UnreadableDocument
from index.ingest.files import Skipped, find_files, printable, read_bytes
from index.ingest.isolation import embed_passages, embeddable, isolated
from index.ingest.looking import NoWordsRecognised
from index.ingest.ocr import NO_WORDS_NOTE, Notes, noted_tesseract
from index.ingest.sandbox import read_sandboxed
from index.ingest.splitter import Splitter
from index.ingest.workers import Ready, Task
from index.paths import absolute
from index.readers import OCR_KEY
from index.storage import Entry, Writer

#: Passages embedded at a time: enough to sort by length and fill the processor.
_BATCH = 256
#: Files without words that are remembered.
_MOST_WITHOUT_WORDS = 20_000
#: The note of files that could not be read when they were last looked at, with the reasons.
_SKIPPED_NOTE = "skipped"
_MOST_SKIPPED = 1_000
#: Documents embedded together, at most: what an interruption costs.
_TOGETHER = 32


@dataclass(frozen=True)
class Progress:
    """How far a sync has come; ``source`` is what it is at."""

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

    @property
    def touched(self) -> int:
        """How many documents are not as they were."""
        return len(self.added) + len(self.changed) + len(self.moved) + len(self.removed)


def noted_skips(note: Notes) -> list[Skipped]:
    """The files that could not be read when they were last looked at.

    Args:
        note: reads a note of the library.
    """
    return [Skipped(source, reason) for source, reason in json.loads(note(_SKIPPED_NOTE) or "[]")]


class Sync:
    """One run. Each document is committed as a whole, so an interruption leaves a good library."""

    def __init__(
        self,
        writer: Writer,
        known: Iterable[Entry],
        base: Path,
        *,
        embedder: Callable[[], Embedder],
        splitter: Callable[[], Splitter],
        progress: Callable[[Progress], None],
        note: Notes,
        workers: Callable[[Sequence[Task]], Iterator[Ready | Skipped]] | None = None,
    ) -> None:
        """
        Args:
            known: what the library holds.
            base: folder that sources are relative to, where they lie below it.
            embedder, splitter: asked for when first needed: where nothing changed, no model is loaded.
            note: reads a note of the library.
            workers: read, cut and embed what changed, in place of this process.
        """
        self._writer, self._base, self._progress = writer, base, progress
        self._embedder, self._splitter = embedder, splitter
        self._known = {entry.source: entry for entry in known}
        self._taken = {entry.id for entry in self._known.values()}
        self._workers, self._tasks = workers, list[Task]()
        self._pending: list[tuple[Document, list[Span]]] = []
        self._ocr = noted_tesseract(note)
        self._without_words: dict[str, str] = json.loads(note(NO_WORDS_NOTE) or "{}")
        self._skipped = noted_skips(note)
        self._done = self._total = 0
        self.summary = Summary()

    def run(self, paths: Iterable[Path]) -> Summary:
        """Reads every file at and below ``paths``.

        Raises:
            QuothError: a path does not exist. LibraryError: the library cannot be written.
        """
        roots = [absolute(Path(path)) for path in paths]
        found = {self._source(path): path for path in find_files(roots, self.summary.skipped.append)}
        self._total, before = len(found), len(self._without_words)
        gone = {
            source: entry
            for source, entry in self._known.items()
            # What has a scheme is no file: it was added, or uploaded.
            if source not in found and "://" not in source and _below(roots, self._base / source)
        }
        for source, path in found.items():
            try:
                self._take(source, path, read_bytes(path, roots), gone)
            except UnreadableDocument as cause:
                self._skip(source, str(cause), gone)
            self._done += 1
            passages = sum(len(spans) for _, spans in self._pending)
            if passages >= _BATCH or len(self._pending) == _TOGETHER or self._done == self._total:
                for failed in self._commit(source):
                    self._skip(failed.source, failed.reason, gone)
            self._tell(source)
        if self._workers and self._tasks:
            self._collect(self._workers(self._tasks), gone)
        for source, entry in gone.items():
            self._writer.remove(entry.id)
            self.summary.removed.append(source)
        if len(self._without_words) > before:
            self._writer.note(NO_WORDS_NOTE, json.dumps(dict([*self._without_words.items()][-_MOST_WITHOUT_WORDS:])))
        self._note_skips(roots)
        return self.summary

    def _note_skips(self, roots: Sequence[Path]) -> None:
        """Keeps what could not be read for whoever asks later, beside what was noted of other folders."""
        others = [each for each in self._skipped if not _below(roots, self._base / each.source)]
        told = [*others, *self.summary.skipped][-_MOST_SKIPPED:]
        if told != self._skipped:
            self._writer.note(_SKIPPED_NOTE, json.dumps([(each.source, each.reason) for each in told]))

    def _collect(self, made: Iterator[Ready | Skipped], gone: dict[str, Entry]) -> None:
        """Stores what the workers made, as it comes."""
        self._done -= len(self._tasks)
        for each in made:
            if isinstance(each, Skipped):
                self._skip(each.source, each.reason, gone)
                source = each.source
            else:
                source = each.document.source
                self.summary.passages += len(each.spans)
                for failed in self._store(each.document, each.spans, each.vectors):
                    self._skip(failed.source, failed.reason, gone)
            self._done += 1
            self._tell(source)

    def _skip(self, source: str, reason: str, gone: dict[str, Entry]) -> None:
        self.summary.skipped.append(Skipped(printable(source), reason))
        # What could be read before and no longer can must not be quoted any more.
        if source in self._known:
            gone[source] = self._known[source]

    def put(self, documents: Sequence[Document]) -> None:
        """Stores documents that are no files.

        Raises:
            UnreadableDocument: one of them cannot be split, embedded or stored.
        """
        splitter = self._splitter()
        with isolated("split"):
            self._pending = [(document, splitter.split(document)) for document in documents]
        if failed := list(self._commit("")):
            raise UnreadableDocument("; ".join(f"{each.source} {each.reason}" for each in failed))

    def _take(self, source: str, path: Path, data: bytes, gone: dict[str, Entry]) -> None:
        found, entry = digest(data), self._known.get(source)
        if entry and entry.source_digest == found and not self._says_more(entry):
            self.summary.unchanged += 1
        elif not entry and (old := _moved(gone, found)):
            self._writer.move(gone.pop(old).id, source)
            self.summary.moved.append(source)
        elif self._workers:
            languages = self._ocr.languages if self._ocr else None
            self._tasks.append(Task(entry.id if entry else self._new_id(source), source, found, path, languages))
        elif self._ocr and found in self._without_words:
            raise UnreadableDocument(self._without_words[found])
        else:
            content = self._read(path.name, data, found)
            splitter = self._splitter()
            with isolated("split"):
                document = Document(entry.id if entry else self._new_id(source), source, found, content)
                self._pending.append((document, splitter.split(document)))

    def _says_more(self, entry: Entry) -> bool:
        """Whether a document has pictures that were not read, or not in these languages."""
        return self._ocr is not None and entry.metadata.get(OCR_KEY, self._ocr.languages) != self._ocr.languages

    def _read(self, name: str, data: bytes, source_digest: str) -> Content:
        try:
            with isolated("read"):
                return read_sandboxed(name, data, self._ocr) if self._ocr else read_sandboxed(name, data)
        except NoWordsRecognised as cause:
            self._without_words[source_digest] = str(cause)
            raise

    def _commit(self, source: str) -> Iterator[Skipped]:
        """Embeds what is pending and stores it, document by document; those for which that failed."""
        pending, self._pending, before = self._pending, [], self.summary.passages
        try:
            vectors = self._embedded(pending, source)
        except QuothError:
            raise
        except Exception:  # noqa: BLE001 - one of them causes it, so each is embedded by itself
            self.summary.passages = before
            yield from self._singly(pending)
            return
        begin = 0
        for document, spans in pending:
            yield from self._store(document, spans, vectors[begin : begin + len(spans)])
            begin += len(spans)

    def _singly(self, pending: list[tuple[Document, list[Span]]]) -> Iterator[Skipped]:
        for document, spans in pending:
            try:
                vectors = embed_passages(self._embedder(), document, spans)
            except UnreadableDocument as cause:
                yield Skipped(document.source, str(cause))
            else:
                self.summary.passages += len(spans)
                yield from self._store(document, spans, vectors)

    def _embedded(self, pending: list[tuple[Document, list[Span]]], source: str) -> np.ndarray:
        """The vectors of all their passages, one document's after the other's."""
        texts = [text for document, spans in pending for text in embeddable(document, spans)]
        blocks = [np.empty((0, 0), dtype=np.float32)]
        for begin in range(0, len(texts), _BATCH):
            blocks.append(self._embedder().embed(texts[begin : begin + _BATCH]))
            self.summary.passages += len(blocks[-1])
            self._tell(source)
        return np.concatenate(blocks[1:] or blocks)

    def _store(self, document: Document, spans: list[Span], vectors: np.ndarray) -> Iterator[Skipped]:
        """Stores a document, or says why not."""
        source = document.source
        try:
            self._writer.put(with_first_page(document), spans, vectors)
        except UnreadableDocument as cause:
            yield Skipped(source, str(cause))
        else:
            (self.summary.changed if source in self._known else self.summary.added).append(source)

    def _tell(self, source: str) -> None:
        self._progress(Progress(self._done, self._total, self.summary.passages, printable(source)))

    def _source(self, path: Path) -> str:
        source = path.relative_to(self._base) if path.is_relative_to(self._base) else path
        # A file name need not be text; what is stored must be.
        return source.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def _new_id(self, source: str) -> str:
        """From the source, so that two libraries of the same folder agree; a moved document may hold it already."""
        ids = (digest(f"{source}{n or ''}".encode())[:16] for n in range(len(self._taken) + 1))
        return next(id for id in ids if id not in self._taken)


def _below(roots: Sequence[Path], path: Path) -> bool:
    return any(path.is_relative_to(root) for root in roots)


def _moved(gone: dict[str, Entry], source_digest: str) -> str | None:
    return next((source for source, entry in gone.items() if entry.source_digest == source_digest), None)
