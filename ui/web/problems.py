"""What a request is told that was not fulfilled: a page for people, for programs the fields of RFC 9457, ``detail`` above all."""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ui.web.language import phrase
from ui.web.markup import text
from ui.web.plain_page import plain_page, wants_page

MEDIA_TYPE = "application/problem+json"
#: What programs use, whatever they accept.
_PROGRAMS = re.compile(r"/(?:api|mcp|gradio_api)(?:/.*)?")


def problem(path: str, headers: Mapping[str, str], status: int, detail: str) -> tuple[bytes, str]:
    """One problem as a response's body, and its media type.

    Args:
        path, headers: of the request. detail: says in a line what is wrong, and what mends it.
    """
    if _PROGRAMS.fullmatch(path) or not wants_page(headers):
        return json.dumps(_fields(status, detail)).encode(), MEDIA_TYPE
    head = phrase("pane.gone") if status == HTTPStatus.NOT_FOUND else phrase("both.failure.head")
    on = f'<p class="path"><a href="/">{phrase("frame.home")}</a></p>'
    body = f'<div class="head"><h2>{head}</h2></div><p class="note">{text(detail)}</p>{on}'
    return plain_page(head, body).encode(), "text/html; charset=utf-8"


def _fields(status: int, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
