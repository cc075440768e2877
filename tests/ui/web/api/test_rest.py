"""REST: what it gives agrees with the library, and nothing asked of it breaks it."""

import asyncio
import logging
import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from assistant.assistant import Assistant
from index.embedding import Embedder
from index.index import Index
from tests.conftest import apart
from tests.ui.conftest import BY_WORDS, WordReader, documents, serving
from ui.web.queue import QuestionQueue
from ui.web.settings import Settings

#: Paths that would lead out of whatever they are joined to.
OUT = ["../../../etc/passwd", "/etc/passwd", "..%2f..%2fetc%2fpasswd", "....//etc/passwd", "%00", "C:\\boot.ini", "."]


def test_an_answer_over_rest_is_the_librarys_own_words(server: str, library: Index) -> None:
    reply = httpx.post(f"{server}/api/v1/ask", json={"question": "What is the Nile?"}).json()
    assert reply["outcome"] == "answered"
    for quote in reply["quotes"]:
        text = httpx.get(
            f"{server}/api/v1/documents/{quote['document']}/text", params={"start": quote["start"], "end": quote["end"]}
        ).json()
        assert text["text"] == quote["text"] == library.document(quote["document"]).text[quote["start"] : quote["end"]]
        assert quote["answer"]["text"] in quote["text"]
    assert [each["standing"] for each in httpx.post(f"{server}/api/v1/verify", json=reply).json()] == ["stands"]


def test_a_refusal_is_a_reply_and_its_nearest_passages_stand_too(server: str) -> None:
    response = httpx.post(f"{server}/api/v1/ask", json={"question": "Which wizard taught Merlin?"})
    assert response.status_code == 200
    reply = response.json()
    assert (reply["outcome"], reply["quotes"]) == ("refused", [])
    assert reply["support"] < reply["threshold"]
    verdicts = httpx.post(f"{server}/api/v1/verify", json=reply).json()
    assert [each["standing"] for each in verdicts] == ["stands"] * len(reply["nearest"]) != []


def test_a_reply_says_how_a_question_with_typing_errors_was_understood(server: str) -> None:
    asked = {"question": "How many soldeirs were there?"}
    assert httpx.post(f"{server}/api/v1/ask", json=asked).json()["understood"] == "How many soldiers were there?"
    assert httpx.post(f"{server}/api/v1/ask", json={"question": "What is the Nile?"}).json()["understood"] is None


def test_how_much_support_an_answer_needs_may_come_with_the_question(server: str) -> None:
    asked = {"question": "What is the Nile?"}
    support = httpx.post(f"{server}/api/v1/ask", json=asked).json()["support"]
    reply = httpx.post(f"{server}/api/v1/ask", json=asked | {"threshold": min(1.0, support + 1e-3)}).json()
    assert (reply["outcome"], reply["support"]) == ("refused", support)
    for unknown in (1.5, "lenient", [1], "strict"):  # the last a name that says nothing for this server's reader
        assert httpx.post(f"{server}/api/v1/ask", json=asked | {"threshold": unknown}).status_code == 422


def test_how_much_support_answers_need_may_come_with_several_questions(server: str) -> None:
    asked = {"questions": ["What is the Nile?"], "threshold": 1.0}
    (reply,) = httpx.post(f"{server}/api/v1/ask/batch", json=asked).json()["replies"]
    assert (reply["outcome"], reply["threshold"]) == ("refused", 1.0)


def test_several_questions_are_answered_in_their_order_and_counted_each(library: Index, make) -> None:
    with serving(library, Settings(editable=False, rate=5), make) as address:
        asked = ["What is the Nile?", "Which wizard taught Merlin?", "What is the Nile?"]
        replies = httpx.post(f"{address}/api/v1/ask/batch", json={"questions": asked}).json()["replies"]
        assert [each["question"] for each in replies] == asked
        assert [each["outcome"] for each in replies] == ["answered", "refused", "answered"]
        assert replies[0] == httpx.post(f"{address}/api/v1/ask", json={"question": asked[0]}).json()
        more = httpx.post(f"{address}/api/v1/ask/batch", json={"questions": asked})
        assert more.status_code == 429
        assert "at most 5 questions a minute" in more.json()["detail"]


def test_of_several_libraries_each_document_says_which_it_is_from_whatever_its_name(
    tmp_path: Path, tiny_embedder: Embedder, make
) -> None:
    places = [tmp_path / ("a name with many letters in it " * 6).strip(), tmp_path / "other"]
    for place in places:
        index = Index.open_or_create(place, tiny_embedder)
        index.add(*documents())
        index.close()
    index, names = Index.open_all(places, tiny_embedder), {place.name for place in places}
    with (
        serving(index, Settings(editable=False), make, tmp_path) as address,
        httpx.Client(base_url=f"{address}/api/v1") as client,
    ):
        reply = client.post("/ask", json={"question": "What is the Nile?"}).json()
        assert {quote["library"] for quote in reply["quotes"]} <= names
        found = client.post("/search", json={"question": "Nile"}).json()
        listed = client.get("/documents").json()["documents"]
        assert {each["library"] for each in found} == {each["library"] for each in listed} == names
        assert len(listed[0]["id"]) > 64 or len(listed[-1]["id"]) > 64
        for each in listed:
            text = client.get(f"/documents/{each['id']}/text").json()
            assert (text["document"], text["library"]) == (each["id"], each["library"])
            only = client.post("/ask", json={"question": "What is the Nile?", "documents": [each["id"]]})
            assert only.status_code == 200
        verdicts = client.post("/verify", json=reply).json()
        assert {each["now"]["library"] for each in verdicts} <= names


