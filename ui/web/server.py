"""The server: one FastAPI application with REST, MCP and the chat mounted in it, behind one gate."""

import logging
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException as AnyHTTPException

from assistant.assistant import Assistant
from index.errors import (
    InvalidFilter,
    InvalidQuestion,
    InvalidReply,
    LibraryError,
    ModelError,
    QuothError,
    UnreadableDocument,
)
from index.index import Index
from index.ingest.sync import Summary
from index.storage.places import beside, together
from ui import STATIC
from ui.web.api import reference
from ui.web.api.description import describe
from ui.web.api.finding import finding
from ui.web.api.further import looking_further
from ui.web.api.mcp import mounted, tools
from ui.web.api.rest import rest
from ui.web.connections import Server, listening
from ui.web.conversations import Conversations
from ui.web.gate.access import Access
from ui.web.gate.gate import PUBLIC, WRONG_TOKENS, Gate
from ui.web.gate.login import entrance, page
from ui.web.gate.rate_limit import Rate
from ui.web.library_editor import Keeper
from ui.web.logs import REQUEST, log, to_standard_error
from ui.web.metrics import CONTENT_TYPE, Metrics
from ui.web.page.chat import chat
from ui.web.page.conversation_routes import talk
from ui.web.page.library_routes import listing
from ui.web.page.predict import odd
from ui.web.page.source_routes import sources
from ui.web.problems import MEDIA_TYPE, problem
from ui.web.queue import Busy, Desk, State, described
from ui.web.settings import Settings
from ui.web.verdicts import Feedback

_STATUS: dict[type[QuothError], int] = {
    InvalidQuestion: 422,
    InvalidFilter: 422,
    InvalidReply: 422,
    UnreadableDocument: 422,
    Busy: 503,
    ModelError: 503,
    LibraryError: 503,
}
_STATIC = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


