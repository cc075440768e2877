import json
import multiprocessing
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.documents import Content, Document
from index.embedding import Embedder, open_embedder
from index.errors import InvalidQuestion, LibraryError, LibraryMismatch, LibraryMissing, ModelError, QuothError
from index.index import Index
from index.reading.text import READING_VERSION
from index.search import Filter
from index.storage.sqlite.doctor import examine
from tests import tiny
from tests.index.crash import HashEmbedder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "rivers.txt").write_text("The Nile is a river in Africa. It flows north.")
    (folder / "kings.md").write_text("# Kings\n\nAlfred was a king of Wessex.\n")
    return folder


def sources(index: Index) -> list[str]:
    return [entry.source for entry in index.documents()]


def texts_found(index: Index, question: str) -> list[str]:
    return [hit.passage.text for hit in index.search(question, 50)]


def test_sync_adds_changes_moves_and_removes_and_leaves_the_rest(index: Index, folder: Path) -> None:
    first = index.sync([folder])
    assert (len(first.added), first.passages) == (2, 2)
    assert sources(index) == ["docs/kings.md", "docs/rivers.txt"]
    before = {entry.source: entry.id for entry in index.documents()}

    again = index.sync([folder])
    assert (again.unchanged, again.passages) == (2, 0)

    (folder / "kings.md").write_text("# Kings\n\nCnut was a king of England.\n")
    (folder / "rivers.txt").rename(folder / "water.txt")
    second = index.sync([folder])
    assert (second.changed, second.moved) == (["docs/kings.md"], ["docs/water.txt"])
    assert second.passages == 1, "a moved document costs no embedding"
    assert {entry.id for entry in index.documents()} == set(before.values()), "ids outlive change and move"
    assert not any("Alfred" in text for text in texts_found(index, "Alfred king of Wessex"))

    (folder / "water.txt").unlink()
    assert index.sync([folder]).removed == ["docs/rivers.txt".replace("rivers", "water")]
    assert sources(index) == ["docs/kings.md"]
    assert not any("Nile" in text for text in texts_found(index, "Nile river"))


def test_a_file_has_one_name_from_wherever_it_is_named(
    folder: Path, tmp_path: Path, tiny_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    with closing(Index.open_or_create("../.quoth", tiny_embedder)) as index:
        assert index.sync([Path("../docs")]).added == ["docs/kings.md", "docs/rivers.txt"]
    (folder / "kings.md").unlink()
    monkeypatch.chdir(tmp_path)
    with closing(Index.open(".quoth", tiny_embedder)) as index:
        assert index.sync([Path("project/../docs/.")]).removed == ["docs/kings.md"]
        assert sources(index) == ["docs/rivers.txt"]


def test_behind_a_symbolic_link_a_parent_is_that_of_its_target(index: Index, folder: Path, tmp_path: Path) -> None:
    (folder / "deep").mkdir()
    (tmp_path / "link").symlink_to(folder / "deep")
    assert index.sync([tmp_path / "link" / ".." / "kings.md"]).added == ["docs/kings.md"]


def test_syncing_one_folder_leaves_the_documents_of_others(index: Index, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("Something else.")
    index.sync([folder])
    index.sync([other])
    assert len(sources(index)) == 3


def test_bad_files_are_skipped_named_and_counted(index: Index, folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "noise.txt").write_bytes(bytes(range(256)))
    (folder / "image.png").write_bytes(b"\x89PNG")
    (folder / "out.txt").symlink_to("/etc/hostname")
    (folder / "loop").symlink_to(folder)
    (folder / "bad\nname.txt").write_text("")
    summary = index.sync([folder])
    assert len(summary.added) == 2
    assert {Path(skipped.source).name for skipped in summary.skipped} == {
        "empty.txt",
        "noise.txt",
        "image.png",
        "out.txt",
        "loop",
        "bad\\nname.txt",
    }
    assert all(skipped.reason for skipped in summary.skipped)


def test_a_document_that_can_no_longer_be_read_is_no_longer_quoted(index: Index, folder: Path) -> None:
    index.sync([folder])
    (folder / "rivers.txt").write_bytes(bytes(range(256)))
    summary = index.sync([folder])
    assert summary.removed == ["docs/rivers.txt"]
    assert not any("Nile" in text for text in texts_found(index, "Nile"))


def test_saving_and_reopening_gives_the_same_hits(index: Index, folder: Path, tiny_embedder: Embedder) -> None:
    index.sync([folder])
    hits = index.search("Who was king of Wessex?")
    again = Index.open(index_folder(folder), tiny_embedder)
    assert again.search("Who was king of Wessex?") == hits


def index_folder(folder: Path) -> Path:
    return folder.parent / ".quoth"


def test_identical_text_scores_one(index: Index) -> None:
    index.add(Document("1", "a", "", Content("The Nile is a river.")))
    index.add(Document("2", "b", "", Content("Quite different words here: 42!")))
    best = index.search("The Nile is a river.")[0]
    assert best.passage.document.id == "1"
    assert best.similarity == pytest.approx(1.0, abs=2e-3)


def test_putting_a_document_again_replaces_it(index: Index) -> None:
    for text in ("The first version.", "The second version."):
        index.add(Document("1", "a", "", Content(text)))
    assert texts_found(index, "first second version") == ["The second version."]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["red fox", "blue whale", "green tree", None])), max_size=12)
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_put_and_removed_only_what_stands_is_found(
    tmp_path_factory: pytest.TempPathFactory, tiny_embedder: Embedder, steps: list[tuple[int, str | None]]
) -> None:
    index = Index.open_or_create(tmp_path_factory.mktemp("library"), tiny_embedder)
    standing: dict[str, str] = {}
    for number, text in steps:
        id = str(number)
        if text is None:
            if standing.pop(id, None):
                index.remove(id)
        else:
            index.add(Document(id, id, "", Content(f"A {text} number {number}.")))
            standing[id] = f"A {text} number {number}."
        found = {
            hit.passage.document.id: hit.passage.text for hit in index.search("red blue green fox whale tree number")
        }
        assert found == standing
    index.close()


