"""The command that serves an agent: mcp."""

from ui.cli.app import app
from ui.cli.evidence import Log, LogQuestion, open_log
from ui.cli.options import LIBRARIES, Libraries


@app.command()
def mcp(library: Libraries = LIBRARIES, log: Log = None, log_question: LogQuestion = True) -> None:
    """Serve the agent that starts this command, by MCP over standard input and output."""
    import logging

    from index.index import Index
    from ui.web.api import serve_stdio
    from ui.web.logs import to_standard_error
    from ui.web.queue import QuestionQueue

    ledger = open_log(log, question=log_question)
    queue = QuestionQueue(Index.open_all(library), inviting=False, ledger=ledger)
    to_standard_error(logging.WARNING)
    try:
        serve_stdio(queue)
    finally:
        queue.close()
