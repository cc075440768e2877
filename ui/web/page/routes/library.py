"""The library's lists as pieces of the page."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from ui.web.api import matching
from ui.web.library_editor import LibraryEditor
from ui.web.page.library import choices, document_list, rows
from ui.web.page.scope import offers
from ui.web.page.starts import starts
from ui.web.queue import QuestionQueue


def library_routes(queue: QuestionQueue, editor: LibraryEditor, *, editable: bool, upload: int) -> APIRouter:
    """The routes of one queue.

    Args:
        upload: bytes that an uploaded document may have.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/library")
    def library(query: Annotated[str | None, Query(max_length=200)] = None, begin: bool = False) -> HTMLResponse:
        """All documents; with ``query`` only the list of those that have its words, with ``begin`` places to begin at."""
        if begin:
            return HTMLResponse(starts(queue.sample()))
        entries = matching(queue, query or "")
        if query is not None:
            return HTMLResponse(rows(entries, editable=editable))
        return HTMLResponse(document_list(entries, editor.skipped, upload if editable else None))

    @router.get("/scope")
    def list_choices(query: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
        """What a question can be asked in."""
        return HTMLResponse(choices(offers(queue.index.documents(), query)))

    return router
