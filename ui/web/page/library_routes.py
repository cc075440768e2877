"""The library's lists as pieces of the page."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from ui.web.api.rest import matching
from ui.web.library_editor import Keeper
from ui.web.page.library import choices, rows, shelf
from ui.web.page.scope import offers
from ui.web.page.starts import starts
from ui.web.queue import Desk


def listing(desk: Desk, keeper: Keeper, *, editable: bool, upload: int) -> APIRouter:
    """The routes of one desk.

    Args:
        upload: bytes that an uploaded document may have.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/library")
    def library(query: Annotated[str | None, Query(max_length=200)] = None, begin: bool = False) -> HTMLResponse:
        """All documents; with ``query`` only the list of those that have its words, with ``begin`` places to begin at."""
        if begin:
            return HTMLResponse(starts(desk.sample()))
        entries = matching(desk, query or "")
        if query is not None:
            return HTMLResponse(rows(entries, editable=editable))
        return HTMLResponse(shelf(entries, keeper.skipped, upload if editable else None))

    @router.get("/among")
    def among(query: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
        """What a question can be asked in."""
        return HTMLResponse(choices(offers(desk.index.documents(), query)))

    return router
