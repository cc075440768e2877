"""What the chat's page looks for beside a reply: in every document, what else is known, why it is so, what may be asked instead."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from assistant.assistant import Assistant
from assistant.disagreement import disagreement, find_disagreement
from assistant.finding import Finding, Level, Order, Tally
from assistant.further import Beside, beside, explain_reply, find_missing
from assistant.quotes import Quote
from assistant.replies import Answer, Refusal
from assistant.support import Setting
from index.documents import Span
from index.index import Index
from index.search import LONGEST_QUESTION, Filter, checked
from ui.web.api import DocumentId, tabled
from ui.web.page import looking
from ui.web.page.beside import noted
from ui.web.page.replies import offers_of
from ui.web.page.scope import read, within
from ui.web.queue import QuestionQueue, described


class Put(BaseModel):
    """A question as it was put: what it was asked in, as the page keeps it, and how much support an answer needs."""

    question: Annotated[str, Field(max_length=LONGEST_QUESTION)]
    scope: Annotated[str, Field(max_length=100_000)] = ""
    setting: Setting | None = None

    @property
    def where(self) -> Filter | None:
        """What it was asked in."""
        return within(read(self.scope))


class Table(Put):
    """A question for every document, with the table that is wanted of it."""

    form: Literal["csv", "xlsx", "docx"]
    sort: Order = Order.SUPPORT


class Spot(BaseModel):
    """A quote by its place, and how its document's digest began."""

    document: DocumentId
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    first: Annotated[int, Field(ge=0)]
    last: Annotated[int, Field(ge=0)]
    digest: Annotated[str, Field(min_length=16, max_length=64)]


class Answered(Put):
    """A question with the quotes that answered it."""

    quotes: Annotated[list[Spot], Field(max_length=50)]


def looking_routes(queue: QuestionQueue) -> APIRouter:
    """The routes of one queue."""
    router = APIRouter(prefix="/looking", include_in_schema=False)

    @router.post("/find")
    async def every(given: Put) -> Response:
        """Each document's best quote as it is found: lines of JSON with the counts so far and a row."""
        question, where = checked(given.question), given.where
        looks = queue.find(question, where, threshold=given.setting)
        first = await anext(looks)  # what goes wrong at once has a status of its own
        return StreamingResponse(_lines(question, first, looks), media_type="application/x-ndjson")

    @router.post("/table")
    async def table(given: Table) -> Response:
        """The same as a file."""
        question, where = checked(given.question), given.where
        looks = queue.find(question, where, threshold=given.setting)
        return await tabled(question, looks, given.form, given.sort)

    @router.post("/why")
    async def why(given: Put) -> HTMLResponse:
        """What was searched and weighed for a question."""
        question, where = checked(given.question), given.where
        found = await queue.work(lambda assistant: explain_reply(assistant, question, where, given.setting))
        return HTMLResponse(looking.explanation(found))

    @router.post("/beside")
    async def known(given: Answered) -> Response:
        """What is known beside an answer: lines of JSON, at once what is of each quote, then where documents differ."""
        question, where = checked(given.question), given.where
        found = await asyncio.to_thread(lambda: [_known(queue.index, each) for each in given.quotes])
        return StreamingResponse(
            _beside(queue, question, found, where, given.setting), media_type="application/x-ndjson"
        )

    @router.post("/instead")
    async def instead(given: Put) -> HTMLResponse:
        """A question like a refused one that was asked and is answered; nothing where none is."""
        question, where = checked(given.question), given.where

        def work(assistant: Assistant) -> Answer | None:
            reply = assistant.ask(question, where, given.setting)
            if not isinstance(reply, Refusal):
                return None
            with assistant.index.view() as view:
                return find_missing(
                    view, reply, lambda other: assistant.ask(other, where, given.setting), where
                ).instead

        found = await queue.work(work)
        return HTMLResponse(offers_of([found.question], "refusal.instead") if found else "")

    return router


async def _lines(
    question: str, first: tuple[Tally, Finding | None], looks: AsyncIterator[tuple[Tally, Finding | None]]
) -> AsyncIterator[str]:
    yield _line(counts=looking.going(first[0]))
    tally, found = first[0], list[Finding]()
    try:
        async for tally, each in looks:
            row = looking.found(each) if each and each.level is not Level.NOT else ""
            yield _line(counts=looking.going(tally), row=row, level=each.level if each else "")
            found += [each] if each else []
        differing = disagreement(first[0].understood or question, found)
        yield _line(counts=looking.gone(tally), differing=looking.differing(differing) if differing else "")
    except Exception as error:  # noqa: BLE001 - the status is sent already; whatever it was is told in the last line
        yield _line(error=described(error))


async def _beside(
    queue: QuestionQueue, question: str, found: Sequence[Beside | None], where: Filter | None, setting: Setting | None
) -> AsyncIterator[str]:
    yield _line(notes=[noted(each) if each else None for each in found])
    quotes = [each.quote for each in found if each]
    try:
        differing = await queue.work(lambda assistant: find_disagreement(assistant, question, quotes, where, setting))
        if differing:
            yield _line(differing=looking.differing(differing, quotes))
    except Exception as error:  # noqa: BLE001 - as above
        yield _line(error=described(error))


def _known(index: Index, at: Spot) -> Beside | None:
    """What stands beside a quote; None where its document is no longer the one that was quoted."""
    document = index.document(at.document)
    if document is None or not document.digest.startswith(at.digest):
        return None
    if not at.start <= at.first < at.last <= at.end <= len(document.text):
        return None
    return beside(Quote(document, Span(at.start, at.end), Span(at.first, at.last), 0.0))


def _line(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"
