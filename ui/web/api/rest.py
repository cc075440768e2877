"""REST under ``/api/v1``."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request

from assistant.replies import to_json
from assistant.verification import verify
from index.documents import Document
from index.storage.protocols import Entry
from ui.web.api import schemas
from ui.web.library_editor import Keeper
from ui.web.queue import Desk, narrowed

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
    403: {"model": schemas.Problem, "description": "Documents cannot be changed over the network here."}
}
_CLOSED = "documents cannot be changed over the network here; the operator may allow it with --edit"


def rest(desk: Desk, keeper: Keeper, *, editable: bool, upload: int) -> APIRouter:
    """The routes of one desk.

    Args:
        editable: whether documents may be uploaded and removed.
        upload: bytes that an uploaded document may have.
    """
    router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

    @router.get("/library", response_model=schemas.Library, tags=["library"])
    def library() -> dict[str, Any]:
        """How far the models are, and how much is indexed."""
        return asdict(desk.overview()) | {"work": keeper.work, "editable": editable}

    @router.post("/ask", response_model=schemas.Replied, tags=["questions"])
    async def ask(given: schemas.AskIn) -> dict[str, Any]:
        """Answer in the documents' own words, or refuse. A refusal is a reply, not an error."""
        return to_json(await desk.ask(given.question, narrowed(given.documents, given.where)))

    @router.post("/search", response_model=list[schemas.Found], tags=["questions"])
    async def search(given: schemas.SearchIn) -> list[dict[str, object]]:
        """The passages nearest to a question, best first, without judging whether they answer it."""
        hits = await desk.search(given.question, given.k, narrowed(given.documents, given.where))
        return [hit.to_json() for hit in hits]

    @router.get("/documents", response_model=schemas.Documents, tags=["library"])
    def documents(
        query: Annotated[str, Query(max_length=200, description="Words of the title or source.")] = "",
        offset: Annotated[int, Query(ge=0, le=2**53, description="How many to pass over.")] = 0,
        limit: Annotated[int, Query(ge=1, le=1000, description="How many, at most.")] = 100,
    ) -> dict[str, Any]:
        """What the library holds, by source."""
        found = matching(desk, query)
        return {"total": len(found), "documents": [asdict(entry) for entry in found[offset : offset + limit]]}

    @router.post(
        "/documents",
        status_code=201,
        response_model=schemas.Listed,
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
    ) -> dict[str, Any]:
        """Take in a document, in place of the uploaded one of that name."""
        if not editable:
            raise HTTPException(403, _CLOSED)
        data = bytearray()
        async for part in request.stream():
            data += part
            if len(data) > upload:
                raise HTTPException(413, f"a document may have {upload:,} bytes")
        return asdict(await keeper.add(name, bytes(data)))

    @router.delete("/documents/{id}", status_code=204, responses=_SHUT | _MISSING, tags=["library"])
    async def remove(id: schemas.DocumentId) -> None:
        """Forget a document; a file of the server's own disk is left alone."""
        if not editable:
            raise HTTPException(403, _CLOSED)
        stored(desk, id)
        await keeper.remove(id)

    @router.get("/documents/{id}/text", response_model=schemas.Text, responses=_MISSING, tags=["library"])
    def text(
        id: schemas.DocumentId,
        start: schemas.Offset = 0,
        end: Annotated[int | None, Query(ge=0, le=2**53, description="Code points; by default as many as go.")] = None,
    ) -> dict[str, Any]:
        """A stretch of a document's stored text, to the letter; at most 200,000 code points at once."""
        document = stored(desk, id)
        size = len(document.text)
        end = min(size, start + MOST_TEXT) if end is None else end
        if not start <= end <= size or end - start > MOST_TEXT:
            raise HTTPException(
                422, f"start and end must lie in 0-{size}, in this order, and at most {MOST_TEXT:,} apart"
            )
        return {
            "document": document.id,
            "digest": document.digest,
            "source": document.source,
            "title": document.title,
            "size": size,
            "start": start,
            "end": end,
            "text": document.text[start:end],
        }

    @router.post("/verify", response_model=list[schemas.Verdict], tags=["quotes"])
    def verdicts(reply: schemas.VerifyIn) -> list[dict[str, Any]]:
        """Which quotes of an earlier reply still stand, have moved, or are gone."""
        return [verdict.to_json() for verdict in verify(reply.model_dump(), desk.index)]

    return router


def matching(desk: Desk, query: str) -> list[Entry]:
    """The documents whose title or source has all words of ``query``, by source."""
    words = query.casefold().split()
    return [e for e in desk.index.documents() if all(w in f"{e.title} {e.source}".casefold() for w in words)]


def stored(desk: Desk, id: str) -> Document:
    """A document of the desk's library, or the error that there is none."""
    document = desk.index.document(id)
    if document is None:
        raise HTTPException(404, "the library has no such document")
    return document