def application(
    index: Index,
    folder: Path,
    settings: Settings,
    make: Callable[[Index], Assistant] | None = None,
    paths: Sequence[Path] = (),
    folders: Mapping[str, Path] | None = None,
) -> Gate:
    """The whole server as one ASGI application.

    Args:
        folder: beside the library; uploads and feedback are kept in it.
        paths: files and folders to bring the library in step with, while it is asked already.
        folders: beside each library by its name, where several are open together.
        make: loads the assistant in the background; the packaged models by default.
    """
    metrics, access, guesses = Metrics(), Access(settings.token), Rate(WRONG_TOKENS)

    def replied(question: str, outcome: str, seconds: float) -> None:
        metrics.reply(outcome, seconds)
        asked = question if settings.log_questions else None
        log("reply", outcome=outcome, ms=round(1000 * seconds, 1), question=asked)

    rate = Rate(settings.rate)

    def spend(client: str, requests: int) -> None:
        if requests and (wait := rate.wait(client, requests)):
            told = f"this is more than may be asked now; ask at most {settings.rate} questions a minute"
            raise HTTPException(429, told, {"retry-after": str(int(wait) + 1)})

    desk = Desk(index, make, abreast=settings.abreast, waiting=settings.waiting, replied=replied)
    keeper, conversations = (
        Keeper(index, folder, desk.suggest, folders),
        Conversations(folder / "conversations" if settings.keep else None),
    )
    routes, agents = mounted(tools(desk))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if paths:
            keeper.sync(paths).add_done_callback(_synced)
        async with agents:
            yield
        keeper.close()
        desk.close()

    app = FastAPI(
        title="Quoth",
        summary="Answers only in your documents' own words, says where each word stands, or refuses.",
        version=version("quoth"),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the pages behind these two load scripts from another host
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    app.include_router(rest(desk, keeper, editable=settings.editable, upload=settings.upload, spend=spend))
    app.include_router(finding(desk))
    app.include_router(looking_further(desk))
    app.include_router(sources(desk, keeper))
    app.include_router(listing(desk, keeper, editable=settings.editable, upload=settings.upload))
    app.include_router(talk(conversations, Feedback(folder / "feedback.jsonl"), alone=access.open))
    app.include_router(entrance(access, guesses))
    _watch(app, desk, metrics)
    _serve_static(app)
    _document(app)
    app.router.routes.extend(routes)

    _tell_problems(app)
    describe(app, guarded=settings.token is not None, public=PUBLIC)
    inputs = chat(app, desk, keeper, conversations)
    return Gate(app, access, rate, guesses, metrics, lambda: page().encode(), settings.origins, odd(inputs))


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
    listener = listening(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    quiet = sys.stderr.isatty()
    to_standard_error(logging.WARNING if quiet else logging.INFO)
    folders = {name: beside(place) for name, place in together(libraries).items()} if len(libraries) > 1 else None
    app = application(index, beside(libraries[0]), settings, paths=paths, folders=folders)
    sys.stdout.write(f"Quoth listens on http://{f'[{host}]' if ':' in host else host}:{port}\n")
    sys.stdout.flush()
    Server(app).run(sockets=[listener])


def _synced(done: "Future[Summary]") -> None:
    """Tells what came of bringing the library in step."""
    error = None if done.cancelled() else done.exception()
    if error:
        log("not indexed", logging.ERROR, reason=described(error))
    elif not done.cancelled():
        for skipped in done.result().skipped:
            log("skipped", logging.WARNING, source=skipped.source, reason=skipped.reason)


def _tell_problems(app: FastAPI) -> None:
    """Makes every error of REST one line of JSON."""

    def answer(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
        return JSONResponse(problem(status, detail), status, headers, MEDIA_TYPE)

    @app.exception_handler(QuothError)
    async def told(_: Request, error: QuothError) -> JSONResponse:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
        if status == 500:
            log("crash", logging.ERROR, error)
        return answer(status, str(error), {"retry-after": "2"} if status == 503 else None)

    @app.exception_handler(RequestValidationError)
    async def misunderstood(_: Request, error: RequestValidationError) -> JSONResponse:
        said = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return answer(422, "; ".join(said))

    @app.exception_handler(AnyHTTPException)
    async def refused(_: Request, error: AnyHTTPException) -> JSONResponse:
        return answer(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(Exception)
    async def broken(_: Request, __: Exception) -> JSONResponse:
        # It goes on to the gate, which logs it.
        return answer(500, f"internal error; the log tells more at {REQUEST.get()}")


def _watch(app: FastAPI, desk: Desk, metrics: Metrics) -> None:
    """Health, readiness and figures."""
    metrics.gauge("questions_inside", "Questions being worked on or waiting.", lambda: desk.inside)
    metrics.gauge("documents", "Documents in the library.", lambda: desk.overview().documents)
    metrics.gauge("passages", "Passages in the library.", lambda: desk.overview().passages)

    @app.get("/healthz", tags=["watching"])
    async def healthz() -> dict[str, str]:
        """Whether the server lives."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["watching"], responses={503: {"description": "The models load, or cannot be had."}})
    async def readyz(response: Response) -> dict[str, str]:
        """Whether it can answer."""
        response.status_code = 200 if desk.state is State.READY else 503
        return {"status": desk.state.value}

    @app.get("/metrics", tags=["watching"], response_class=Response)
    def figures() -> Response:
        """Figures for Prometheus."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)


def _document(app: FastAPI) -> None:
    """The reference of REST, for people; and what is not in it is told as REST tells it, not as the chat behind it does."""

    @app.get("/api/v1/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(reference.page(app.openapi()))

    @app.api_route("/api/v1/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    async def nothing(path: str) -> None:
        raise HTTPException(404, f"there is nothing at {path!r}, or not by this method; see /api/v1/docs")


def _serve_static(app: FastAPI) -> None:
    """The page's own style and script."""
    held: dict[str, Any] = {
        each.name: (each.read_bytes(), _STATIC[Path(each.name).suffix])
        for each in STATIC.iterdir()
        if Path(each.name).suffix in _STATIC
    }

    @app.get("/ui/{name}", include_in_schema=False)
    async def static(name: str) -> Response:
        if name not in held:
            raise HTTPException(404, "there is nothing here")
        body, kind = held[name]
        return Response(body, media_type=kind, headers={"cache-control": "no-cache"})
