"""MCP tools for agents: ask, search, show. The only file that knows the protocol's library."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from assistant.replies import to_json
from index.errors import QuothError
from ui.web.api.schemas import Found, Replied, Text
from ui.web.queue import Desk, narrowed

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ABOUT = (
    "Answers questions only in the words of the indexed documents, with the exact place of every word, "
    "or refuses. Quote the text as given; a refusal means that the documents do not hold the answer."
)

Question = Annotated[str, Field(description="The question, in words.")]
Where = Annotated[str | None, Field(description="Only documents that pass this filter, as in path:contracts/*.")]


class Hits(BaseModel):
    """What a search found, best first."""

    hits: list[Found]


def tools(desk: Desk) -> MCPServer:
    """The tools of one desk."""
    server = MCPServer("quoth", instructions=_ABOUT)

    @server.tool(annotations=_READS)
    async def ask(question: Question, where: Where = None) -> Replied:
        """Answer in quotes from the documents, or refuse: `outcome` is answered, refused or empty."""
        with _told():
            return Replied(**to_json(await desk.ask(question, narrowed(None, where))))

    @server.tool(annotations=_READS)
    async def search(
        question: Question,
        k: Annotated[int, Field(ge=1, le=50, description="How many passages.")] = 10,
        where: Where = None,
    ) -> Hits:
        """List the passages nearest to a question, without judging whether they answer it."""
        with _told():
            hits = await desk.search(question, k, narrowed(None, where))
        return Hits.model_validate({"hits": [hit.to_json() for hit in hits]})

    @server.tool(annotations=_READS)
    def show(
        document: Annotated[str, Field(description="The document's id, as ask and search give it.")],
        start: Annotated[int, Field(ge=0, description="First code point.")] = 0,
        end: Annotated[int | None, Field(description="Code point after the last; by default 2,000 on.")] = None,
    ) -> Text:
        """Show a stretch of a document's stored text, to the letter; at most 50,000 code points at once."""
        found = desk.index.document(document)
        if found is None:
            raise ToolError(f"the library has no document {document!r}")
        start = min(start, len(found.text))
        end = max(start, min(len(found.text), start + 50_000, start + 2_000 if end is None else end))
        return Text(
            document=found.id,
            digest=found.digest,
            source=found.source,
            title=found.title,
            size=len(found.text),
            start=start,
            end=end,
            text=found.text[start:end],
        )

    return server


def mounted(server: MCPServer) -> tuple[list[Any], AbstractAsyncContextManager[None]]:
    """The routes of ``/mcp``, and what must be entered while they serve.

    No session outlives its request, so agents cost no memory between calls.
    """
    # Host and origin are the gate's matter, for every route alike.
    trusting = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = server.streamable_http_app(stateless_http=True, json_response=True, transport_security=trusting)
    return list(app.routes), server.session_manager.run()


@contextmanager
def _told() -> Iterator[None]:
    """Our errors as the tool's, so that the agent reads why."""
    try:
        yield
    except QuothError as error:
        raise ToolError(str(error)) from error
