"""Libraries whose pictures are read, from when on and in which languages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedding import Embedder
from index.errors import UnreadableDocument
from index.index import Index
from index.ingest import sandbox
from index.ingest.looking import NoWordsRecognised
from index.ingest.tesseract import Tesseract
from tests import documents

LINES = ["The tenant pays a deposit of 1,250 EUR before", "the keys are handed over. It shall not be", "refunded."]
BLANK = documents.picture([])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(documents.scanned([LINES]))
    (folder / "text.txt").write_text("Some words.")
    plain = [f"A page of text that is no picture, line {number}." for number in range(9)]
    both = documents.pdf([plain, []], picture=True)
    (folder / "both.pdf").write_bytes(both)
    (folder / "packed.zip").write_bytes(documents.packed({"scan.pdf": documents.scanned([LINES]), "a.txt": "Words."}))
    return folder


def test_a_library_that_is_told_to_reads_pictures_from_then_on(
    program: Callable[[str], Tesseract], tiny_embedder: Embedder, folder: Path, tmp_path: Path
) -> None:
    program("reads")
    with Index.open_or_create(tmp_path / "library", tiny_embedder) as library:
        (skipped,) = library.sync([folder]).skipped
        assert (Path(skipped.source).name, "quoth index --ocr" in skipped.reason) == ("scan.pdf", True)
        library.recognise()
        done = library.sync([folder])
        assert [Path(each).name for each in done.added] == ["scan.pdf"]
        assert [Path(each).name for each in done.changed] == ["both.pdf", "packed.zip"], "they had pictures, too"
        assert not done.skipped
    with Index.open(tmp_path / "library", tiny_embedder) as library:
        assert library.sync([folder]).unchanged == 4
        library.recognise("deu")
        assert len(library.sync([folder]).changed) == 3, "read in another language"
        library.recognise(None)
        assert library.sync([folder]).unchanged == 4, "what was read stays"
        (folder / "scan.pdf").write_bytes(documents.scanned([LINES, LINES]))
        assert len(library.sync([folder]).skipped) == 1


def test_a_picture_without_words_is_looked_at_once(
    program: Callable[[str], Tesseract], tiny_embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("finds nothing")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "photo.png").write_bytes(BLANK)
    with Index.open_or_create(tmp_path / "library", tiny_embedder) as library:
        library.recognise()
        first = library.sync([tmp_path / "docs"]).skipped
        assert first[0].reason == "a picture in which OCR finds no words"
        program("fails")
        assert library.sync([tmp_path / "docs"]).skipped == first
        program("reads")
        library.recognise()
        assert len(library.sync([tmp_path / "docs"]).added) == 1, "told so again, it is looked at again"


def test_a_machine_without_the_program_passes_pictures_over_and_reads_the_rest(
    program: Callable[[str], Tesseract], tiny_embedder: Embedder, folder: Path, tmp_path: Path, monkeypatch
) -> None:
    program("reads")
    with Index.open_or_create(tmp_path / "library", tiny_embedder) as library:
        library.recognise()
        monkeypatch.setenv("PATH", str(tmp_path))
        done = library.sync([folder])
        assert (len(done.added), [Path(each.source).name for each in done.skipped]) == (3, ["scan.pdf"])
        assert "install tesseract" in done.skipped[0].reason


def test_what_was_looked_at_in_without_words_is_told_apart(program: Callable[[str], Tesseract]) -> None:
    ocr = program("finds nothing")
    for name, data in (("a.png", BLANK), ("a.pdf", documents.scanned([[]]))):
        with pytest.raises(NoWordsRecognised, match="OCR finds no words"):
            sandbox.read_sandboxed(name, data, ocr)
    with pytest.raises(UnreadableDocument) as caught:
        sandbox.read_sandboxed("a.txt", b" ", ocr)
    assert not isinstance(caught.value, NoWordsRecognised)
