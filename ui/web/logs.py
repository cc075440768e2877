"""Logs: one JSON object a line. What people ask is left out unless the operator wants it."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

LOG = logging.getLogger("quoth")
#: What the request, or the reply in the chat, goes by that is being worked on.
REQUEST: ContextVar[str | None] = ContextVar("request", default=None)


class JSONLines(logging.Formatter):
    """A record as one line of JSON; what was given as ``extra={"fields": {...}}`` stands beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        """See :class:`logging.Formatter`."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **{name: value for name, value in getattr(record, "fields", {}).items() if value is not None},
        }
        if record.exc_info and record.exc_info[0]:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log(event: str, level: int = logging.INFO, error: BaseException | None = None, **fields: object) -> None:
    """Writes one line, with the id of what is being worked on; ``error`` adds its traceback."""
    LOG.log(level, event, extra={"fields": {"id": REQUEST.get(), **fields}}, exc_info=error)


def to_standard_error(level: int) -> None:
    """Sends this program's lines, and the web server's, to standard error; other libraries only warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("quoth", "uvicorn"):
        logging.getLogger(name).setLevel(level)
