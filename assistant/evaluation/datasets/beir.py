"""Retrieval sets in BEIR's layout: ``corpus.jsonl``, ``queries.jsonl``, ``qrels/SPLIT.tsv``, in a folder or a ZIP."""

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from assistant.evaluation import fields
from index.errors import InvalidData
from index.search import LONGEST_QUESTION


@dataclass(frozen=True)
class Text:
    """A document of the corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Query:
    """A query with its judgements.

    Attributes:
        gains: document id -> relevance; above 0 is relevant.
    """

    id: str
    text: str
    gains: Mapping[str, int]


@dataclass(frozen=True)
class Retrieval:
    """A corpus and the judged queries of one split, in the order of the judgements."""

    corpus: tuple[Text, ...]
    queries: tuple[Query, ...]


def load_beir(path: Path, split: str = "test") -> Retrieval:
    """A retrieval set. Queries longer than a question may be are cut at that length (ArguAna asks with whole pages).

    Raises:
        InvalidData: a file is missing or malformed, an id occurs twice, a judged query has no text, nothing is in it.
    """
    with _opened(path) as folder:
        texts: dict[str, str] = {}
        for id, where, row in folder.objects("queries.jsonl"):
            texts[id] = fields.field(row, "text", str, where).strip()[:LONGEST_QUESTION]
        queries = []
        for id, gains in _judgements(folder, f"qrels/{split}.tsv", texts).items():
            if not texts[id]:
                raise InvalidData(f"{folder.file('queries.jsonl')}: the query {id!r} is empty")
            queries.append(Query(id, texts[id], gains))
        corpus = []
        for id, where, row in folder.objects("corpus.jsonl"):
            text, title = fields.field(row, "text", str, where), str(row.get("title") or "")
            if any("\ud800" <= c <= "\udfff" for c in text + title):
                raise InvalidData(f"{where}: half of a surrogate pair")
            corpus.append(Text(id, title, text))
    if not corpus or not queries:
        raise InvalidData(f"{fields.name(path)}: no {'documents' if not corpus else 'judged queries'} in it")
    return Retrieval(tuple(corpus), tuple(queries))


def _judgements(folder: "_Folder", member: str, texts: Mapping[str, str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for number, line in enumerate(folder.lines(member), start=1):
        where = f"{folder.file(member)}, line {number}"
        parts = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        if parts == [""] or (number == 1 and parts[-1] == "score"):
            continue
        if len(parts) != 3 or not parts[2].lstrip("-").isdecimal():
            raise InvalidData(f"{where}: a judgement is query, document and a whole number, with tabs between")
        query, document, gain = parts
        if query not in texts:
            raise InvalidData(f"{where}: queries.jsonl has no query {query!r}")
        if document in found.setdefault(query, {}):
            raise InvalidData(f"{where}: {document!r} is judged twice for {query!r}")
        found[query][document] = int(gain)
    return found


class _Folder:
    """The files of a set, wherever they lie."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None) -> None:
        self._path, self._archive = path, archive
        self._prefix = ""
        if archive:
            corpus = next((n for n in archive.namelist() if n.split("/")[-1] == "corpus.jsonl"), "corpus.jsonl")
            self._prefix = corpus.removesuffix("corpus.jsonl")

    def file(self, member: str) -> str:
        """How an error names a file."""
        return fields.name(self._path / (self._prefix + member))

    def lines(self, member: str) -> Iterator[bytes]:
        """The lines of a file.

        Raises:
            InvalidData: it is not there, or cannot be read.
        """
        try:
            with self._open(member) as file:
                yield from file
        except (OSError, KeyError, RuntimeError, zipfile.BadZipFile) as cause:
            raise InvalidData(f"{self.file(member)}: missing or unreadable; a BEIR set has it") from cause

    def objects(self, member: str) -> Iterator[tuple[str, str, dict[str, object]]]:
        """Id, place and fields of each line.

        Raises:
            InvalidData: a line is malformed, or its id occurred before.
        """
        ids = fields.Unique()
        for where, row in fields.rows(self.lines(member), self.file(member)):
            yield ids.add(fields.field(row, "_id", str, where), where), where, row

    def _open(self, member: str) -> IO[bytes]:
        if self._archive:
            return self._archive.open(self._prefix + member)
        return (self._path / member).open("rb")


@contextmanager
def _opened(path: Path) -> Iterator[_Folder]:
    if path.is_dir():
        yield _Folder(path, None)
        return
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as cause:
        raise InvalidData(f"{fields.name(path)}: neither a folder nor a ZIP file in BEIR's layout") from cause
    with archive:
        yield _Folder(path, archive)
