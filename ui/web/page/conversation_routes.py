"""What the chat's page does with a conversation: takes it along, and judges replies.

Conversations are named by secrets that only their own page was given.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response
from pydantic import BaseModel, Field

from ui.web.conversations import Conversations, as_json, as_markdown
from ui.web.verdicts import Feedback


class Verdict(BaseModel):
    """What somebody says of a reply."""

    reply: Annotated[str, Field(max_length=64)]
    right: bool
    words: Annotated[str, Field(max_length=1000)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""


def talk(conversations: Conversations, feedback: Feedback) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/conversation", include_in_schema=False)

    @router.get("/{name}")
    def export(name: Annotated[str, Field(max_length=64)], form: Literal["markdown", "json"]) -> Response:
        """The conversation as a file, every citation in it."""
        turns = conversations.turns(name)
        if not turns:
            raise HTTPException(404, "this conversation is no longer kept")
        kind, ending = ("text/markdown", "md") if form == "markdown" else ("application/json", "json")
        made = as_markdown(turns) if form == "markdown" else as_json(turns)
        given = {"content-disposition": f'attachment; filename="conversation.{ending}"'}
        return Response(made, media_type=f"{kind}; charset=utf-8", headers=given)

    @router.post("/verdict", status_code=204)
    def verdict(given: Verdict) -> None:
        """Keeps what somebody says of a reply."""
        turn = conversations.turn(given.reply)
        if turn is None:
            raise HTTPException(404, "this reply is no longer kept")
        feedback.keep(turn, right=given.right, words=given.words, note=given.note)

    return router
