"""REST under ``/api/v1``."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request

from assistant.replies import to_json
from assistant.shapes import Replied, Verified
from assistant.verification import verify as verdicts
from index.documents import Document
from index.shapes import Found, Listed, Shown
from index.storage import Entry
from ui.web.api import schemas
from ui.web.library_editor import LibraryEditor
from ui.web.queue import QuestionQueue, narrowed

#: Code points of text given at once, at most.
MOST_TEXT = 200_000

#: What every route may answer instead.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": schemas.Problem, "description": told}
    for status, told in (
        (400, "The body is no text in UTF-8."),
        (401, "A token is needed."),
        (413, "The request is too large."),
        (422, "The question, the filter or the body cannot be understood."),
        (429, "This client asks too much; see Retry-After."),
        (503, "Too many questions are waiting, or the models or the library cannot be had."),
    )
}
_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": schemas.Problem, "description": "There is no such document."}
}
_SHUT: dict[int | str, dict[str, Any]] = {
    403: {"model": schemas.Problem, "description": "The token does not let its bearer change this."}
}


def rest_routes(
    queue: QuestionQueue,
    editor: LibraryEditor,
    *,
    editable: bool,
    upload: int,
    spend: Callable[[str, int], None] = lambda *_: None,
) -> APIRouter:
    """The routes of one queue.

    Args:
        spend: counts further requests against a client's rate, or raises that it has none left.
        editable: whether the asker may add and remove documents, which the gate sees to.
        upload: bytes that an uploaded document may have.
    """
    router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

    @router.get("/library", response_model=schemas.Library, tags=["library"])
    def library() -> dict[str, Any]:
        """How far the models are, and how much is indexed."""
        return asdict(queue.overview()) | {"work": editor.work, "editable": editable}

    @router.post("/ask", tags=["questions"])
    async def ask(given: schemas.AskIn) -> Replied:
        """Answer in the documents' own words, or refuse. A refusal is a reply, not an error."""
        return to_json(await queue.ask(given.question, narrowed(given.documents, given.where), given.threshold))

    @router.post("/ask/batch", response_model=schemas.Replies, tags=["questions"])
    async def ask_batch(given: schemas.BatchIn, request: Request) -> dict[str, list[Replied]]:
        """Answer several questions, one after the other; each counts as a request against the client's rate."""
        spend(request.client.host if request.client else "", len(given.questions) - 1)
        among = narrowed(given.documents, given.where)
        return {"replies": [to_json(await queue.ask(each, among, given.threshold)) for each in given.questions]}

    @router.post("/search", tags=["questions"])
    async def search(given: schemas.SearchIn) -> list[Found]:
        """The passages nearest to a question, best first, without judging whether they answer it."""
        hits = await queue.search(given.question, given.k, narrowed(given.documents, given.where))
        return [hit.to_json() for hit in hits]

    @router.get("/documents", response_model=schemas.Documents, tags=["library"])
    def documents(
        query: Annotated[str, Query(max_length=200, description="Words of the title or source.")] = "",
        offset: Annotated[int, Query(ge=0, le=2**53, description="How many to pass over.")] = 0,
        limit: Annotated[int, Query(ge=1, le=1000, description="How many, at most.")] = 100,
    ) -> dict[str, Any]:
        """What the library holds, by source."""
        found = matching(queue, query)
        return {"total": len(found), "documents": [entry.to_json() for entry in found[offset : offset + limit]]}

    @router.post(
        "/documents",
        status_code=201,
        responses=_SHUT,
        tags=["library"],
        openapi_extra={
            "requestBody": {
                "required": True,
                "description": "The file's bytes.",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    )
    async def add(
        request: Request,
        name: Annotated[
            str, Query(min_length=1, max_length=200, description="The file's name; its ending says what it is.")
        ],
    ) -> Listed:
        """Take in a document, in place of the uploaded one of that name."""
        data = bytearray()
        async for part in request.stream():
            data += part
            if len(data) > upload:
                raise HTTPException(413, f"a document may have {upload:,} bytes")
        return (await editor.add(name, bytes(data))).to_json()

    @router.delete("/documents/{id}", status_code=204, responses=_SHUT | _MISSING, tags=["library"])
    async def remove(id: schemas.DocumentId) -> None:
        """Forget a document; a file of the server's own disk is left alone."""
        stored(queue, id)
        await editor.remove(id)

    @router.get("/documents/{id}/text", responses=_MISSING, tags=["library"])
    def text(
        id: schemas.DocumentId,
        start: schemas.Offset = 0,
        end: Annotated[int | None, Query(ge=0, le=2**53, description="Code points; by default as many as go.")] = None,
    ) -> Shown:
        """A stretch of a document's stored text, to the letter; at most 200,000 code points at once."""
        document = stored(queue, id)
        size = len(document.text)
        end = min(size, start + MOST_TEXT) if end is None else end
        if not start <= end <= size or end - start > MOST_TEXT:
            raise HTTPException(
                422, f"start and end must lie in 0-{size}, in this order, and at most {MOST_TEXT:,} apart"
            )
        return document.shown(start, end)

    @router.post("/verify", tags=["quotes"])
    def verify(reply: schemas.VerifyIn) -> list[Verified]:
        """Which quotes of an earlier reply still stand, have moved, have changed, or are gone."""
        return [verdict.to_json() for verdict in verdicts(reply.model_dump(), queue.index)]

    return router


def matching(queue: QuestionQueue, query: str) -> list[Entry]:
    """The documents whose title or source has all words of ``query``, by source."""
    words = query.casefold().split()
    return [e for e in queue.index.documents() if all(w in f"{e.title} {e.source}".casefold() for w in words)]


def stored(queue: QuestionQueue, id: str) -> Document:
    """A document of the queue's library, or the error that there is none."""
    document = queue.index.document(id)
    if document is None:
        raise HTTPException(404, "the library has no such document")
    return document