def test_a_filter_leaves_only_its_documents(index: Index, folder: Path) -> None:
    index.sync([folder])
    kings = next(entry.id for entry in index.documents() if entry.source.endswith(".md"))
    assert {hit.passage.document.id for hit in index.search("the Nile river", where=Filter.parse(f"id={kings}"))} == {
        kings
    }
    assert index.search("the Nile river", where=Filter.parse("id=none")) == []


@pytest.mark.parametrize("question", ["", "  \n", "x" * 100_000])
def test_a_question_that_is_none_is_an_error(index: Index, question: str) -> None:
    with pytest.raises(InvalidQuestion):
        index.search(question)


@pytest.mark.parametrize(
    "question", ['"', "a OR", "NEAR(", "col:x", "*", "-", "AND", "'); DROP TABLE document;--", "\x00", "日本"]
)
def test_a_question_is_never_query_syntax(index: Index, folder: Path, question: str) -> None:
    index.sync([folder])
    assert len(index.search(question)) == 2


def test_another_models_library_is_not_searched(index: Index, tmp_path: Path) -> None:
    other = open_embedder(str(tiny.save_embedder(tmp_path / "other", seed=8)))
    with pytest.raises(LibraryMismatch, match="made with the embedding model"):
        Index.open(tmp_path / ".quoth", other)
    with pytest.raises(LibraryMismatch, match="--embedder"):
        Index.open_or_create(tmp_path / ".quoth", "some-other-model")


def test_a_missing_library_and_a_missing_path_are_named(index: Index, tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match="quoth index"):
        Index.open(tmp_path / "nowhere")
    with pytest.raises(QuothError, match="no file or folder"):
        index.sync([tmp_path / "nowhere"])


def test_a_document_is_removed_by_id_or_source_and_an_unknown_one_is_named(index: Index) -> None:
    index.add(*(Document.from_text(f"notes://{name}", "A river.") for name in "abc"))
    index.remove("notes://a")
    index.remove([index.entry("notes://b").id, "notes://b"])
    with pytest.raises(LibraryError, match="no document 'notes://a'"):
        index.remove(["notes://c", "notes://a"])
    assert sources(index) == ["notes://c"], "where one is not there, none is removed"


def test_a_text_is_taken_for_a_filter(index: Index, folder: Path) -> None:
    index.sync([folder])
    assert index.search("king", where="path:*.txt") == index.search("king", where=Filter.parse("path:*.txt"))


