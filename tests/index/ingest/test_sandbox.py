"""Reading in a process of its own: as in this one, but for what a file can do to its reader."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

from index.documents import Span
from index.errors import QuothError, UnreadableDocument
from index.ingest import sandbox
from index.readers import FORMATS, limits, pdf, read
from tests import bombs, documents
from tests.conftest import ROOT, SHARED

SAMPLES = documents.samples()


def alone(code: str, **options) -> subprocess.CompletedProcess[str]:
    """Runs code in a process that has confined itself as the one that reads does."""
    before = "from index.ingest.child import _confine, _allow\nimport os, socket, subprocess\n_confine(1 << 28)\n"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", before + code], capture_output=True, text=True, check=False, env=environment, **options
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_read_apart_is_what_is_read_here(name: str) -> None:
    assert sandbox.read_sandboxed(name, SAMPLES[name]) == read(name, SAMPLES[name])


def report() -> bytes:
    """A PDF as reports are: running heads and feet, columns, an outline, page labels, a picture on each page."""
    rows = [f"Item {number}      {number * 17}      {number * 3} kg" for number in range(20)]
    pages = [["Annual report", f"Chapter {page}", *rows, "Some words of it.", f"Page {page} of 6"] for page in range(6)]
    outline = [(f"Chapter {page}", page) for page in range(6)]
    return documents.pdf(pages, title="Report", outline=outline, labels="0<</S/r>>2<</S/D>>", picture=True)


def test_a_report_with_running_heads_is_read_by_a_new_process_as_it_is_here() -> None:
    sandbox.close()
    data = report()
    here = read("a.pdf", data)
    assert not all(section.quotable for section in here.sections), "its heads are found"
    assert sandbox.read_sandboxed("a.pdf", data) == here


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not in this checkout")
def test_real_documents_are_read_by_a_new_process_as_they_are_here() -> None:
    sandbox.close()
    files = sorted(file for file in (SHARED / "data" / "documents").iterdir() if file.suffix.lower() in FORMATS)
    assert files
    for file in files:
        outcomes = []
        for reading in (read, sandbox.read_sandboxed):
            try:
                outcomes.append(reading(file.name, file.read_bytes()))
            except UnreadableDocument as cause:
                outcomes.append(str(cause))
        assert outcomes[0] == outcomes[1], file.name


def test_whatever_reading_imports_is_there_before_no_file_can_be_opened() -> None:
    """In a process of its own; what is imported later would make a sound file "damaged"."""
    code = (
        "import pickle, sys\nfiles = pickle.load(sys.stdin.buffer)\n"
        "from index.ingest.child import import_all\nfrom index.readers import read\nimport_all()\n"
        "before = set(sys.modules)\n"
        "for name, data in files.items(): read(name, data)\n"
        "print(sorted(set(sys.modules) - before))"
    )
    files = pickle.dumps({**SAMPLES, "b.pdf": report()})
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=files, capture_output=True, check=False)
    assert found.stdout.decode() == "[]\n", found.stderr.decode()


@pytest.mark.parametrize("encoding", ["cp1250", "cp1251", "utf-16", "shift_jis", "gb18030", "koi8-r", "iso8859-9"])
def test_old_encodings_are_read_where_no_file_can_be_opened(encoding: str) -> None:
    text = {"shift_jis": "これは古い文章です。", "gb18030": "这是一篇旧文章。"}.get(encoding, "Gr kurz")
    data = f"From: a\nContent-Type: text/plain; charset={encoding}\n\n".encode() + (text * 40).encode(encoding)
    assert sandbox.read_sandboxed("a.eml", data) == read("a.eml", data)


def test_a_refusal_comes_through_word_for_word() -> None:
    for name, data in (("a.pdf", b""), ("a.xyz", b"x"), ("a.docx", SAMPLES["a.docx"][:400]), ("a.txt", b" ")):
        with pytest.raises(UnreadableDocument) as here:
            read(name, data)
        with pytest.raises(UnreadableDocument) as there:
            sandbox.read_sandboxed(name, data)
        assert str(there.value) == str(here.value)


def test_a_page_is_drawn_and_a_quote_found_on_it_apart() -> None:
    data = SAMPLES["a.pdf"]
    content = read("a.pdf", data)
    spans = [Span(0, 4), Span(5, 11)]
    found = sandbox.boxes(data, content, spans)
    here = [pdf.boxes(data, content, span) for span in spans]
    assert found == [[(b.page, b.left, b.top, b.right, b.bottom) for b in each] for each in here]
    assert sandbox.page_image(data, 2) == pdf.page_image(data, 2)
    with pytest.raises(UnreadableDocument, match="has no page 9"):
        sandbox.page_image(data, 9)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A reader that may have less, so that it is had sooner."""
    sandbox.close()
    monkeypatch.setattr(sandbox, "MOST_MEMORY", 1 << 26)
    yield
    sandbox.close()


