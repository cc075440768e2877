"""The server: a gate, and behind it one application for each set of rights."""

import logging
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from assistant.assistant import Assistant
from index.errors import LibraryError, QuothError
from index.index import Index
from index.ingest import Summary
from index.storage import local_folder, name_places
from ui.web.connections import Server, listen
from ui.web.gate import WRONG_TOKENS, Access, Gate, Guesses, Rate
from ui.web.library_editor import LibraryEditor
from ui.web.logs import log, to_standard_error
from ui.web.metrics import Metrics
from ui.web.page import call_checker, restyled
from ui.web.queue import QuestionQueue, described
from ui.web.scoped_app import Services, build_app
from ui.web.settings import Settings


def application(
    index: Index,
    folder: Path,
    settings: Settings,
    make: Callable[[Index], Assistant] | None = None,
    paths: Sequence[Path] = (),
    folders: Mapping[str, Path] | None = None,
) -> Gate:
    """The whole server as one ASGI application: a gate, and behind it one application for each set of rights.

    Args:
        folder: beside the library; uploads and feedback are kept in it.
        paths: files and folders to bring the library in step with, while it is asked already.
        folders: beside each library by its name, where several are open together.
        make: loads the assistant in the background; the packaged models by default.
    """
    metrics, access, guesses, rate = Metrics(), Access(settings.grants), Guesses(WRONG_TOKENS), Rate(settings.rate)

    def replied(question: str, outcome: str, seconds: float) -> None:
        metrics.reply(outcome, seconds)
        asked = question if settings.log_questions else None
        log("reply", outcome=outcome, ms=round(1000 * seconds, 1), question=asked)

    queue = QuestionQueue(
        index, make, abreast=settings.abreast, waiting=settings.waiting, replied=replied, ledger=settings.ledger
    )
    editor = LibraryEditor(index, folder, queue.suggest, folders)
    metrics.gauge("questions_inside", "Questions being worked on or waiting.", lambda: queue.inside)
    metrics.gauge("documents", "Documents in the library.", lambda: queue.overview().documents)
    metrics.gauge("passages", "Passages in the library.", lambda: queue.overview().passages)
    services = Services(queue, editor, folder, settings, metrics, access, guesses, rate)
    # Users with the same rights share an application.
    made = {
        key: build_app(services, *key) for key in dict.fromkeys((each.places, each.editor) for each in settings.grants)
    }
    apps = {grant: made[grant.places, grant.editor].app for grant in settings.grants}

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        if paths:
            editor.sync(paths).add_done_callback(_synced)
        elif settings.editable and index.outdated:
            editor.renew().add_done_callback(_synced)
        async with AsyncExitStack() as stack:
            for each in made.values():
                await stack.enter_async_context(each.app.router.lifespan_context(each.app))
            yield
        editor.close()
        queue.close()

    inputs = next(iter(made.values())).inputs  # of one page, so the same in each
    return Gate(
        FastAPI(lifespan=life),
        apps,
        access,
        rate,
        guesses,
        metrics,
        partial(restyled, leaving=not access.open),
        settings.origins,
        call_checker(inputs),
        settings.language,
    )


def serve(libraries: Sequence[Path | str], settings: Settings, paths: Sequence[Path] = ()) -> None:
    """Opens a library, or several as one, listens, and serves until interrupted.

    Args:
        paths: files and folders to bring the library in step with first.

    A missing library is made, where documents may be added to it.

    Raises:
        LibraryError: there is no library to be read only, or it cannot be opened; or several are, and one should be written.
        QuothError: a path does not exist, or the address cannot be listened on.
    """
    if len(libraries) > 1 and (paths or settings.editable):
        raise LibraryError("several libraries are open together; index, add and remove documents in one of them alone")
    for path in paths:
        if not path.exists():
            raise QuothError(f"there is no file or folder {path}")
    fresh = paths or (settings.editable and len(libraries) == 1)
    index = Index.open_or_create(libraries[0]) if fresh else Index.open_all(libraries)
    listener = listen(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    quiet = sys.stderr.isatty()
    to_standard_error(logging.WARNING if quiet else logging.INFO)
    folders = (
        {name: local_folder(place) for name, place in name_places(libraries).items()} if len(libraries) > 1 else None
    )
    app = application(index, local_folder(libraries[0]), settings, paths=paths, folders=folders)
    sys.stdout.write(f"Quoth listens on http://{f'[{host}]' if ':' in host else host}:{port}\n")
    sys.stdout.flush()
    Server(app).run(sockets=[listener])


def _synced(done: "Future[Summary] | Future[None]") -> None:
    """Tells what came of bringing the library in step."""
    error = None if done.cancelled() else done.exception()
    if error:
        log("not indexed", logging.ERROR, reason=described(error))
    elif not done.cancelled() and (summary := done.result()):
        for skipped in summary.skipped:
            log("skipped", logging.WARNING, source=skipped.source, reason=skipped.reason)