def test_a_client_that_leaves_is_no_crash(server: str, caplog: pytest.LogCaptureFixture) -> None:
    host, port = server.removeprefix("http://").split(":")
    with caplog.at_level(logging.INFO, "quoth"):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"POST /api/v1/ask HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{")
        while not any(getattr(each, "fields", {}).get("status") == 499 for each in list(caplog.records)):
            pass
    assert "crash" not in {record.message for record in caplog.records}


def test_documents_can_be_chosen_by_id_and_by_filter(server: str) -> None:
    def sources(**among: Any) -> set[str]:
        found = httpx.post(f"{server}/api/v1/search", json={"question": "king", "k": 50, **among}).json()
        return {each["source"] for each in found}

    assert sources(documents=["cakes"]) == {"https://example.org/cakes"}
    assert sources(where="path:kings*") == {"kings.txt"}
    assert sources(documents=["cakes"], where="path:kings*") == set()
    empty = httpx.post(f"{server}/api/v1/ask", json={"question": "king", "documents": []}).json()
    assert empty["outcome"] == "empty"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"question": "   "}, "the question is empty"),
        ({"question": "a" * 100_000}, "at most 2000"),
        ({"question": "a", "where": "what"}, "cannot read 'what' in the filter"),
        ({"question": "a", "k": 3}, "body.k: Extra inputs"),
        ({}, "body.question: Field required"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_why(server: str, body: dict[str, Any], told: str) -> None:
    response = httpx.post(f"{server}/api/v1/ask", json=body)
    assert response.status_code == 422
    assert told in response.json()["detail"]


@pytest.mark.parametrize("path", OUT)
def test_no_path_leads_out_of_the_library(server: str, path: str) -> None:
    with httpx.Client(base_url=server) as client:
        for template in (
            "/source/{}",
            "/source/{}/text?edge=0&way=later",
            "/source/{}/page/1",
            "/source/{}/citation?form=markdown&start=0&end=1",
            "/api/v1/documents/{}/text",
            "/ui/{}",
            "/conversation/{}?form=json",
            "/static/{}",
            "/assets/{}",
            "/gradio_api/file={}",
        ):
            response = client.get(template.format(path))
            assert response.status_code in {307, 403, 404, 421, 422}, template
            assert "root:" not in response.text


def fuzzed(address: str, examples: int) -> None:
    """Puts requests made from the description, and a few against it, to every route."""
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    checks = [not_a_server_error, response_schema_conformance, status_code_conformance]
    tried = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        tried.add(operation.label)

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(operation.as_strategy(), operation.as_strategy(schemathesis.GenerationMode.NEGATIVE)))
        def put(case: schemathesis.Case) -> None:
            if case.operation.label.startswith("GET /readyz"):
                return
            case.call_and_validate(checks=checks)

        put()
    assert {"POST /api/v1/ask", "POST /api/v1/documents", "DELETE /api/v1/documents/{id}"} <= tried


def test_no_request_made_from_the_description_ends_in_an_error_of_the_servers(
    tmp_path: Path, tiny_embedder: Embedder, make: Callable[[Index], Assistant]
) -> None:
    index = Index.open_or_create(tmp_path / ".quoth", tiny_embedder)
    index.add(*documents())
    with serving(index, Settings(editable=True), make, tmp_path / ".quoth") as address:
        fuzzed(address, examples=5)


def test_every_field_is_described(server: str) -> None:
    description = httpx.get(f"{server}/api/v1/openapi.json").json()
    assert description["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert description["paths"]["/healthz"]["get"]["security"] == []
    operations = [each for methods in description["paths"].values() for each in methods.values()]
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    assert {"ask", "ask_batch", "search", "documents", "text", "verify"} <= set(names)
    for operation in operations:
        assert all(
            list(each.get("content", {})) in ([], ["application/problem+json"])
            for status, each in operation["responses"].items()
            if status >= "400"
        )
    for name, schema in description["components"]["schemas"].items():
        for field, each in schema.get("properties", {}).items():
            ours = not name.startswith(("HTTPValidation", "ValidationError"))
            assert "description" in each or "$ref" in each or not ours, f"{name}.{field}"
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), f"{method} {path}"


