"""REST described as OpenAPI has it: who may come in, and problems as problems."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic import TypeAdapter

from assistant.shapes import FoundSoFar
from ui.web.api.schemas import FOUND_LINE
from ui.web.problems import MEDIA_TYPE

_BEARER = {"type": "http", "scheme": "bearer", "description": "The server's token, where it asks for one."}


def describe(app: FastAPI, *, guarded: bool, public: frozenset[str]) -> None:
    """Makes the application's own description complete.

    Args:
        guarded: whether a token is asked for. public: the paths that need none.
    """
    plain: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        made = plain()
        place, _, name = FOUND_LINE["$ref"].rpartition("/")
        line = TypeAdapter(FoundSoFar).json_schema(ref_template=f"{place}/{{model}}")
        made["components"]["schemas"] |= {**line.pop("$defs"), name: line}
        made["components"]["securitySchemes"] = {"bearer": _BEARER}
        made["security"] = [{"bearer": []}] if guarded else [{}, {"bearer": []}]
        for path, operations in made["paths"].items():
            for operation in operations.values():
                if path in public:
                    operation["security"] = []
                for status, response in operation["responses"].items():
                    if status >= "400" and "application/json" in response.get("content", {}):
                        response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
        return made

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to do this
