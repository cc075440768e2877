"""What every storage engine must do, tried on each."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.replies import to_json
from index.documents import Content, Document, Section, Span
from index.errors import LibraryError, LibraryMismatch, LibraryMissing
from index.index import Index
from index.search import Filter
from tests.conftest import ROOT
from tests.distributed import writing
from tests.index.crash import HashEmbedder
from tests.texts import texts

_QUESTIONS = [
    "When were the soldiers first seen in Kursk?",
    "How many soldiers were sent?",
    "Who confirmed the deployment of North Korean troops?",
    "What did the ministry of defence say?",
    "Are there casualties?",
    "zebra",
    "the of and",
]


#: Texts, and questions, of words whose stems, marks and numbers meet.
LINES = st.lists(
    st.sampled_from("king kings river 3,000 naïve Alfred's e-mail running the".split()), min_size=1, max_size=12
)


@pytest.fixture
def library(place: Path | str) -> Iterator[Index]:
    opened = Index.open_or_create(place, HashEmbedder())
    yield opened
    opened.close()


def document(id: str, text: str, **content) -> Document:
    return Document(id, f"{id}.txt", "", Content(text, **content))


def found(index: Index, question: str, where: str | None = None) -> list[str]:
    return [hit.passage.text for hit in index.search(question, 50, where and Filter.parse(where))]


@given(text=texts, title=st.none() | st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_document_comes_back_to_the_letter_with_its_passages(library: Index, text: str, title: str | None) -> None:
    sections = (Section(Span(0, len(text)), ("A heading", "\x00"), page=3, label="iii"),) if text else ()
    given = document("a", text, title=title, sections=sections, metadata={"author\x00": "Łukasz \u202e"})
    library.add(given)
    assert library.document("a") == given
    (entry,) = library.documents()
    assert (entry.digest, entry.size, entry.metadata) == (given.digest, len(text), given.content.metadata)
    with library._store.snapshot() as snapshot:
        spans, vectors = snapshot.embedded("a")
    assert (len(spans), len(vectors)) == (entry.passages, entry.passages)
    assert spans == library._splitter.split(given)
    if spans:
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=2e-3)


def test_a_put_replaces_what_was_under_the_id_and_a_removal_forgets_it(library: Index) -> None:
    library.add(document("a", "The old king of Wessex."), document("b", "A river in Africa."))
    library.add(document("a", "The new king of Mercia."))
    assert "The old king of Wessex." not in found(library, "old king of Wessex")
    assert "The new king of Mercia." in found(library, "king of Mercia")
    with pytest.raises(LibraryError, match="no document 'nothing'"):
        library.remove(["a", "nothing"])
    library.remove("a")
    assert [entry.id for entry in library.documents()] == ["b"]
    assert found(library, "king of Mercia") == ["A river in Africa."]


def test_passage_ids_are_never_given_twice(library: Index) -> None:
    seen: set[int] = set()
    for version in range(5):
        library.add(document("a", f"king number {version}"))
        ids = {hit.passage.id for hit in library.search("king")}
        assert not ids & seen
        seen |= ids
        library.remove(["a"])


def test_a_view_stays_as_it_was_whatever_is_written(library: Index) -> None:
    library.add(document("a", "The king of Wessex."))
    with library.view() as view:
        before = [hit.passage.text for hit in view.search("king")]
        library.add(document("a", "The queen of Mercia."), document("b", "Another king."))
        library.remove(["a"])
        assert [hit.passage.text for hit in view.search("king")] == before == ["The king of Wessex."]
        assert view.document("a").text == "The king of Wessex."
        assert view.document("b") is None
    assert found(library, "king") == ["Another king."]


def test_generations_rise_with_every_change_but_not_with_notes(library: Index) -> None:
    def generation() -> int:
        with library._store.snapshot() as snapshot:
            return snapshot.generation

    seen = [generation()]
    library.add(document("a", "one"))
    seen.append(generation())
    library.remove(["a"])
    seen.append(generation())
    assert seen == sorted(set(seen))
    library.note("threshold", "0.4")
    library.note("threshold", "0.5")
    assert (generation(), library.read_note("threshold"), library.read_note("other")) == (seen[-1], "0.5", None)
    with library._store.snapshot() as snapshot:
        assert snapshot.notes() == {"threshold": "0.5"}


def test_a_filter_hides_nothing_that_lies_deeper(library: Index) -> None:
    for n in range(40):
        library.add(document(f"d{n}", f"The king of city number {n}.", metadata={"tenth": str(n % 10)}))
    hits = library.search("king of city", 4, Filter.parse("tenth=3"))
    assert {hit.passage.document.id for hit in hits} == {f"d{n}" for n in range(3, 40, 10)}
    assert library.search("king", 5, Filter.parse("tenth=11")) == []


def test_a_folder_is_synced_moved_and_forgotten(place: Path | str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "kings.txt").write_text("Alfred was king of Wessex.")
    (tmp_path / "docs" / "rivers.txt").write_text("The Nile is a river.")
    index = Index.open_or_create(place, HashEmbedder())
    assert index.sync([tmp_path / "docs"]).added == ["docs/kings.txt", "docs/rivers.txt"]
    assert index.sync([tmp_path / "docs"]).unchanged == 2
    (tmp_path / "docs" / "kings.txt").rename(tmp_path / "docs" / "alfred.txt")
    (tmp_path / "docs" / "rivers.txt").unlink()
    summary = index.sync([tmp_path / "docs"])
    assert (summary.moved, summary.removed) == (["docs/alfred.txt"], ["docs/rivers.txt"])
    index.close()
    again = Index.open(place, HashEmbedder())
    assert [entry.source for entry in again.documents()] == ["docs/alfred.txt"]
    assert found(again, "Alfred the king") == ["Alfred was king of Wessex."]
    again.close()


def test_a_library_opened_again_is_the_same(place: Path | str) -> None:
    first = Index.open_or_create(place, HashEmbedder())
    first.add(*(document(f"d{n}", f"The king of city number {n}.") for n in range(20)))
    before = [(hit.passage.id, hit.score) for hit in first.search("king of city number 7")]
    maker = first.maker
    first.close()
    again = Index.open(place, HashEmbedder())
    assert [(hit.passage.id, hit.score) for hit in again.search("king of city number 7")] == before
    assert again.maker == maker
    again.close()


@pytest.mark.parametrize("place", ["folder", "database"], indirect=True)
def test_no_library_and_another_models_library_are_errors(place: Path | str, tiny_embedder) -> None:
    with pytest.raises(LibraryMissing, match="there is no library"):
        Index.open(place)
    Index.open_or_create(place, HashEmbedder()).close()
    with pytest.raises(LibraryMismatch, match="hash"):
        Index.open(place, tiny_embedder)


def writer(place: Path | str, *words: str) -> subprocess.Popen[str]:
    """A process that writes, ready to begin."""
    command = [sys.executable, "-m", "tests.distributed.writing", str(place), *words]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def begin(process: subprocess.Popen[str]) -> None:
    process.stdin.write("\n")
    process.stdin.flush()


def whole(index: Index) -> dict[str, int]:
    """The version of every document, each checked to be whole, with every passage found by words and by meaning."""
    versions = {}
    for entry in index.documents():
        text = index.document(entry.id).text
        version = int(text.split()[4][1:])
        assert text == writing.text(entry.id, version)
        with index._store.snapshot() as snapshot:
            spans, vectors = snapshot.embedded(entry.id)
        assert spans == index._splitter.split(index.document(entry.id))
        assert len(vectors) == len(spans) == entry.passages
        hits = index.search(f"Document {entry.id} in version", 500, Filter.parse(f"id={entry.id}"))
        assert {hit.passage.span for hit in hits if hit.bm25 > 0 and hit.similarity is not None} == set(spans)
        versions[entry.id] = version
    return versions


@pytest.mark.parametrize("acknowledged", [1, 4, 9])
def test_a_writer_killed_while_it_inserts_leaves_whole_documents_and_all_it_acknowledged(
    library: Index, place: Path | str, acknowledged: int
) -> None:
    process = writer(place, "d", "200")
    begin(process)
    for _ in range(acknowledged):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    done = acknowledged + len(process.stdout.readlines())
    process.wait()
    held = whole(library)
    assert set(held) >= {f"d{n}" for n in range(done)}
    assert len(held) <= done + 1
    library.add(writing.document("d0", 5))
    assert whole(library)["d0"] == 5


def test_two_writers_lose_nothing_and_mix_nothing(library: Index, place: Path | str) -> None:
    processes = [writer(place, name, "15", "shared") for name in "ab"]
    for process in processes:
        begin(process)
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    expected = {f"{name}{n}": n for name in "ab" for n in range(15)} | {"shared": 14}
    assert whole(library) == expected


def test_an_unknown_engine_is_a_folder_and_a_bad_url_is_one_line(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LibraryMissing):
        Index.open("mysql")
    pytest.importorskip("psycopg", reason="the extra quoth[postgres] is not installed")
    with pytest.raises(LibraryError) as caught:
        Index.open("postgresql://user:secret@host:notaport/x")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("library", "call", "extra"),
    [("psycopg", "Index.open('postgresql://nowhere/x')", "postgres"), ("ray", "RayWorkers()", "ray")],
)
def test_a_missing_extra_is_named_with_the_command_that_installs_it(library: str, call: str, extra: str) -> None:
    code = f"""
import sys
sys.modules["{library}"] = None
from index.ingest.ray_workers import RayWorkers
from index.errors import LibraryError
from index.index import Index
try:
    {call}
except LibraryError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.endswith(f"pip install --constraint constraints.txt '.[{extra}]'\n")


@pytest.mark.packaged
def test_both_engines_give_the_same_quotes(server, seeds: Assistant) -> None:
    index = Index.open_or_create(server.database(), seeds.index.embedder)
    documents = [seeds.index.document(entry.id) for entry in seeds.index.documents()]
    index.add(*documents)
    shared = Assistant(index, seeds.reader, seeds.policy)
    for question in _QUESTIONS:
        one, other = to_json(seeds.ask(question)), to_json(shared.ask(question))
        assert one["outcome"] == other["outcome"], question
        assert one["support"] == pytest.approx(other["support"], abs=0.01)
        for kind in ("quotes", "nearest"):
            assert [(q["start"], q["end"]) for q in one[kind]] == [(q["start"], q["end"]) for q in other[kind]]
    index.close()