@pytest.mark.usefixtures("narrow")
def test_a_file_that_ends_its_reader_is_named_and_the_next_one_is_read() -> None:
    name, data = bombs.bomb("forms that draw each other", 0)
    assert len(data) < 1_000
    with pytest.raises(UnreadableDocument, match=r"^damaged: its reader died \(SIG|^takes more than 30 seconds"):
        sandbox.read_sandboxed(name, data)
    assert sandbox.read_sandboxed("a.txt", b"some words").text == "some words"


@pytest.mark.usefixtures("narrow")
def test_a_page_that_ends_whoever_draws_it_is_named() -> None:
    _, data = bombs.bomb("forms that draw each other", 0)
    with pytest.raises(UnreadableDocument, match=r"died|takes more"):
        sandbox.page_image(data, 1)
    assert sandbox.page_image(SAMPLES["a.pdf"], 1).startswith(b"\x89PNG")


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("kind", ["packed twice", "styles"])
def test_a_file_that_fills_the_memory_is_named(kind: str) -> None:
    name, data = bombs.bomb(kind, 0)
    with pytest.raises(UnreadableDocument, match=r"memory|died|damaged|unreasonable"):
        sandbox.read_sandboxed(name, data)
    assert sandbox.read_sandboxed("a.txt", b"some words").text == "some words"


def test_a_file_that_takes_for_ever_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.read_sandboxed("a.txt", b"warm")
    monkeypatch.setattr(sandbox, "seconds_allowed", lambda _: 0)
    with pytest.raises(UnreadableDocument, match=r"takes more than 0 seconds"):
        sandbox.read_sandboxed("a.pdf", documents.pdf([["words"] * 40] * 300))
    monkeypatch.undo()
    assert sandbox.read_sandboxed("a.txt", b"some words").text == "some words"


@pytest.mark.skipif(not find_spec("_testcapi"), reason="this Python cannot let its allocations fail")
def test_a_reader_whose_memory_runs_out_gives_no_other_content() -> None:
    """At some of its allocations; ``python -m tests.index.starving`` tries as many as one likes."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.index.starving", "30", "1"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr[-2000:]
    found = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(found) == len(SAMPLES)
    assert all(each.get("named") for each in found), "some did fail"


def test_the_system_ends_a_reader_that_computes_beyond_its_time() -> None:
    found = alone("_allow(0)\nwhile True: pass")
    assert found.returncode == -24  # SIGXCPU


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname')",
        "open('/tmp/quoth-never', 'w')",
        "socket.socket()",
        "subprocess.run(['true'])",
        "os.pipe()",
        "bytearray(1 << 29)",
    ],
)
def test_the_reader_can_have_no_file_connection_process_or_much_memory(attempt: str) -> None:
    code = f"try: {attempt}\nexcept (OSError, MemoryError) as error: print(type(error).__name__)"
    assert alone(code).stdout.strip() in ("OSError", "MemoryError")


def test_the_reader_knows_nothing_of_the_environment_and_runs_nothing_of_the_folder(tmp_path: Path) -> None:
    for name in ("index.py", "sitecustomize.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit('run')")
    code = (
        "import sys; sys.path.remove('')\n"
        "from index.ingest import sandbox\nprint(sandbox.read_sandboxed('a.txt', b'some words').text)\n"
        "child = sandbox._POOL._waiting()\nprint(open(f'/proc/{child._process.pid}/environ').read())"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "QUOTH_TOKEN": "secret"}
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False, env=environment
    )
    assert found.stdout.startswith("some words\n"), found.stderr
    assert "secret" not in found.stdout


def test_a_reader_that_died_while_it_waited_is_begun_anew() -> None:
    sandbox.read_sandboxed("a.txt", b"warm")
    waiting = sandbox._POOL._waiting()
    assert waiting is not None
    waiting._process.kill()
    waiting._process.wait()
    sandbox._POOL._idle.put(waiting)
    assert sandbox.read_sandboxed("a.txt", b"some words").text == "some words"


def test_an_installation_without_readers_is_an_error_and_no_documents_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.close()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(QuothError, match="ended with status 1 before it began") as caught:
        sandbox.read_sandboxed("a.txt", b"words")
    assert not isinstance(caught.value, UnreadableDocument)
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with pytest.raises(QuothError, match="no process can be begun"):
        sandbox.read_sandboxed("a.txt", b"words")


def test_many_threads_read_at_once_and_none_gets_anothers_answer() -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda n: sandbox.read_sandboxed("a.txt", b"number %d" % n).text, range(60)))
    assert found == [f"number {n}" for n in range(60)]


def test_time_and_memory_for_a_file_are_bounded() -> None:
    assert limits.seconds_allowed(0) == 30
    assert limits.seconds_allowed(1 << 20) < 60
    assert limits.seconds_allowed(1 << 28) == 600
    assert limits.MOST_MEMORY == 1 << 30
