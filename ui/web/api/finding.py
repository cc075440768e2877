"""REST's way to ask every document: findings as they come, or as a table."""

from collections.abc import AsyncIterator, Callable
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from assistant.disagreement import disagreement
from assistant.finding import DEPTH, MOST_READ, RANKED, Finding, Level, Order, Tally, arranged
from assistant.replies import dumps
from assistant.shapes import FoundSoFar
from index.search import checked
from ui.findings import counts_line
from ui.tables import comma_separated, word_file, workbook
from ui.web.api.rest import PROBLEMS
from ui.web.api.schemas import FOUND_LINE, AskIn
from ui.web.queue import QuestionQueue, described, narrowed

_LINES = "application/x-ndjson"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TABLES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "docx": f"{_OFFICE}wordprocessingml.document",
}


class FindIn(AskIn):
    """A question for every document."""

    nearly: bool = Field(True, description="Also give what answers nearly.")
    depth: int = Field(
        DEPTH,
        ge=1,
        le=100,
        description="Passages read of each document at most; fewer where it has a clear answer, or where `most` would not do for all.",
    )
    most: int = Field(
        MOST_READ,
        ge=1,
        le=RANKED,
        description="Passages read in all; documents further away are passed over. Each further 1,000 count as a request against the client's rate.",
    )
    sort: Order | None = Field(None, description="The order of a table; lines come as they are found.")
    form: Literal["lines", "csv", "xlsx", "docx"] = Field(
        "lines",
        description="JSON lines while it goes, each with the counts so far and a finding or null, the first one with how the question was understood, the last one with what differs; or a table.",
    )


def finding_routes(queue: QuestionQueue, spend: Callable[[str, int], None] = lambda *_: None) -> APIRouter:
    """The route of one queue.

    Args:
        spend: counts further requests against a client's rate, or raises that it has none left.
    """
    router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

    @router.post(
        "/find",
        name="find",
        response_class=Response,
        responses={200: {"content": {_LINES: {"schema": FOUND_LINE}, **{kind: {} for kind in _TABLES.values()}}}},
        tags=["questions"],
    )
    async def every(given: FindIn, request: Request) -> Response:
        """Ask every document by itself: each one's best quote, with counts."""
        question = checked(given.question)
        where = narrowed(given.documents, given.where)
        spend(request.client.host if request.client else "", (given.most - 1) // MOST_READ)
        looks = queue.find(question, where, given.depth, given.threshold, given.most)
        first = await anext(looks)  # what goes wrong at once has a status of its own
        if given.form == "lines":
            return StreamingResponse(_lines(question, first, looks, nearly=given.nearly), media_type=_LINES)
        return await tabled(question, looks, given.form, given.sort, nearly=given.nearly)

    return router


async def tabled(
    question: str,
    looks: AsyncIterator[tuple[Tally, Finding | None]],
    form: Literal["csv", "xlsx", "docx"],
    sort: Order | None,
    *,
    nearly: bool = True,
) -> Response:
    """Findings as a file, once all are there.

    Args:
        nearly: whether what answers only nearly is in it. sort: the order; None for as they were found.
    """
    tally, found = Tally(0), list[Finding]()
    async for tally, each in looks:  # noqa: B007 - the last counts are the whole's
        if each and _wanted(each, nearly=nearly):
            found.append(each)
    data = _table(form, question, tally, arranged(found, sort) if sort else found)
    named = {"content-disposition": f'attachment; filename="findings.{form}"'}
    return Response(data, media_type=_TABLES[form], headers=named)


async def _lines(
    question: str,
    first: tuple[Tally, Finding | None],
    looks: AsyncIterator[tuple[Tally, Finding | None]],
    *,
    nearly: bool,
) -> AsyncIterator[str]:
    understood = first[0].understood
    yield _one({"counts": first[0].to_json(), "finding": None, "understood": understood})
    found: list[Finding] = []
    try:
        async for tally, each in looks:
            yield _line(tally, each if _wanted(each, nearly=nearly) else None)
            found += [each] if each else []
        differing = disagreement(understood or question, found)
        yield _one({"differing": differing.to_json() if differing else None})
    except Exception as error:  # noqa: BLE001 - the status is sent already; whatever it was is told in the last line
        yield _one({"error": described(error)})


def _wanted(each: Finding | None, *, nearly: bool) -> bool:
    return each is not None and each.level in ({Level.ANSWERS, Level.NEARLY} if nearly else {Level.ANSWERS})


def _line(tally: Tally, each: Finding | None) -> str:
    return _one({"counts": tally.to_json(), "finding": each.to_json() if each else None})


def _one(value: FoundSoFar) -> str:
    return " ".join(dumps(value).split("\n")) + "\n"


def _table(form: str, question: str, tally: Tally, found: list[Finding]) -> bytes:
    match form:
        case "csv":
            return comma_separated(found)
        case "xlsx":
            return workbook(found)
        case _:
            return word_file(question, counts_line(tally), found)
