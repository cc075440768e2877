"""The command that serves an agent: mcp."""

from ui.cli.app import app
from ui.cli.options import LIBRARIES, Libraries


@app.command()
def mcp(library: Libraries = LIBRARIES) -> None:
    """Serve the agent that starts this command, by MCP over standard input and output."""
    import logging

    from index.index import Index
    from ui.web.api.mcp import serve_stdio
    from ui.web.logs import to_standard_error
    from ui.web.queue import QuestionQueue

    queue = QuestionQueue(Index.open_all(library), inviting=False)
    to_standard_error(logging.WARNING)
    try:
        serve_stdio(queue)
    finally:
        queue.close()