def test_what_find_further_and_explain_give_is_described(server: str) -> None:
    told = httpx.get(f"{server}/api/v1/openapi.json")
    for path, kind, name in (
        ("find", "x-ndjson", "FoundSoFar"),
        ("further", "json", "RepliedFurther"),
        ("explain", "json", "ExplainedQuestion"),
    ):
        content = told.json()["paths"][f"/api/v1/{path}"]["post"]["responses"]["200"]["content"]
        assert content[f"application/{kind}"]["schema"] == {"$ref": f"#/components/schemas/{name}"}
    named = set(re.findall(r"#/components/schemas/(\w+)", told.text))
    assert named <= told.json()["components"]["schemas"].keys()


def test_the_reference_is_a_page_that_loads_nothing_from_elsewhere(server: str) -> None:
    page = httpx.get(f"{server}/api/v1/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h2>POST /api/v1/ask/batch</h2>" in page.text
    assert "Calibrated probability" in page.text
    assert "<script" not in page.text
    assert not [each for each in re.findall(r"(?:src|href)=\"([^\"]*)", page.text) if "//" in each]
    links = set(re.findall(r'href="api/v1/docs#(\w+)"', page.text))
    assert links <= set(re.findall(r'id="(\w+)"', page.text))


class Waiting(WordReader):
    """Reads only once it may."""

    def __init__(self) -> None:
        self.began, self.may = threading.Event(), threading.Event()

    def read(self, question: str, passages: Any) -> Any:
        self.began.set()
        assert self.may.wait(30)
        return super().read(question, passages)


def test_when_too_many_wait_the_next_is_told_so_at_once_and_the_others_are_answered(library: Index) -> None:
    reader = Waiting()

    def make(index: Index) -> Assistant:
        return Assistant(index, reader, BY_WORDS)

    with serving(library, Settings(editable=False, abreast=1, waiting=1), make) as address:

        async def asked() -> list[httpx.Response]:
            async with httpx.AsyncClient(base_url=address, timeout=60) as client:
                ask = [
                    asyncio.create_task(client.post("/api/v1/ask", json={"question": "What is the Nile?"}))
                    for _ in range(5)
                ]
                # Those turned away come back before any of the others can.
                done: set[Any] = set()
                while len(done) < 3:
                    done, _ = await asyncio.wait(ask, return_when=asyncio.FIRST_COMPLETED)
                    done = {each for each in ask if each.done()}
                reader.may.set()
                return list(await asyncio.gather(*ask))

        responses = apart(asyncio.run, asked())
    assert sorted(each.status_code for each in responses) == [200, 200, 503, 503, 503]
    turned_away = next(each for each in responses if each.status_code == 503)
    assert turned_away.headers["retry-after"] == "2"
    assert "waiting already" in turned_away.json()["detail"]


def test_a_model_that_cannot_be_had_is_told_and_nothing_else_stops(library: Index) -> None:
    def broken(index: Index) -> Assistant:
        raise MemoryError

    with serving(library, Settings(editable=False), broken) as address:
        broken = httpx.post(f"{address}/api/v1/ask", json={"question": "a?"})
        assert (broken.status_code, broken.json()["status"]) == (500, 500)
        assert broken.headers["x-request-id"] in broken.json()["detail"]
        assert httpx.get(f"{address}/readyz").status_code == 503
        assert httpx.get(f"{address}/healthz").status_code == 200
        assert httpx.get(f"{address}/api/v1/library").json()["state"] == "failed"
        assert httpx.get(f"{address}/api/v1/documents").json()["total"] == 4


def test_many_changes_are_looked_at_once_more_and_not_once_each(library: Index, monkeypatch) -> None:
    looks, began, may, done = [], threading.Event(), threading.Event(), threading.Event()

    def suggested(*_: Any) -> list[str]:
        looks.append(len(looks))
        began.set()
        assert may.wait(30)
        if len(looks) == 2:
            done.set()
        return ["What is the Nile?", "Who baked the cakes?", "Who wrote?", "Who died?"]

    monkeypatch.setattr("ui.web.queue.suggest_questions", suggested)
    queue = QuestionQueue(library, lambda index: Assistant(index, WordReader(), BY_WORDS))
    assert began.wait(30)
    for _ in range(20):
        queue.suggest()
    may.set()
    assert done.wait(30)
    assert looks == [0, 1]
    assert queue.offers("Who baked it?")[0] == "Who baked the cakes?"
    assert "Who died?" not in queue.offers("Who died?")


def test_questions_wait_for_the_models(library: Index) -> None:
    """A queue takes questions before its assistant is there."""
    may = threading.Event()

    def slow(index: Index) -> Assistant:
        assert may.wait(30)
        return Assistant(index, WordReader(), BY_WORDS)

    async def asked() -> str:
        queue = QuestionQueue(library, slow)
        asking = asyncio.create_task(queue.ask("What is the Nile?"))
        await asyncio.sleep(0)
        may.set()
        return type(await asking).__name__

    assert apart(asyncio.run, asked()) == "Answer"
