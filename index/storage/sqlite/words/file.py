"""The file beside the database that holds which passages have a word, ready to be scored: an inverted file.

Of each term the rows of its passages and how often it stands in each; behind them the directory: the passages' ids and
lengths, where each term's postings are, and the terms themselves.
"""

import hashlib
import struct
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol
from uuid import uuid4
from zlib import crc32

import numpy as np

from index.errors import LibraryDamaged
from index.storage.durable import settle
from index.storage.sqlite.cached import CacheFile, Passages
from index.storage.sqlite.words.full_text import FullText
from index.storage.sqlite.words.terms import stopped

#: Passages from which on there is a file; FTS5 scores fewer in no time.
FILED_FROM = 20_000
#: Passages that came or went since the file are worth a new one when they are more than this share of all: so writing
#: it costs a library that grows bit by bit no more than a tenth of what embedding its passages does.
_WORTH = 1 / 8
#: Where a term's postings begin, how many there are, their checksum, and where the term's own letters begin.
_ENTRY = struct.Struct("<QIIQ")
_MOST = np.iinfo(np.uint16).max


class Words(Passages, Protocol):
    """What is needed of a snapshot."""

    @property
    def full_text(self) -> FullText:
        """Its full text."""
        ...


@dataclass(frozen=True)
class WordFile(CacheFile):
    """What the library notes of its word file.

    Attributes:
        terms: how many. directory: where that begins; directory_digest: its SHA-256.
    """

    key: ClassVar[str] = "words"

    terms: int
    directory: int
    directory_digest: str

    def read(self, folder: Path) -> "InvertedFile":
        """The words, to be looked up. The postings are checked when they are first read, each term's by itself.

        Raises:
            LibraryDamaged: the file is missing, or its directory is not the one that was written.
        """
        path = self.within(folder)
        try:
            data = np.asarray(np.memmap(path, np.uint8, "r"))
        except (OSError, ValueError) as cause:
            raise LibraryDamaged(f"{path} cannot be read") from cause
        if hashlib.sha256(data[self.directory :].data).hexdigest() != self.directory_digest:
            raise LibraryDamaged(f"{path} is not what was written there")
        return InvertedFile(self, data)


class InvertedFile:
    """Passages by term; it looks into the file and keeps nothing of it in memory. Safe to share between threads.

    Attributes:
        ids: of all its passages, int64, ascending. lengths: how many words each has, int32.
    """

    def __init__(self, file: WordFile, data: np.ndarray) -> None:
        self.file, self._data = file, data
        ids, lengths = file.directory, file.directory + 8 * file.count
        self._entries = lengths + 4 * file.count
        self._letters = self._entries + _ENTRY.size * (file.terms + 1)
        self.ids, self.lengths = data[ids:lengths].view("<i8"), data[lengths : self._entries].view("<i4")
        self._sound: set[int] = set()

    def postings(self, term: bytes) -> tuple[np.ndarray, np.ndarray]:
        """The rows of the passages that have the term, int32, ascending, and how often, uint16, by weight.

        Raises:
            LibraryDamaged: they are not what was written.
        """
        at = bisect_left(range(self.file.terms), term, key=self._term)
        begin, count, checksum, _ = self._entry(at)
        if at == self.file.terms or self._term(at) != term:
            count = 0
        block = self._data[begin : begin + 6 * count]
        if count and at not in self._sound:
            if crc32(block.data) != checksum:
                raise LibraryDamaged(f"{self.file.name} is not what was written there")
            self._sound.add(at)
        return block[: 4 * count].view("<i4"), block[4 * count :].view("<u2")

    def _term(self, at: int) -> bytes:
        begin, end = self._entry(at)[-1], self._entry(at + 1)[-1]
        return self._data[self._letters + begin : self._letters + end].tobytes()

    def _entry(self, at: int) -> tuple[int, int, int, int]:
        begin, count, checksum, letters = _ENTRY.unpack_from(self._data.data, self._entries + _ENTRY.size * at)
        return begin, count, checksum, letters


def write_words(folder: Path, snapshot: Words) -> WordFile | None:
    """Writes a file of the snapshot's generation; None where the present one is as good, or none is needed.

    No document is read: all that it has is in the full text. Of words that tell no passages apart it has nothing:
    questions seldom look for them, and most passages have them. A crash leaves either nothing or all of it.

    Raises:
        OSError: it cannot be written. LibraryDamaged: the full text knows passages that are not there.
    """
    old, count = WordFile.of(snapshot), snapshot.passage_count()
    if count < FILED_FROM:
        return None
    if old is not None and old.within(folder).exists() and old.moved(snapshot) <= count * _WORTH:
        return None
    ids, lengths = snapshot.full_text.lengths()
    name = f"{WordFile.key}-{snapshot.generation}-{uuid4().hex[:8]}.index"
    path, hashed, at, terms, entries, letters = folder / name, hashlib.sha256(), 0, 0, bytearray(), bytearray()
    draft = path.with_suffix(".tmp")
    with draft.open("wb") as file:
        for term, passages, weights in snapshot.full_text.postings(but=stopped()):
            rows = np.searchsorted(ids, passages)
            if rows[-1] >= len(ids) or not np.array_equal(ids[rows], passages):
                raise LibraryDamaged("full-text search knows passages that are not there; run: quoth doctor")
            block = rows.astype("<i4").tobytes() + weights.clip(max=_MOST).astype("<u2").tobytes()
            entries += _ENTRY.pack(at, len(rows), crc32(block), len(letters))
            letters += term
            block += bytes(-len(block) % 8)
            terms, at = terms + 1, at + len(block)
            hashed.update(block)
            file.write(block)
        entries += _ENTRY.pack(at, 0, 0, len(letters))
        directory = b"".join((ids.astype("<i8").tobytes(), lengths.astype("<i4").tobytes(), entries, letters))
        hashed.update(directory)
        file.write(directory)
    settle(draft, path)
    last, sealed = int(ids[-1]), hashlib.sha256(directory).hexdigest()
    return WordFile(name, hashed.hexdigest(), snapshot.generation, len(ids), last, terms, at, sealed)
