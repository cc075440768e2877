"""What docs/operations.md says of backup and restore, rehearsed."""

import shutil
import sqlite3
import threading
from pathlib import Path

from index.documents import Content, Document
from index.index import Index
from index.storage.sqlite.doctor import examine
from tests.index.crash import HashEmbedder


def document(name: str) -> Document:
    return Document(name, f"{name}.txt", "", Content(f"The {name} stands on the moor."))


def test_a_copy_made_while_it_is_written_is_a_whole_library_elsewhere(tmp_path: Path) -> None:
    """The copy is SQLite's own backup, as the command ``sqlite3 library.sqlite ".backup ..."`` makes it."""
    place, restored = tmp_path / "here" / ".quoth", tmp_path / "there" / ".quoth"
    index = Index.open_or_create(place, HashEmbedder())
    index.add(document("mill"), document("inn"))
    writing, enough = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not enough.is_set():
            index.add(document(f"stone{number}"))
            writing.set()
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert writing.wait(60)
        restored.mkdir(parents=True)
        source, copy = sqlite3.connect(place / "library.sqlite"), sqlite3.connect(restored / "library.sqlite")
        with source, copy:
            source.backup(copy, pages=5)
        source.close()
        copy.close()
    finally:
        enough.set()
        writer.join()
    index.close()
    again = Index.open(restored, HashEmbedder())
    sources = {entry.source for entry in again.documents()}
    assert {"mill.txt", "inn.txt", "stone0.txt"} <= sources
    assert again.search("the mill", 1)[0].passage.document.source == "mill.txt"
    # The vectors' cache is no part of the copy: it is written anew with the next change.
    again.add(document("last"))
    again.close()
    found = examine(restored)
    assert (found.problems, found.documents) == ([], len(sources) + 1)


def test_a_whole_folder_copied_while_nothing_writes_is_the_same_library(tmp_path: Path) -> None:
    index = Index.open_or_create(tmp_path / ".quoth", HashEmbedder())
    index.add(document("mill"))
    index.close()
    shutil.copytree(tmp_path / ".quoth", tmp_path / "copy")
    again = Index.open(tmp_path / "copy", HashEmbedder())
    assert again.documents() == Index.open(tmp_path / ".quoth", HashEmbedder()).documents()
    assert examine(tmp_path / "copy").sound
    again.close()
