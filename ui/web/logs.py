"""Logs: one JSON object a line. What people ask is left out unless the operator wants it."""

import json
import logging
import sys
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

#: Kinds of faults told apart at a time.
_FAULTS = 1_000
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


class OnceASecond(logging.Filter):
    """Lets a fault that repeats through once a second; the next line says how many were left out as ``repeated``.

    What answers a request with an error of the client's is such a fault, too: nobody shall fill a disk with them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock, self._lock = clock, threading.Lock()
        self._seen: dict[object, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """See :class:`logging.Filter`."""
        fields = getattr(record, "fields", {})
        if record.levelno < logging.WARNING and (fields.get("status") or 0) < 400:
            return True
        kind = record.exc_info[0] if record.exc_info else None
        key = (record.name, record.msg, kind, fields.get("status"), fields.get("route"), fields.get("source"))
        with self._lock:
            now = self._clock()
            if len(self._seen) > _FAULTS:
                self._seen.clear()
            before, left = self._seen.get(key, (now - 1, 0))
            passes = now - before >= 1
            self._seen[key] = (now, 0) if passes else (before, left + 1)
        if passes and left:
            record.fields = {**fields, "repeated": left}
        return passes


def log(event: str, level: int = logging.INFO, error: BaseException | None = None, **fields: object) -> None:
    """Writes one line, with the id of what is being worked on; ``error`` adds its traceback."""
    LOG.log(level, event, extra={"fields": {"id": REQUEST.get(), **fields}}, exc_info=error)


def to_standard_error(level: int) -> None:
    """Sends this program's lines, and the web server's, to standard error; other libraries only warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONLines())
    handler.addFilter(OnceASecond())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("quoth", "uvicorn"):
        logging.getLogger(name).setLevel(level)