def test_a_closed_index_says_so(index: Index) -> None:
    with index as held:
        assert held is index
    for ask in (index.documents, lambda: index.search("king"), index.add, lambda: index.remove([])):
        with pytest.raises(LibraryError, match="has been closed"):
            ask()
    index.close()


def test_a_narrowed_index_is_closed_with_the_whole(index: Index) -> None:
    narrowed = index.narrowed(lambda entry: True)
    twice = narrowed.narrowed(lambda entry: True)
    assert not [*narrowed.documents(), *twice.documents()]
    index.close()
    for ask in (narrowed.documents, twice.documents, lambda: narrowed.search("king")):
        with pytest.raises(LibraryError, match="has been closed"):
            ask()


def _asked_after_the_fork(index: Index, place: Path, results: "multiprocessing.Queue[str]") -> None:
    try:
        index.search("king")
    except LibraryError as error:
        results.put(str(error))
    with Index.open(place, HashEmbedder()) as own:
        results.put(str(len(own.search("king"))))


def test_after_a_fork_an_index_says_that_it_must_be_opened_again_and_then_works(folder: Path, tmp_path: Path) -> None:
    index = Index.open_or_create(tmp_path / ".quoth", HashEmbedder())
    index.sync([folder])
    index.search("king")
    fork = multiprocessing.get_context("fork")
    results = fork.Queue()
    child = fork.Process(target=_asked_after_the_fork, args=(index, tmp_path / ".quoth", results), daemon=True)
    child.start()
    assert "open the library in each process" in results.get(timeout=60)
    assert results.get(timeout=60) == "2"
    child.join(timeout=60)
    assert len(index.search("king")) == 2, "and the parent goes on"
    index.close()


def test_a_model_that_only_a_library_names_is_not_fetched(
    tmp_path: Path, tiny_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Named:
        identity = replace(tiny_embedder.identity, name="somebody/model")
        window, embed, measure = tiny_embedder.window, tiny_embedder.embed, tiny_embedder.measure

    asked = []

    def hub(name: str, **options: object) -> None:
        asked.append(options["local_files_only"])
        raise OSError("not here")

    monkeypatch.setattr("sentence_transformers.SentenceTransformer", hub)
    Index.open_or_create(tmp_path / "library", Named()).close()
    with Index.open_or_create(tmp_path / "library") as opened, pytest.raises(ModelError, match="--embedder somebody"):
        opened.search("king")
    with (
        Index.open_or_create(tmp_path / "library", "somebody/model") as named,
        pytest.raises(ModelError, match="cannot be loaded: not here"),
    ):
        named.search("king")
    assert asked == [True, False]


def test_a_library_that_was_read_otherwise_says_so_and_is_renewed_without_its_files(
    tmp_path: Path, tiny_embedder: Embedder, folder: Path
) -> None:
    place = tmp_path / "library"
    with closing(Index.open_or_create(place, tiny_embedder)) as index:
        index.sync([folder])
        found = texts_found(index, "king of Wessex")
    with closing(sqlite3.connect(place / "library.sqlite")) as connection:
        maker = json.loads(connection.execute("SELECT value FROM meta WHERE key = 'maker'").fetchone()[0])
        del maker["reading"]
        # Words of another version cannot be told again one by one.
        connection.execute("INSERT INTO word(word) VALUES ('delete-all')")
        connection.execute("UPDATE meta SET value = ? WHERE key = 'maker'", (json.dumps(maker),))
        connection.commit()
    other = folder.parent / "other.txt"
    other.write_text("The Rhine flows through Cologne.")
    for path in folder.iterdir():
        path.unlink()
    with closing(Index.open(place, tiny_embedder)) as index:
        assert index.documents()
        with pytest.raises(LibraryMismatch, match="quoth index PATH"):
            index.search("king of Wessex")
        index.sync([other])
        assert index.maker.reading == READING_VERSION
        assert texts_found(index, "king of Wessex")[: len(found)][0] == found[0]
        assert len(index.documents()) == 3
    assert examine(place).sound
    with closing(Index.open(place, tiny_embedder)) as index:
        assert index.search("king of Wessex")[0].bm25 > 0
