"""A client that openapi-python-client makes of the description, used as a user of it would.

``make test-integrations`` installs the generator in an environment of its own: it asks for an older typer than we do.
"""

import importlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from assistant.assistant import Assistant
from index.index import Index
from tests.ui.conftest import BY_WORDS, WordReader, serving
from ui.web.settings import Settings

GENERATOR = os.environ.get("QUOTH_OPENAPI_GENERATOR", "")

pytestmark = pytest.mark.skipif(not GENERATOR, reason="make test-integrations installs openapi-python-client")


@pytest.fixture
def address(library: Index) -> Iterator[str]:
    """A server over the library that takes a token alone."""
    settings = Settings(editable=False, token="secret-of-the-test")
    with serving(library, settings, lambda index: Assistant(index, WordReader(), BY_WORDS)) as address:
        yield address


@pytest.fixture
def generated(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The generated package, in which nothing of the description was left out."""
    bearer = {"authorization": "Bearer secret-of-the-test"}
    (tmp_path / "openapi.json").write_text(httpx.get(f"{address}/api/v1/openapi.json", headers=bearer).text)
    made = subprocess.run(
        [GENERATOR, "generate", "--path", "openapi.json", "--meta", "none", "--output-path", "quoth_client"],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(GENERATOR).parent}:{os.environ['PATH']}"},  # it calls its own ruff
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert "WARNING" not in made.stdout + made.stderr, made.stdout + made.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    return importlib.import_module("quoth_client")


def test_a_generated_client_asks_reads_the_place_and_is_told_what_is_wrong(
    generated: ModuleType, address: str, library: Index
) -> None:
    def call(name: str, client, **words):
        return importlib.import_module(f"quoth_client.api.{name}").sync_detailed(client=client, **words)

    models = importlib.import_module("quoth_client.models")
    known = generated.AuthenticatedClient(address, token="secret-of-the-test", raise_on_unexpected_status=True)
    asked = models.AskIn(question="When was the mill on Larkmoor built?")
    answered = call("questions.ask", known, body=asked).parsed
    assert answered.outcome == "answered"
    quote = answered.quotes[0]
    assert library.document(quote.document).text[quote.start : quote.end] == quote.text
    assert (quote.page, quote.answer.text in quote.text) == (1, True)
    part = call("library.text", known, id=quote.document, start=quote.start, end=quote.end).parsed
    assert part.text == quote.text
    refused = call("questions.ask", known, body=models.AskIn(question="Who sang at the opening of the bridge?")).parsed
    assert (refused.outcome, refused.quotes) == ("refused", [])
    assert {each.id for each in call("library.documents", known).parsed.documents} >= {"mill", "fern0"}
    batch = models.BatchIn(questions=[asked.question, "Who?"])
    assert len(call("questions.ask_batch", known, body=batch).parsed.replies) == 2

    wrong = call("questions.ask", known, body=models.AskIn(question="Who?", where="what"))
    assert (wrong.status_code, type(wrong.parsed)) == (422, models.Problem)
    stranger = generated.Client(address, raise_on_unexpected_status=True)
    turned = call("questions.ask", stranger, body=asked)
    assert (turned.status_code, type(turned.parsed)) == (401, models.Problem)
