"""Sources as pages and pieces of them: the document around a quote, more of it, and its citation.

Sources are named by document id and shown from the stored text; no path is ever taken from a request.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from assistant.quotes import Quote
from index.documents import Document, Span
from index.errors import UnreadableDocument
from index.ingest import boxes, page_count, page_image
from index.readers import is_printed
from ui import citations
from ui.web.api import DocumentId, Offset, stored
from ui.web.language import LANGUAGE, phrase
from ui.web.library_editor import LibraryEditor
from ui.web.markup import text
from ui.web.page.source import Place, drawn, further, pane
from ui.web.plain_page import plain_page, wants_page
from ui.web.queue import QuestionQueue

#: Pixels across the picture of a page; more where it is looked at closely.
_WIDTH, _WIDEST = 1_000, 2_400

From = Annotated[int | None, Query(alias="from", ge=0, le=2**53, description="Where the answer begins.")]
To = Annotated[int | None, Query(ge=0, le=2**53, description="Where the answer ends.")]
Digest = Annotated[str, Query(max_length=64, description="How the text's digest began when it was quoted.")]


def source_routes(queue: QuestionQueue, editor: LibraryEditor) -> APIRouter:
    """The routes of one queue; the editor has the files that pages are drawn from."""
    router = APIRouter(prefix="/source/{id}", include_in_schema=False)

    @router.get("")
    def source(
        id: DocumentId,
        start: Offset = 0,
        end: Offset = 0,
        from_: From = None,
        to: To = None,
        digest: Digest = "",
        page: Annotated[int | None, Query(ge=1, le=1_000_000, description="The printed page to show.")] = None,
        part: Literal["pane", "sheet"] | None = None,
    ) -> HTMLResponse:
        """A document at a quote: a page, or with ``part`` the piece the chat shows beside the conversation."""
        document = queue.index.document(id)
        if document is None:
            head = phrase("pane.gone")
            gone = f'<div class="head"><h2>{head}</h2></div><p class="note">{phrase("pane.unknown")}</p>'
            return HTMLResponse(gone if part else plain_page(head, gone), 404)
        quote, note = None, ""
        if end:
            quote = _quote(document, start, end, from_, to)
            if digest and not document.digest.startswith(digest):
                quote, note = None, _said("changed")
            elif quote is None:
                note = _said("outside")
        place, sheet = Place(document, quote, answers=from_ is not None), ""
        if is_printed(document.source):
            sheet, trouble = _sheet(editor, place, page)
            note = note or (trouble and _said("undrawn", why=trouble))
        if part == "sheet":
            return HTMLResponse(sheet)
        shown = pane(place, note, sheet)
        return HTMLResponse(shown if part else plain_page(text(document.title), shown))

    @router.get("/page/{number}")
    def page(
        id: DocumentId,
        number: Annotated[int, Path(ge=1, le=1_000_000)],
        digest: Digest = "",
        width: Annotated[int, Query(ge=100, le=_WIDEST)] = _WIDTH,
    ) -> Response:
        """A page of a PDF, or a picture, as it looks."""
        document = stored(queue, id)
        data = editor.original(document) if document.digest.startswith(digest) else None
        if data is None or not is_printed(document.source):
            return PlainTextResponse(_said("unpictured"), 404)
        try:
            picture = page_image(data, number, width)
        except UnreadableDocument as cause:
            return PlainTextResponse(_said("unmade", why=_said("fault", why=str(cause))), 404)
        return Response(picture, media_type="image/png", headers={"cache-control": "private, max-age=600"})

    @router.get("/text")
    def further_text(request: Request, id: DocumentId, edge: Offset, way: Literal["earlier", "later"]) -> HTMLResponse:
        """The text before or after a window: a piece for the page's script, a page for who follows the link without it."""
        document, whole = stored(queue, id), wants_page(request.headers)
        piece = further(document, edge, earlier=way == "earlier", alone=whole)
        shown = plain_page(text(document.title), piece) if whole else piece
        return HTMLResponse(shown, headers={"vary": "accept"})

    @router.get("/citation")
    def citation(
        id: DocumentId,
        form: Literal["copy", "markdown", "annotation", "bibtex", "csl", "ris", "link"],
        start: Offset,
        end: Offset,
        digest: Digest = "",
    ) -> Response:
        """A quote as other tools take it."""
        document = stored(queue, id)
        quote = _quote(document, start, end, None, None)
        if quote is None or not document.digest.startswith(digest):
            return PlainTextResponse(_said("stale"), 409)
        match form:
            case "copy":
                return JSONResponse({"plain": citations.plain(quote), "rich": citations.rich(quote)})
            case "annotation":
                return JSONResponse(citations.annotation(quote))
            case "csl":
                return JSONResponse(citations.csl(quote))
            case "link":
                link = citations.link(quote)
                return PlainTextResponse(link) if link else PlainTextResponse(_said("offline"), 404)
        made = {"markdown": citations.markdown, "bibtex": citations.bibtex, "ris": citations.ris}[form]
        return PlainTextResponse(made(quote))

    return router


def _said(name: str, **values: str) -> str:
    return LANGUAGE.get().plain(f"pane.{name}", **values)


def _sheet(editor: LibraryEditor, place: Place, number: int | None) -> tuple[str, str]:
    """A page drawn with the quote on it, or nothing and the reason why not."""
    data = editor.original(place.document)
    if data is None:
        return "", _said("lost")
    try:
        pages = page_count(data)
        found = boxes(data, place.document.content, [span for span, _ in place.marks]) if place.marks else []
        first = place.quote.page if place.quote else None
        marks = [(name, each) for (_, name), each in zip(place.marks, found, strict=True)]
        return drawn(place, min(number or first or 1, pages), pages, marks), ""
    except UnreadableDocument as cause:
        return "", _said("fault", why=str(cause))


def _quote(document: Document, start: int, end: int, first: int | None, last: int | None) -> Quote | None:
    """The quote at a place, or None where there is no such place."""
    if not start < end <= len(document.text):
        return None
    span = Span(start, end)
    answer = Span(first, last) if first is not None and last is not None and first < last else span
    return Quote(document, span, answer if span.covers(answer) else span, 0.0)
