"""REST's further look: what stands beside a reply, and why it is what it is."""

from typing import Any

from fastapi import APIRouter

from assistant.assistant import Assistant
from assistant.further import explain_reply, look_further
from assistant.replies import to_json
from index.search import checked
from ui.web.api.rest import PROBLEMS
from ui.web.api.schemas import Asked
from ui.web.queue import QuestionQueue, narrowed


def further_routes(queue: QuestionQueue) -> APIRouter:
    """The routes of one queue."""
    router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

    @router.post("/further", name="further", tags=["questions"])
    async def beside(given: Asked) -> dict[str, Any]:
        """Ask, and look further: dates, speakers, definitions, what differs, what is missing, the question's parts."""
        question, where = checked(given.question), narrowed(given.documents, given.where)

        def work(assistant: Assistant) -> dict[str, Any]:
            reply = assistant.ask(question, where)
            return {**to_json(reply), "further": look_further(assistant, reply, where).to_json()}

        return await queue.work(work)

    @router.post("/explain", name="explain", tags=["questions"])
    async def why(given: Asked) -> dict[str, Any]:
        """What was searched for a question, which passages were read, and what each signal said."""
        question, where = checked(given.question), narrowed(given.documents, given.where)
        return (await queue.work(lambda assistant: explain_reply(assistant, question, where))).to_json()

    return router
