"""REST's further look: what stands beside a reply, and why it is what it is."""

from typing import Any

from fastapi import APIRouter

from assistant.further import explain_reply, look_further
from assistant.replies import to_json
from index.search import checked
from ui.web.api.rest import PROBLEMS
from ui.web.api.schemas import AskIn
from ui.web.queue import QuestionQueue, narrowed


def further_routes(queue: QuestionQueue) -> APIRouter:
    """The routes of one queue."""
    router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

    @router.post("/further", name="further", tags=["questions"])
    async def beside(given: AskIn) -> dict[str, Any]:
        """Ask, and look further: dates, speakers, definitions, what differs, what is missing, the question's parts."""
        where = narrowed(given.documents, given.where)
        reply = await queue.ask(given.question, where, given.threshold)
        further = await queue.work(lambda assistant: look_further(assistant, reply, where))
        return {**to_json(reply), "further": further.to_json()}

    @router.post("/explain", name="explain", tags=["questions"])
    async def why(given: AskIn) -> dict[str, Any]:
        """What was searched for a question, which passages were read, and what each signal said."""
        question, where = checked(given.question), narrowed(given.documents, given.where)
        found = await queue.work(lambda assistant: explain_reply(assistant, question, where, given.threshold))
        return found.to_json()

    return router
