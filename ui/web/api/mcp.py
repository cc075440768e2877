"""MCP for agents: tools that ask, search, show, verify and list, and documents as resources. The only file that knows
the protocol's library.
"""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from importlib.metadata import version
from typing import Annotated, Any
from urllib.parse import quote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import Resource, ToolAnnotations
from pydantic import BaseModel, Field

from assistant.replies import to_json
from assistant.shapes import Replied, Verified
from assistant.verification import verify as verdicts
from index.errors import QuothError
from index.shapes import Found, Shown
from ui.web.api.rest import matching
from ui.web.api.schemas import Claimed, Documents
from ui.web.queue import QuestionQueue, narrowed

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ABOUT = (
    "Answers questions only in the words of the indexed documents, with the exact place of every word, "
    "or refuses. Quote the text as given; a refusal means that the documents do not hold the answer."
)
#: Documents listed as resources, and code points of one read at once; the tools reach everything.
_LISTED, _READ = 1_000, 200_000

Question = Annotated[str, Field(description="The question, in words.")]
Where = Annotated[str | None, Field(description="Only documents that pass this filter, as in path:contracts/*.")]


class Hits(BaseModel):
    """What a search found, best first."""

    hits: list[Found]


class Verdicts(BaseModel):
    """What became of each quote, in their order."""

    verdicts: list[Verified]


class _Server(MCPServer[Any]):
    """The library's server, whose resources are the documents it holds at the moment."""

    def __init__(self, queue: QuestionQueue) -> None:
        super().__init__("quoth", instructions=_ABOUT, version=version("quoth"))
        self._queue = queue

    async def list_resources(self) -> list[Resource]:
        """The library's documents, by source."""
        return [
            Resource(
                uri=f"quoth://document/{quote(each.id, safe='')}",
                name=each.source,
                title=each.title,
                mime_type="text/plain",
            )
            for each in self._queue.index.documents()[:_LISTED]
        ]


def tools(queue: QuestionQueue) -> MCPServer[Any]:
    """The tools and resources of one queue."""
    server = _Server(queue)

    @server.tool(annotations=_READS)
    async def ask(question: Question, where: Where = None) -> Replied:
        """Answer in quotes from the documents, or refuse: `outcome` is answered, refused or empty."""
        with _as_tool_errors():
            return to_json(await queue.ask(question, narrowed(None, where)))

    @server.tool(annotations=_READS)
    async def search(
        question: Question,
        k: Annotated[int, Field(ge=1, le=50, description="How many passages.")] = 10,
        where: Where = None,
    ) -> Hits:
        """List the passages nearest to a question, without judging whether they answer it."""
        with _as_tool_errors():
            hits = await queue.search(question, k, narrowed(None, where))
        return Hits(hits=[hit.to_json() for hit in hits])

    @server.tool(annotations=_READS)
    def show(
        document: Annotated[str, Field(description="The document's id, as the other tools give it.")],
        start: Annotated[int, Field(ge=0, description="First code point.")] = 0,
        end: Annotated[int | None, Field(description="Code point after the last; by default 2,000 on.")] = None,
    ) -> Shown:
        """Show a stretch of a document's stored text, to the letter; at most 50,000 code points at once."""
        with _as_tool_errors():
            found = queue.index.document(document)
        if found is None:
            raise ToolError(f"the library has no document {document!r}")
        start = min(start, len(found.text))
        end = max(start, min(len(found.text), start + 50_000, start + 2_000 if end is None else end))
        return found.shown(start, end)

    @server.tool(annotations=_READS)
    def verify(
        quotes: Annotated[list[Claimed], Field(max_length=100, description="Quotes, as ask gave them.")],
    ) -> Verdicts:
        """Check which quotes of an earlier reply still stand, have moved, have changed, or are gone."""
        with _as_tool_errors():
            given = {"quotes": [each.model_dump() for each in quotes]}
            return Verdicts(verdicts=[each.to_json() for each in verdicts(given, queue.index)])

    @server.tool(annotations=_READS)
    def documents(
        query: Annotated[str, Field(max_length=200, description="Words of the title or source.")] = "",
        offset: Annotated[int, Field(ge=0, description="How many to pass over.")] = 0,
        limit: Annotated[int, Field(ge=1, le=200, description="How many, at most.")] = 50,
    ) -> Documents:
        """List what the library holds, by source."""
        with _as_tool_errors():
            found = matching(queue, query)
        return Documents(total=len(found), documents=[each.to_json() for each in found[offset : offset + limit]])

    @server.resource("quoth://document/{id}", mime_type="text/plain")
    def document(id: str) -> str:
        """A document's stored text, to the letter."""
        with _as_tool_errors(ResourceError):
            found = queue.index.document(id)
        if found is None:
            raise ResourceError(f"the library has no document {id!r}")
        if len(found.text) > _READ:
            raise ResourceError(
                f"{found.source} has {len(found.text):,} code points; read parts of it with the tool show"
            )
        return found.text

    return server


def mount(server: MCPServer[Any]) -> tuple[list[Any], AbstractAsyncContextManager[None]]:
    """The routes of ``/mcp``, and what must be entered while they serve.

    No session outlives its request, so agents cost no memory between calls.
    """
    # Host and origin are the gate's matter, for every route alike.
    trusting = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = server.streamable_http_app(stateless_http=True, json_response=True, transport_security=trusting)
    return list(app.routes), server.session_manager.run()


def serve_stdio(queue: QuestionQueue) -> None:
    """Serves the one agent that started this program, over its standard input and output, until it ends them."""
    tools(queue).run("stdio")


@contextmanager
def _as_tool_errors(kind: type[ToolError | ResourceError] = ToolError) -> Iterator[None]:
    """Our errors as the tool's or the resource's, so that the agent reads why."""
    try:
        yield
    except QuothError as error:
        raise kind(str(error)) from error
