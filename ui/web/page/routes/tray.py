"""Quotes that people put aside in the chat, taken along as one evidence sheet."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.evidence import Kept, collected
from assistant.quotes import Quote
from assistant.replies import dumps
from index.documents import Document, Span
from index.index import Index
from index.readers import is_printed
from ui.sheets import on_its_page, page
from ui.web.api import DocumentId
from ui.web.conversations import Conversations, Turn
from ui.web.library_editor import LibraryEditor
from ui.web.queue import QuestionQueue

#: Quotes that a sheet may have; the page's script (``static/tray.js``) keeps no more.
MOST = 100
_KINDS = {"html": "text/html; charset=utf-8", "json": "application/json"}


class Item(BaseModel):
    """A quote by the reply that it stands in and its place, with a note on it."""

    reply: Annotated[str, Field(max_length=64)]
    document: DocumentId
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    note: Annotated[str, Field(max_length=1_000)] = ""


class Tray(BaseModel):
    """What was put aside, in its order."""

    title: Annotated[str, Field(max_length=200)] = ""
    quotes: Annotated[list[Item], Field(max_length=MOST)]
    form: Literal["html", "json"] = "html"


def tray_routes(queue: QuestionQueue, editor: LibraryEditor, conversations: Conversations) -> APIRouter:
    """The route of one queue."""
    router = APIRouter(prefix="/tray", include_in_schema=False)

    @router.post("")
    async def sheet(given: Tray) -> Response:
        """The sheet as a file. Words, support and time are those of the kept replies, never those a page sends."""

        def work(assistant: Any) -> str:
            found = [_kept(each, conversations.turn(each.reply), queue.index) for each in given.quotes]
            kept = [each for each in found if isinstance(each, Kept)]
            made = collected(assistant, given.title.strip() or "Quotes", kept, [e for e in found if isinstance(e, str)])
            documents = {each.quote.document.id: each.quote.document for each in kept}
            return dumps(made) if given.form == "json" else page(made, lambda each: _drawn(each, documents, editor))

        made = await queue.work(work)
        name = {"content-disposition": f'attachment; filename="quotes.{given.form}"'}
        return Response(made, media_type=_KINDS[given.form], headers=name)

    return router


def _kept(item: Item, turn: Turn | None, index: Index) -> Kept | str:
    """The quote as its reply had it, or why it cannot be shown."""
    reply = turn.reply if turn else None
    if turn is None or reply is None:
        return "A quote is left out: its conversation is no longer kept."
    place = (item.document, item.start, item.end)
    for part in ("quotes", "nearest"):
        told = _at(reply.get(part, ()), place)
        if told is None:
            continue
        document = index.document(item.document)
        if document is None or document.digest != told["digest"]:
            return f"A quote is left out: {told['source']} has changed since, or is no longer in the library."
        answer = Span(told["answer"]["start"], told["answer"]["end"])
        quote = Quote(document, Span(item.start, item.end), answer, told["support"], told.get("partial", False))
        return Kept(quote, turn.understood, turn.at, reply["threshold"], part == "quotes", item.note.strip())
    return "A quote is left out: no reply has it."


def _at(quotes: Sequence[Mapping[str, Any]], place: tuple[str, int, int]) -> Mapping[str, Any] | None:
    return next((each for each in quotes if (each["document"], each["start"], each["end"]) == place), None)


def _drawn(quote: Mapping[str, Any], documents: Mapping[str, Document], editor: LibraryEditor) -> str:
    """The page with the quote on it, where the file is still the one that was read."""
    document = documents[quote["document"]]
    data = editor.original(document) if is_printed(document.source) else None
    return on_its_page(data, document, Span(quote["start"], quote["end"])) if data else ""
