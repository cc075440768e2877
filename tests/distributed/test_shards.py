"""One library's passages over several servers: what counts is one moment, whatever dies when."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import LibraryError, LibraryMismatch, StoreUnavailable
from index.index import Index
from index.storage.places import examine
from tests.conftest import ROOT
from tests.distributed import writing
from tests.distributed.server import Server, execute, reading, serving
from tests.distributed.test_conformance import LINES, document, found, whole
from tests.distributed.test_operations import digested
from tests.index.crash import HashEmbedder


@pytest.fixture
def url(server: Server, shards: list[str]) -> str:
    """A library over three shards."""
    place = server.database()
    Index.open_or_create(place, HashEmbedder(), shards).close()
    return place


@pytest.fixture
def library(url: str) -> Iterator[Index]:
    opened = Index.open(url, HashEmbedder())
    yield opened
    opened.close()


def held(shards: list[str]) -> int:
    """The rows of passages that lie on the shards, whether they count or not."""
    return sum(execute(shard, "SELECT count(*) FROM quoth.passage")[0][0] for shard in shards)


def test_passages_lie_on_every_shard_and_nowhere_else(url: str, library: Index, shards: list[str]) -> None:
    library.add(*(writing.document(f"d{n}", n) for n in range(10)))
    rows = [execute(shard, "SELECT count(*) FROM quoth.passage")[0][0] for shard in shards]
    assert min(rows) > 0
    assert sum(rows) == sum(entry.passages for entry in library.documents())
    assert execute(url, "SELECT count(*) FROM ONLY quoth.passage") == [(0,)]


@given(documents=st.lists(LINES, min_size=1, max_size=12), question=LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8, deadline=None)
def test_every_hit_is_that_of_a_library_in_one_place(
    library: Index, tmp_path_factory, documents: list[list[str]], question: list[str]
) -> None:
    embedded = Index.open_or_create(tmp_path_factory.mktemp("embedded"), HashEmbedder())
    library.remove([entry.id for entry in library.documents()])
    hits = []
    for index in (library, embedded):
        index.add(*(document(f"d{n}", " ".join(words), title=words[0]) for n, words in enumerate(documents)))
        # Without words of one stem, which the embedded engine counts for each of them.
        asked = " ".join(sorted({*question} - {"kings"}) or ["king"])
        hits.append({hit.passage.document.id: hit for hit in index.search(asked, 100)})
    embedded.close()
    assert hits[0].keys() == hits[1].keys()
    for id, hit in hits[0].items():
        assert hit.similarity == pytest.approx(hits[1][id].similarity, abs=2e-3)
        assert hit.bm25 == pytest.approx(hits[1][id].bm25, rel=1e-6, abs=1e-9)


_DYING = """
import os, signal, sys
from index.index import Index
from index.storage.postgres.sharded import ShardedWriter
from tests.distributed import writing
from tests.index.crash import HashEmbedder

def dying(*given, **named):
    os.kill(os.getpid(), signal.SIGKILL)

