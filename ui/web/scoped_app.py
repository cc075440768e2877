"""One application with REST, MCP and the chat, over the part of the library that its users may see.

Users with other rights get an application of their own, whose routes, agents and chat are given their part alone: a
route cannot give away what it does not have.
"""

import gzip
import hashlib
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException as AnyHTTPException

from index.errors import (
    InvalidFilter,
    InvalidQuestion,
    InvalidReply,
    InvalidThreshold,
    LibraryError,
    ModelError,
    QuothError,
    UnreadableDocument,
)
from ui import STATIC
from ui.web.api import describe, finding_routes, further_routes, mount, reference_page, rest_routes, tools
from ui.web.conversations import Conversations
from ui.web.gate import PUBLIC, Access, Guesses, Places, Rate, login_routes
from ui.web.library_editor import LibraryEditor, NotYours
from ui.web.logs import REQUEST, log
from ui.web.metrics import CONTENT_TYPE, Metrics
from ui.web.page import conversation_routes, library_routes, looking_routes, mount_chat, source_routes, tray_routes
from ui.web.problems import problem
from ui.web.queue import Busy, QuestionQueue, State
from ui.web.settings import Settings
from ui.web.verdicts import Feedback

_STATUS: dict[type[QuothError], int] = {
    InvalidQuestion: 422,
    InvalidFilter: 422,
    InvalidReply: 422,
    InvalidThreshold: 422,  # before the other errors of a model, one of which it is
    UnreadableDocument: 422,
    NotYours: 403,
    Busy: 503,
    ModelError: 503,
    LibraryError: 503,
}
_STATIC = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Services:
    """What all applications of a server share.

    Attributes:
        queue, editor: over the whole library. folder: beside it.
    """

    queue: QuestionQueue
    editor: LibraryEditor
    folder: Path
    settings: Settings
    metrics: Metrics
    access: Access
    guesses: Guesses
    rate: Rate


@dataclass(frozen=True)
class ScopedApp:
    """An application, and how many values each event of its page takes, by the event's number."""

    app: FastAPI
    inputs: Mapping[int, int]


def build_app(services: Services, places: Places, editable: bool) -> ScopedApp:
    """The application for users who may see these places.

    Args:
        editable: whether they may add and remove documents.
    """
    queue, editor, settings = services.queue, services.editor, services.settings
    kept = services.folder / "conversations"
    if not places.everywhere:
        index = queue.index.narrowed(places.admits)
        queue, editor = queue.over(index), editor.over(index, places.holds)
        kept /= hashlib.sha256(repr(places).encode()).hexdigest()[:16]
    conversations = Conversations(kept if settings.keep else None)
    routes, agents = mount(tools(queue))

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        async with agents:
            yield

    def spend(client: str, requests: int) -> None:
        if requests and (wait := services.rate.spend(client, requests)):
            trouble = f"this is more than may be asked now; ask at most {settings.rate} questions a minute"
            raise HTTPException(429, trouble, {"retry-after": str(int(wait) + 1)})

    app = FastAPI(
        title="Quoth",
        summary="Answers only in your documents' own words, says where each word stands, or refuses.",
        version=version("quoth"),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the pages behind these two load scripts from another host
        redoc_url=None,
        lifespan=life,
        generate_unique_id_function=lambda route: route.name,
    )
    app.include_router(rest_routes(queue, editor, editable=editable, upload=settings.upload, spend=spend))
    app.include_router(finding_routes(queue, spend))
    app.include_router(further_routes(queue))
    app.include_router(source_routes(queue, editor))
    app.include_router(library_routes(queue, editor, editable=editable, upload=settings.upload))
    app.include_router(looking_routes(queue))
    app.include_router(tray_routes(queue, editor, conversations))
    app.include_router(
        conversation_routes(conversations, Feedback(services.folder / "feedback.jsonl"), alone=services.access.open)
    )
    app.include_router(login_routes(services.access, services.guesses))
    _watch(app, queue, services.metrics)
    _serve_static(app)
    _document(app)
    app.router.routes.extend(routes)

    _tell_problems(app)
    describe(app, guarded=settings.guarded, public=PUBLIC)
    return ScopedApp(app, mount_chat(app, queue, editor, conversations))


def _tell_problems(app: FastAPI) -> None:
    """Makes every error one line: of JSON, or on a page for who looks for one."""

    def answer(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
        body, kind = problem(request.url.path, request.headers, status, detail)
        return Response(body, status, headers, kind)

    @app.exception_handler(QuothError)
    async def answer_error(request: Request, error: QuothError) -> Response:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
        if status == 500:
            log("crash", logging.ERROR, error)
        return answer(request, status, str(error), {"retry-after": "2"} if status == 503 else None)

    @app.exception_handler(RequestValidationError)
    async def answer_misunderstood(request: Request, error: RequestValidationError) -> Response:
        said = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return answer(request, 422, "; ".join(said))

    @app.exception_handler(AnyHTTPException)
    async def answer_refused(request: Request, error: AnyHTTPException) -> Response:
        return answer(request, error.status_code, str(error.detail), error.headers)

    @app.exception_handler(Exception)
    async def answer_broken(request: Request, _: Exception) -> Response:
        # It goes on to the gate, which logs it.
        return answer(request, 500, f"internal error; the log tells more at {REQUEST.get()}")


def _watch(app: FastAPI, queue: QuestionQueue, metrics: Metrics) -> None:
    """Health, readiness and figures."""

    @app.get("/healthz", tags=["watching"])
    async def healthz() -> dict[str, str]:
        """Whether the server lives."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["watching"], responses={503: {"description": "The models load, or cannot be had."}})
    async def readyz(response: Response) -> dict[str, str]:
        """Whether it can answer."""
        response.status_code = 200 if queue.state is State.READY else 503
        return {"status": queue.state.value}

    @app.get("/metrics", tags=["watching"], response_class=Response)
    def figures() -> Response:
        """Figures for Prometheus."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)


def _document(app: FastAPI) -> None:
    """Serves the reference of REST; a path that it does not have is an error of REST, not a page of the chat behind it."""

    @app.get("/api/v1/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(reference_page(app.openapi()))

    @app.api_route("/api/v1/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    async def nothing(path: str) -> None:
        raise HTTPException(404, f"there is nothing at {path!r}, or not by this method; see /api/v1/docs")


def _serve_static(app: FastAPI) -> None:
    """The page's own style and script, compressed for those who take it so: a third of the bytes."""
    held = {each.name: each.read_bytes() for each in STATIC.iterdir() if Path(each.name).suffix in _STATIC}
    packed = {name: gzip.compress(body, mtime=0) for name, body in held.items()}

    @app.get("/ui/{name}", include_in_schema=False)
    async def static(request: Request, name: str) -> Response:
        if name not in held:
            raise HTTPException(404, "there is nothing here")
        given = {"cache-control": "no-cache", "vary": "accept-encoding"}
        kind = _STATIC[Path(name).suffix]
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed[name], media_type=kind, headers={**given, "content-encoding": "gzip"})
        return Response(held[name], media_type=kind, headers=given)
