"""REST's further look: what stands beside a reply, and why it is what it is."""

from typing import Any

from fastapi import APIRouter

from assistant.assistant import Assistant
from assistant.further.explaining import explained
from assistant.further.further import further
from assistant.replies import to_json
from index.search.view import checked
from ui.web.api.rest import PROBLEMS
from ui.web.api.schemas import Asked
from ui.web.queue import Desk, narrowed


def looking_further(desk: Desk) -> APIRouter:
    """The routes of one desk."""
    router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

    @router.post("/further", name="further", tags=["questions"])
    async def beside(given: Asked) -> dict[str, Any]:
        """Ask, and look further: dates, speakers, definitions, what differs, what is missing, the question's parts."""
        question, where = checked(given.question), narrowed(given.documents, given.where)

        def work(assistant: Assistant) -> dict[str, Any]:
            reply = assistant.ask(question, where)
            return {**to_json(reply), "further": further(assistant, reply, where).to_json()}

        return await desk.work(work)

    @router.post("/explain", name="explain", tags=["questions"])
    async def why(given: Asked) -> dict[str, Any]:
        """What was searched for a question, which passages were read, and what each signal said."""
        question, where = checked(given.question), narrowed(given.documents, given.where)
        return (await desk.work(lambda assistant: explained(assistant, question, where))).to_json()

    return router
