"""REST's further look: what stands beside a reply, and why it is what it is."""

from fastapi import APIRouter

from assistant.assistant import Assistant
from assistant.further import changes, explain_reply, look_further
from assistant.replies import to_json
from assistant.shapes import ExplainedQuestion, RepliedFurther
from index.search import checked
from ui.web.api.rest import PROBLEMS
from ui.web.api.schemas import AskIn, ExplainIn
from ui.web.queue import QuestionQueue, narrowed


def further_routes(queue: QuestionQueue) -> APIRouter:
    """The routes of one queue."""
    router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

    @router.post("/further", name="further", tags=["questions"])
    async def beside(given: AskIn) -> RepliedFurther:
        """Ask, and look further: dates, speakers, definitions, what differs, what is missing, the question's parts."""
        where = narrowed(given.documents, given.where)
        reply = await queue.ask(given.question, where, given.threshold)
        further = await queue.work(lambda assistant: look_further(assistant, reply, where))
        return {**to_json(reply), "further": further.to_json()}

    @router.post("/explain", name="explain", tags=["questions"])
    async def why(given: ExplainIn) -> ExplainedQuestion:
        """What was searched for a question, which passages were read, and what each signal said; what differs from `against`."""
        question, where, other = checked(given.question), narrowed(given.documents, given.where), given.against

        def work(assistant: Assistant) -> ExplainedQuestion:
            explained = explain_reply(assistant, question, where, given.threshold).to_json()
            if other is None:
                return explained
            reply = to_json(assistant.ask(question, where, given.threshold))
            found = changes(other.model_dump(), {**reply, "explained": explained})
            return {**explained, "changes": found.to_json()}

        return await queue.work(work)

    return router