index = Index.open(sys.argv[1], HashEmbedder())
setattr(ShardedWriter, sys.argv[2], dying)
index.add(writing.document("a", 2))
"""


@pytest.mark.parametrize(
    ("step", "version"),
    [
        ("_begun", 1),  # nothing written yet
        ("_switch", 1),  # the shards have committed, the coordinator has not
        ("_count", 1),  # the coordinator is about to
        ("sweep", 2),  # it has; what was replaced still lies on the shards
    ],
)
def test_a_writer_killed_at_any_step_leaves_one_version_whole_and_the_next_one_sweeps(
    library: Index, url: str, shards: list[str], step: str, version: int
) -> None:
    library.add(writing.document("a", 1), writing.document("b", 1))
    run = subprocess.run([sys.executable, "-c", _DYING, url, step], cwd=ROOT, check=False)
    assert run.returncode == -9
    assert whole(library) == {"a": version, "b": 1}
    assert examine(url).sound
    library.add(writing.document("c", 1))
    assert whole(library) == {"a": version, "b": 1, "c": 1}
    assert held(shards) == sum(entry.passages for entry in library.documents())
    assert execute(url, "SELECT count(*) FROM quoth.unsettled") == [(0,)]


def test_a_question_that_began_before_a_sweep_sees_its_own_moment(library: Index) -> None:
    library.add(document("a", "The king of Wessex."))
    with library.view() as view:
        library.add(document("a", "The queen of Mercia."))
        library.remove(["a"])
        library.add(*(document(f"d{n}", f"King number {n}.") for n in range(40)))
        assert [hit.passage.text for hit in view.search("king")] == ["The king of Wessex."]
    assert "The king of Wessex." not in found(library, "king")


def test_a_replaced_passage_is_never_found_beside_its_replacement(library: Index) -> None:
    def replace() -> None:
        for version in range(30):
            library.add(writing.document("a", version))

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(replace)
        seen = 0
        while not writer.done() or not seen:
            texts = {hit.passage.document.text for hit in library.search("Document a in version", 50)}
            assert len(texts) <= 1
            seen += len(texts)
        writer.result()


@pytest.mark.usefixtures("postgres_fdw")
def test_a_killed_shard_is_a_clear_error_and_service_is_back_when_it_is(server: Server) -> None:
    with serving() as other:
        place, shards = server.database(), [server.database(), other.database()]
        library = Index.open_or_create(place, HashEmbedder(), shards)
        library.add(*(writing.document(f"d{n}", 1) for n in range(6)))
        other.kill()
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="cannot be reached"):
                library.search("document d1")
        with pytest.raises(StoreUnavailable):
            library.add(writing.document("d0", 2))
        with pytest.raises(StoreUnavailable):
            examine(place)
        other.start()
        assert whole(library) == {f"d{n}": 1 for n in range(6)}
        library.add(writing.document("d0", 2))
        assert whole(library) == {"d0": 2} | {f"d{n}": 1 for n in range(1, 6)}
        assert held(shards) == sum(entry.passages for entry in library.documents())
        library.close()


def test_dumps_of_the_coordinator_and_of_every_shard_restored_are_the_same_library(
    library: Index, url: str, server: Server, shards: list[str]
) -> None:
    library.add(*(writing.document(f"d{n}", n) for n in range(6)))
    before = digested(url)
    library.close()
    files = {place: str(server.base / f"{place.rsplit('/', 1)[1]}.dump") for place in (url, *shards)}
    for place, file in files.items():
        server.run("pg_dump", "--format", "custom", "--file", file, place)
    restored = server.database()
    for shard in shards:
        execute(shard, "DROP SCHEMA quoth CASCADE")
        server.run("pg_restore", "--dbname", shard, files[shard])
    server.run("pg_restore", "--dbname", restored, files[url])
    assert digested(restored) == before
    assert examine(restored).sound
    again = Index.open(restored, HashEmbedder())
    again.add(writing.document("d0", 7))
    assert whole(again) == {"d0": 7} | {f"d{n}": n for n in range(1, 6)}
    again.close()


def test_a_dump_of_the_coordinator_older_than_its_shards_is_told_and_goes_on_after_a_sweep(
    library: Index, url: str, server: Server, shards: list[str]
) -> None:
    library.add(writing.document("a", 1))
    library.close()
    file = str(server.base / "coordinator.dump")
    server.run("pg_dump", "--format", "custom", "--file", file, url)
    again = Index.open(url, HashEmbedder())
    again.add(writing.document("a", 2), writing.document("b", 2))
    again.close()
    older = server.database()
    server.run("pg_restore", "--dbname", older, file)
    # What document a had when it was dumped is swept away, and this is said instead of anything from the rest.
    restored = Index.open(older, HashEmbedder())
    with pytest.raises(StoreUnavailable, match="behind its shards"):
        restored.search("document a")
    restored.close()


def test_shards_of_another_library_are_not_read(server: Server, url: str, library: Index, shards: list[str]) -> None:
    library.add(writing.document("a", 1))
    with pytest.raises(LibraryError, match="is a shard of another library"):
        Index.open_or_create(server.database(), HashEmbedder(), shards)
    with pytest.raises(LibraryError, match="holds a library of its own"):
        Index.open_or_create(server.database(), HashEmbedder(), [url])
    execute(shards[1], "UPDATE quoth.shard SET library = 'another'")
    with pytest.raises(LibraryMismatch, match="restore the coordinator and its shards together"):
        library.search("document a")


def test_a_library_that_is_there_keeps_its_shards_and_a_folder_has_none(url: str, shards: list[str], tmp_path) -> None:
    with pytest.raises(LibraryError, match="go on without --shard"):
        Index.open_or_create(url, HashEmbedder(), shards)
    with pytest.raises(LibraryError, match="only a library in a database has shards"):
        Index.open_or_create(tmp_path / ".quoth", HashEmbedder(), shards)


def test_a_role_that_may_only_read_can_ask(url: str, library: Index) -> None:
    library.add(document("a", "The king of Wessex."))
    with reading(url, "reader") as place, closing(Index.open(place, HashEmbedder())) as asking:
        assert len(asking.search("king")) == 1
        with pytest.raises(LibraryError, match="does not allow this"):
            asking.add(document("b", "more"))


@pytest.mark.usefixtures("server", "postgres_fdw")
def test_a_shards_password_is_told_to_nobody() -> None:
    own = Server("log_statement=all", "log_min_error_statement=error")
    (own.data / "pg_hba.conf").write_text("host all asker all scram-sha-256\nhost all postgres all trust\n")
    try:
        place, shard = own.start().database(), own.database()
        execute(place, "CREATE ROLE asker LOGIN SUPERUSER PASSWORD 'se:cr/et'")
        # The log has that statement.
        before = (own.base / "log").read_text()
        with pytest.raises(StoreUnavailable, match="password authentication failed") as caught:
            Index.open_or_create(place, HashEmbedder(), [shard.replace("postgres@", "asker:guess@")])
        assert "guess" not in str(caught.value)
        library = Index.open_or_create(place, HashEmbedder(), [shard.replace("postgres@", "asker:se%3Acr%2Fet@")])
        library.add(document("a", "The king of Wessex."))
        assert found(library, "king") == ["The king of Wessex."]
        library.close()
        log = (own.base / "log").read_text()[len(before) :]
        assert "CREATE USER MAPPING" in log
        assert "cr/et" not in log
    finally:
        own.close()


def test_the_command_line_lays_a_library_over_shards_and_moves_one_there(
    server: Server, shards: list[str], tmp_path, tiny_embedder_path, monkeypatch, quoth
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "kings.txt").write_text("Alfred was king of Wessex.")

    places = server.database(), server.database()
    over = [word for shard in shards[:2] for word in ("--shard", shard)]
    made = quoth("index", "docs", "--embedder", str(tiny_embedder_path), "--library", places[0], *over)
    assert made == (0, "1 added\n")
    code, out = quoth("doctor", "--library", places[0])
    assert (code, out.splitlines()[-1]) == (0, "nothing is wrong")
    code, out = quoth("migrate", places[0], places[1], "--shard", shards[2])
    assert (code, out.split(",")[0]) == (0, "1 documents copied")
    assert held([shards[2]]) == 1
