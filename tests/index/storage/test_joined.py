from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.reader import Reader
from assistant.replies import to_json
from assistant.support import SupportPolicy
from assistant.verification import Standing, verify
from index.documents import Content, Document
from index.embedding import Embedder, open_embedder
from index.errors import LibraryError, LibraryMismatch
from index.index import Index
from index.search import Filter
from tests import tiny

KINGS = Document("1", "a.txt", "", Content("Alfred was king of Wessex."))
RIVERS = Document("1", "a.txt", "", Content("The Nile is a river."))


@pytest.fixture
def together(tmp_path: Path, tiny_embedder: Embedder) -> Index:
    for name, document in (("kings", KINGS), ("rivers", RIVERS)):
        index = Index.open_or_create(tmp_path / name / ".quoth", tiny_embedder)
        index.add(document)
        index.close()
    return Index.open_all([tmp_path / "kings" / ".quoth", tmp_path / "rivers" / ".quoth"], tiny_embedder)


def test_each_hit_and_quote_says_which_library_it_is_from(together: Index, tiny_reader: Reader) -> None:
    found = {hit.passage.document.library: hit.passage.text for hit in together.search("Who was king of the Nile?")}
    assert found == {"kings": KINGS.text, "rivers": RIVERS.text}
    reply = to_json(Assistant(together, tiny_reader, SupportPolicy({}, 5.0, 0.5, 0.0)).ask("Who was king?"))
    assert {quote["library"] for quote in reply["quotes"]} == {"kings", "rivers"}
    assert {verdict.standing for verdict in verify(reply, together)} == {Standing.STANDS}


def test_documents_of_one_id_are_told_apart(together: Index) -> None:
    entries = together.documents()
    assert [(entry.library, entry.id) for entry in entries] == [("kings", "kings:1"), ("rivers", "rivers:1")]
    assert [together.document(entry.id).text for entry in entries] == [KINGS.text, RIVERS.text]
    assert together.document("1") is None
    assert together.document("nobody:1") is None


def test_a_filter_may_name_a_library(together: Index) -> None:
    hits = together.search("Who was king of the Nile?", where=Filter.parse("library=rivers"))
    assert [hit.passage.text for hit in hits] == [RIVERS.text]


def test_libraries_together_score_as_they_do_alone(together: Index, tmp_path: Path, tiny_embedder: Embedder) -> None:
    alone = Index.open(tmp_path / "kings" / ".quoth", tiny_embedder).search("Alfred king")[0]
    joined = next(hit for hit in together.search("Alfred king") if hit.passage.document.library == "kings")
    assert (alone.similarity, alone.bm25) == (joined.similarity, joined.bm25)


def test_libraries_together_are_not_written(together: Index) -> None:
    with pytest.raises(LibraryError, match="one of them alone"):
        together.add(KINGS)


def test_libraries_of_different_models_are_not_joined(together: Index, tmp_path: Path) -> None:
    other = open_embedder(str(tiny.save_embedder(tmp_path / "model", seed=9)))
    Index.open_or_create(tmp_path / "other", other).close()
    with pytest.raises(LibraryMismatch, match="asked together"):
        Index.open_all([tmp_path / "kings" / ".quoth", tmp_path / "other"])
