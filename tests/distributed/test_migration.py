"""A library moved between engines."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.documents import Content, Document
from index.errors import LibraryDamaged, LibraryMismatch
from index.index import Index
from index.storage.migration import digest, migrate
from index.storage.places import create_store, open_store
from tests.distributed import writing
from tests.index.crash import HashEmbedder


def filled(place: Path | str, count: int = 12) -> Index:
    index = Index.open_or_create(place, HashEmbedder())
    index.add(*(writing.document(f"d{n}", n) for n in range(count)))
    index.add(Document("odd", "mail://1", "f" * 64, Content("\x00 naïve 字", title="a\x00b", metadata={"tag": "x"})))
    index.note("threshold", "0.4")
    return index


def questions(index: Index) -> list[list[tuple]]:
    # The best alone: the writing's documents are much alike, and what is equally near has no order.
    asked = ["Document d7 in version v7", "d11 v11", "naïve"]
    return [[(hit.passage.document.id, hit.passage.span) for hit in index.search(q, 1)] for q in asked]


def test_there_and_back_again_is_the_same_library(server, shards: list[str], tmp_path: Path) -> None:
    first = filled(tmp_path / "first")
    stores = [open_store(tmp_path / "first")[0]]
    for place, spread in ((server.database(), []), (server.database(), shards), (tmp_path / "last", [])):
        store, _ = create_store(place, stores[0].maker, None, spread)
        moved = migrate(stores[-1], store)
        assert (moved.copied, moved.present) == (13, 0)
        stores.append(store)
    digests = set()
    for store in stores:
        with store.snapshot() as snapshot:
            digests.add(digest(snapshot))
            assert snapshot.notes() == {"threshold": "0.4"}
            assert snapshot.document("odd") == first.document("odd")
        other = Index(store, tmp_path, HashEmbedder())
        assert questions(other) == questions(first)
        other.close()
    assert len(digests) == 1
    first.close()


def test_an_interrupted_migration_goes_on_where_it_was(server, tmp_path: Path, monkeypatch) -> None:
    filled(tmp_path / "first").close()
    source, _ = open_store(tmp_path / "first")
    place = server.database()
    target, _ = create_store(place, source.maker)

    class Interrupted(Exception): ...

    def until(done: int) -> None:
        if done == 5:
            raise Interrupted

    with pytest.raises(Interrupted):
        migrate(source, target, until)
    moved = migrate(source, target)
    assert (moved.present, moved.copied) == (5, 8)
    with target.writing() as writer:
        writer.remove("d3")
        writer.move("d4", "elsewhere.txt")
    assert migrate(source, target).copied == 2
    target.close()


def test_what_is_not_what_was_written_is_told(server, tmp_path: Path, monkeypatch) -> None:
    filled(tmp_path / "first").close()
    source, _ = open_store(tmp_path / "first")
    target, _ = create_store(server.database(), source.maker)
    from index.storage.postgres.writer import PostgresWriter

    put = PostgresWriter.put
    monkeypatch.setattr(PostgresWriter, "put", lambda self, d, spans, vectors: put(self, d, spans, vectors[::-1]))
    with pytest.raises(LibraryDamaged, match="has digest"):
        migrate(source, target)
    monkeypatch.undo()
    assert migrate(source, target).copied == 13 - 1  # the odd one has one passage: reversed, it is the same
    with target.writing() as writer:
        writer.put(writing.document("more", 1), [], HashEmbedder().embed([]))
    with pytest.raises(LibraryMismatch, match="holds 1 documents that the source does not"):
        migrate(source, target)
    target.close()


def test_the_command_moves_and_says_so(server, tmp_path: Path) -> None:
    filled(tmp_path / ".quoth").close()
    place = server.database()
    command = [sys.executable, "-m", "ui.cli", "migrate", str(tmp_path / ".quoth"), place, "--json"]
    root = Path(__file__).parents[2]
    runs = [
        subprocess.run(command, cwd=root, env=os.environ, capture_output=True, text=True, check=True) for _ in range(2)
    ]
    first, again = (json.loads(run.stdout) for run in runs)
    assert (first["copied"], again["copied"], again["present"]) == (13, 0, 13)
    assert first["digest"] == again["digest"]
    opened, base = open_store(place)
    assert base == tmp_path
    opened.close()
