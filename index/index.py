"""The index: documents in, passages out."""

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from index.documents import Content, Document, Span, digest
from index.embedding import PACKAGED, Embedder, open_embedder
from index.errors import LibraryError, LibraryMismatch, ModelError
from index.ingest import (
    LANGUAGES,
    Progress,
    Splitter,
    Summary,
    Sync,
    Workers,
    make_passages,
    note_languages,
    read_content,
)
from index.making import MISMATCH, OUTDATED, made_with, open_model
from index.paths import absolute
from index.reading import READING_VERSION, respelled
from index.search import Filter, Hit, View
from index.storage import (
    Admits,
    Entry,
    Maker,
    NarrowedStore,
    Store,
    Writer,
    create_store,
    entry_named,
    exists,
    open_joined,
    open_store,
)


class Index:
    """A library of documents, kept in step with their files and searched. Safe to share between threads.

    A context manager: the library is closed when the context ends.
    """

    def __init__(
        self, store: Store, base: Path, embedder: Embedder | str | None = None, bases: Mapping[str, Path] | None = None
    ) -> None:
        """
        Args:
            base: folder that sources are shown relative to. bases: that of each library by its name, where there are several.
            embedder: the model the store was made with, or its name; loaded at first need when not given.
        """
        self._held: Store | None = store
        self._base, self._bases, self._process = absolute(base), bases or {}, os.getpid()
        self._whole: Index | None = None
        # Only a model that the user names may come over the network, never one that a library names.
        self._named = isinstance(embedder, str)
        if isinstance(embedder, str):
            if embedder != self.maker.embedder.name:
                raise LibraryMismatch(MISMATCH.format(self.maker.embedder.name, embedder))
        elif embedder is not None:
            self.embedder = embedder
            self._check(embedder)

    @classmethod
    def open(cls, place: Path | str, embedder: Embedder | str | None = None) -> "Index":
        """The library in ``place``: a folder, or a database by its URL (``postgresql://...``).

        Raises:
            LibraryError: there is none, or it cannot be used; the message says why.
        """
        return cls(*open_store(place), embedder)

    @classmethod
    def open_all(cls, places: Sequence[Path | str], embedder: Embedder | str | None = None) -> "Index":
        """Several libraries as one to ask; each quote says which it is from.

        Raises:
            LibraryError: one of them cannot be used, or they were made with different models.
        """
        if len(places) == 1:
            return cls.open(places[0], embedder)
        store, bases = open_joined(places)
        return cls(store, next(iter(bases.values())), embedder, bases)

    @classmethod
    def open_or_create(
        cls, place: Path | str, embedder: Embedder | str | None = None, shards: Sequence[str] = ()
    ) -> "Index":
        """The library in ``place``, made empty if there is none.

        Args:
            embedder: the model, or the name of one; by default the one the library was made with, or the packaged one.
            shards: URLs of empty databases that its passages shall be spread over; ``place`` is one, too, then.

        Raises:
            LibraryMismatch: the library was made with another model. LibraryError: it is there, so it has its shards.
        """
        if exists(place, shards):
            return cls.open(place, embedder)
        model = open_model(PACKAGED if embedder is None else embedder)
        return cls(*create_store(place, made_with(model), shards=shards), model)

    @classmethod
    @contextmanager
    def temporary(cls, base: Path, embedder: Embedder | str = PACKAGED) -> Iterator["Index"]:
        """An empty library that is gone when the context ends."""
        model = open_model(embedder)
        with tempfile.TemporaryDirectory(prefix="quoth-") as folder:
            store, _ = create_store(Path(folder) / "library", made_with(model))
            with cls(store, base, model) as index:
                yield index

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _store(self) -> Store:
        if self._held is None:
            raise LibraryError("this index has been closed; open the library again with Index.open")
        if self._process != os.getpid():
            # Locks, threads and connections do not survive a fork: what used them would hang, or break the file.
            raise LibraryError("this index was opened before the process forked; open the library in each process")
        return self._held

    @property
    def maker(self) -> Maker:
        """What the library was made with."""
        return self._store.maker

    def narrowed(self, admits: Admits) -> "Index":
        """The same library for somebody who is shown only some of its documents: the others are nowhere in it.

        It has this one's model, and is closed with it.
        """
        narrowed = Index(NarrowedStore(lambda: self._store, admits), self._base, bases=self._bases)
        narrowed._whole = self
        return narrowed

    @cached_property
    def embedder(self) -> Embedder:
        """The model behind the vectors, loaded at first need. Only one that the user named is ever fetched.

        Raises:
            ModelError, LibraryMismatch: it cannot be had, or has changed since.
        """
        if self._whole:
            return self._whole.embedder
        name = self.maker.embedder.name
        try:
            embedder = open_embedder(name, fetch=self._named)
        except ModelError as cause:
            if self._named:
                raise
            raise ModelError(
                f"the library was made with {name!r}, which is not on this machine; if you trust that model, fetch it "
                f"with: quoth index PATH --embedder {name} ({cause})"
            ) from cause
        self._check(embedder)
        return embedder

    def _check(self, embedder: Embedder) -> None:
        made, given = self.maker.embedder, embedder.identity
        if made.digest != given.digest or made.dimension != given.dimension:
            raise LibraryMismatch(MISMATCH.format(made.name, given.name))

    def sync(
        self,
        paths: Iterable[Path],
        progress: Callable[[Progress], None] = lambda _: None,
        workers: Workers | None = None,
    ) -> Summary:
        """Makes the library equal to the files at and below ``paths``; documents from elsewhere stay.

        What is unchanged costs no embedding. Each document is committed as a whole: after an
        interruption the next sync goes on.

        Args:
            workers: read, cut and embed what changed; by default this process.

        Raises:
            QuothError: a path does not exist, or the workers died.
            LibraryError: the library cannot be written.
        """
        with self._writing() as writer:
            return self._sync(writer, progress, workers).run(paths)

    def add(self, *documents: Document, progress: Callable[[Progress], None] = lambda _: None) -> None:
        """Stores documents that are no files, in place of those with their ids."""
        with self._writing() as writer:
            self._sync(writer, progress).put(documents)

    @property
    def outdated(self) -> bool:
        """Whether its passages were read otherwise than questions are now: then it is not searched before it is renewed."""
        return self.maker.reading != READING_VERSION

    def renew(self) -> None:
        """Brings an outdated library up to date, from the texts it holds.

        Raises:
            LibraryError: the library cannot be written.
        """
        with self._writing():
            pass

    def original(self, document: Document) -> bytes | None:
        """The bytes of the file a document was read from; None where they are others by now.

        Raises:
            OSError: there is no such file any more.
        """
        data = (self._bases.get(document.library, self._base) / document.source).read_bytes()
        return data if digest(data) == document.source_digest else None

    def recognise(self, languages: str | None = LANGUAGES) -> None:
        """Has the words in pictures read by tesseract, by all who add to the library; the next sync reads again what has any.

        Args:
            languages: as tesseract names them, as in ``deu+fra``; None to leave pictures out again.

        Raises:
            QuothError: tesseract is not installed here, or lacks a language.
        """
        with self._store.writing() as writer:
            note_languages(writer, languages)

    def read(self, name: str, data: bytes) -> Content:
        """The content of a file, as this library reads it.

        Raises:
            UnreadableDocument: it cannot be read.
        """
        return read_content(name, data, self.read_note)

    def remove(self, documents: str | Collection[str]) -> None:
        """Forgets documents; their files are left alone.

        Args:
            documents: one id or source, or several.

        Raises:
            LibraryError: one of them is not in the library; then none is removed.
        """
        wanted = [documents] if isinstance(documents, str) else documents
        with self._writing() as writer:
            entries = self.documents()
            ids = [entry_named(each, entries).id for each in wanted]
            for id in dict.fromkeys(ids):
                writer.remove(id)

    def entry(self, name: str) -> Entry:
        """A document as the library lists it, by its id or source.

        Raises:
            LibraryError: there is none.
        """
        return entry_named(name, self.documents())

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        """The right to write; a library whose passages were read otherwise is renewed first, from its own texts."""
        with self._store.writing() as writer:
            if self.outdated:
                renewed = replace(self.maker, reading=READING_VERSION)
                writer.renew(renewed, self._made)
                self._store.maker = renewed
            yield writer

    def _made(self, document: Document) -> tuple[list[Span], np.ndarray]:
        return make_passages(document, self._splitter, self.embedder)

    def _sync(self, writer: Writer, progress: Callable[[Progress], None], workers: Workers | None = None) -> Sync:
        return Sync(
            writer,
            self.documents(),
            self._base,
            embedder=lambda: self.embedder,
            splitter=lambda: self._splitter,
            progress=progress,
            note=self.read_note,
            workers=None if workers is None else lambda tasks: workers.make(tasks, self.maker),
        )

    @contextmanager
    def view(self) -> Iterator[View]:
        """The library as it stands now, unchanged until the context ends, whatever is written meanwhile."""
        with self._store.snapshot() as snapshot:
            yield View(snapshot, self._embedded, knows=lambda word: self.embedder.measure(word) == 1)

    def _embedded(self, question: str) -> np.ndarray:
        """A question's vector.

        Raises:
            LibraryMismatch: the passages were read otherwise than questions are now.
        """
        if self.outdated:
            raise LibraryMismatch(OUTDATED)
        vector: np.ndarray = self.embedder.embed([respelled(question)])[0]
        return vector

    def search(self, question: str, k: int = 20, where: Filter | str | None = None) -> list[Hit]:
        """See :meth:`index.search.View.search`."""
        with self.view() as view:
            return view.search(question, k, where)

    def documents(self) -> list[Entry]:
        """Every document, by source."""
        with self._store.snapshot() as snapshot:
            return snapshot.entries()

    def document(self, id: str) -> Document | None:
        """A document with its whole text."""
        with self._store.snapshot() as snapshot:
            return snapshot.document(id)

    def read_note(self, key: str) -> str | None:
        """A setting kept with the library."""
        with self._store.snapshot() as snapshot:
            return snapshot.note(key)

    def note(self, key: str, value: str) -> None:
        """Keeps a setting with the library.

        Raises:
            LibraryError: the library cannot be written.
        """
        with self._store.writing() as writer:
            writer.note(key, value)

    def close(self) -> None:
        """Releases the library; using it afterwards is an error."""
        held, self._held = self._held, None
        if held is not None and self._process == os.getpid():
            held.close()

    @cached_property
    def _splitter(self) -> Splitter:
        return Splitter(self.maker.limit, self.embedder.measure)
