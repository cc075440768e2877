import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.assistant import Assistant
from assistant.language import sentences
from assistant.reader import Candidate, ReaderIdentity, Reading
from assistant.support import SupportPolicy
from index.documents import Content, Document, Passage, Section, Span
from index.embedding import Embedder
from index.index import Index
from index.words import telling
from ui.web.connections import Server, listen
from ui.web.server import application
from ui.web.settings import Settings

#: Answers when the passage has all of the question's telling words, and refuses otherwise.
BY_WORDS = SupportPolicy({"missing_words": -8.0}, 4.0, 0.5, unrelated=-1.0)


class WordReader:
    """Reads by words alone: the sentence that shares most of the question's, the longest other word of it the answer."""

    identity = ReaderIdentity("words", "")

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [Reading(passage, (self._candidate(question, passage),)) for passage in passages]

    def _candidate(self, question: str, passage: Passage) -> Candidate:
        asked = set(telling(question))
        best = max(sentences(passage.text), key=lambda span: len(asked & set(telling(span.of(passage.text)))))
        words = list(re.finditer(r"\w+", best.of(passage.text))) or [re.match(r"\S", best.of(passage.text))]
        word = max(words, key=lambda found: (found[0].lower() not in asked, len(found[0])))
        return Candidate(Span(*word.span()).shifted(best.start).shifted(passage.span.start), 0.0)


#: What a document might say to become more than text. Each would show itself through ``window.fired`` or a request.
HOSTILE = """<script>window.fired = 1</script><img src=x onerror="window.fired = 2"> is what Mallory wrote here.
[click](javascript:window.fired=3) and ![x](https://evil.example/x.png) stand in Oscar's letter, [x]: https://evil.example
</p></blockquote></article><iframe src="https://evil.example"></iframe> closes what Trudy opened. &lt;b&gt; &amp; &#60;
`code` **bold** $x^2$ \\(y\\) {{ 7*7 }} ${window.fired=4} was Peggy's \u202edrawkcab\u202c note, <!-- with --> \x00\x07\x1b[31m red."""

KINGS = """Alfred was king of Wessex from 871. Cnut was king of England, Denmark and Norway.
The river Nile is in Africa. How many soldiers there were is not known. Alfred died in October 899."""


def documents() -> list[Document]:
    """A library's worth: plain text, hostile text, and text with pages."""
    pages = "Alfred burnt the cakes.\n\nThe cakes were small.\n\nNobody knew who baked the cakes for the king."
    sections = tuple(
        Section(Span(start, end), ("Cakes",), page)
        for page, (start, end) in enumerate(((0, 25), (25, 48), (48, len(pages))), start=1)
    )
    return [
        Document("kings", "kings.txt", "", Content(KINGS)),
        Document("hostile", "<b>evil</b>.txt", "", Content(HOSTILE, title='"><script>window.fired = 5</script>')),
        Document("cakes", "https://example.org/cakes", "", Content(pages, sections, "On cakes")),
    ]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, tiny_embedder: Embedder) -> Index:
    """A library by the tiny model, with a document of ten million characters in it."""
    index = Index.open_or_create(tmp_path_factory.mktemp("library") / ".quoth", tiny_embedder)
    index.add(*documents())
    line = "Nothing of note happened then.\n"
    text = line * 160_000 + "Zeno wrote about the tortoise.\n" + line * 160_000
    span = Span(text.index("Zeno"), text.index("Zeno") + 30)
    with index._store.writing() as writer:
        vectors = tiny_embedder.embed([span.of(text)])
        writer.put(Document("long", "long.txt", "", Content(text)), [span], np.asarray(vectors))
    return index


@pytest.fixture(scope="session")
def make() -> Callable[[Index], Assistant]:
    """Makes an assistant that goes by words."""
    return lambda index: Assistant(index, WordReader(), BY_WORDS)


@contextmanager
def serving(
    index: Index, settings: Settings, make: Callable[[Index], Assistant], folder: Path | None = None, port: int = 0
) -> Iterator[str]:
    """A server on a free port, or on the one given; its address.

    It closes its index when it ends, so over one folder it has an index of its own, which leaves the one given open.
    """
    # Bound before the server runs: whoever connects is served as soon as it does.
    listener = listen("127.0.0.1", port)
    place = getattr(index._store, "_folder", None)  # several libraries as one have none
    own = Index.open(place, index.embedder) if place else index
    app = application(own, folder or place, settings, make)
    server = Server(app, grace=1)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def server(library: Index, make: Callable[[Index], Assistant]) -> Iterator[str]:
    """A server without a token; its address."""
    with serving(library, Settings(editable=False), make) as address:
        yield address


#: Two cores are shared with other tests: what is waited for may take a while.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "no Chromium on this machine; Debian's package chromium brings it"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--headless", *quiet])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Tabs that share what they have loaded: Gradio's scripts take seconds to fetch."""
    shared = browser.new_context(viewport={"width": 1440, "height": 900})
    yield shared
    shared.close()


class Tab:
    """A page of the chat, and everything that went wrong or out of it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)

    def open(self, path: str = "/") -> "Tab":
        self.page.goto(self.address + path)
        return self

    def ask(self, question: str) -> Any:
        """Types a question and waits until its reply is drawn."""
        before = self.page.locator("gradio-app .reply").count()
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")
        reply = self.page.locator("gradio-app .reply").nth(before)
        reply.wait_for()
        return reply


@pytest.fixture
def tab(context: BrowserContext, server: str) -> Iterator[Tab]:
    """The chat, open; afterwards nothing may have gone wrong in it, and no request to another host."""
    page = context.new_page()
    held = Tab(page, server).open()
    yield held
    page.close()
    assert held.errors == []
    assert [url for url in held.requests if not url.startswith((server, "data:"))] == []


def screenshot(page: Page, path: Path) -> None:
    """A picture of a page at rest."""
    page.screenshot(path=path, animations="disabled")
