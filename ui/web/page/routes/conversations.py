"""What the chat's page does with conversations: lists, takes along and deletes them, and judges replies.

Conversations are named by secrets that only their own page was given.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from ui.web.conversations import Conversations, as_json, as_markdown
from ui.web.language import LANGUAGE
from ui.web.page.conversations import conversation_list, rows
from ui.web.verdicts import Feedback


class Verdict(BaseModel):
    """What somebody says of a reply; of a refusal also that a passage answers after all, whose words are given."""

    reply: Annotated[str, Field(max_length=64)]
    kind: Literal["right", "wrong", "answer"]
    words: Annotated[str, Field(max_length=1000)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""


class Wanted(BaseModel):
    """Which conversations are listed."""

    names: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=1000)] = []
    query: Annotated[str, Field(max_length=200)] = ""
    rows: bool = False


def conversation_routes(conversations: Conversations, feedback: Feedback, *, alone: bool) -> APIRouter:
    """The routes.

    Args:
        alone: whether only the user of this machine asks here: then every conversation is listed, else those that
            the page can name.
    """
    router = APIRouter(prefix="/conversation", include_in_schema=False)

    @router.post("/list")
    def listed(wanted: Wanted) -> HTMLResponse:
        """Conversations as a list."""
        found = conversations.find(None if alone else wanted.names, wanted.query)
        return HTMLResponse(rows(found) if wanted.rows else conversation_list(found))

    @router.get("/{name}")
    def export(name: Annotated[str, Path(max_length=64)], form: Literal["markdown", "json"]) -> Response:
        """The conversation as a file, every citation in it."""
        turns = conversations.turns(name)
        if not turns:
            raise HTTPException(404, LANGUAGE.get().plain("past.gone"))
        kind, ending = ("text/markdown", "md") if form == "markdown" else ("application/json", "json")
        made = as_markdown(turns) if form == "markdown" else as_json(turns)
        given = {"content-disposition": f'attachment; filename="conversation.{ending}"'}
        return Response(made, media_type=f"{kind}; charset=utf-8", headers=given)

    @router.delete("/{name}", status_code=204)
    def delete(name: Annotated[str, Path(max_length=64)]) -> None:
        """Forgets a conversation."""
        conversations.delete(name)

    @router.post("/verdict", status_code=204)
    def verdict(given: Verdict) -> None:
        """Keeps what somebody says of a reply."""
        turn = conversations.turn(given.reply)
        if turn is None:
            raise HTTPException(404, LANGUAGE.get().plain("past.unkept"))
        feedback.keep(turn, right=given.kind == "right", words=given.words, note=given.note)
        conversations.judge(given.reply, LANGUAGE.get().plain(f"reply.judged-{given.kind}"))

    return router
