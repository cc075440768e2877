"""What a request is told that was not fulfilled: the fields of RFC 9457, ``detail`` above all."""

import json
from http import HTTPStatus
from typing import Any

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str) -> dict[str, Any]:
    """One problem; ``detail`` says in a line what is wrong, and what mends it."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}


def encoded(status: int, detail: str) -> bytes:
    """The same as bytes."""
    return json.dumps(problem(status, detail)).encode()
