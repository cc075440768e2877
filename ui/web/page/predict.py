"""What Gradio may be asked to run: its own errors for odd arguments are internal ones, so they are found before it."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

_RUN = re.compile(r"/gradio_api/(?:run/predict|queue/join)/?")


def call_checker(inputs: Mapping[int, int]) -> Callable[[str, bytes], str | None]:
    """A function that takes a path and a body and says what is wrong with the request; None where nothing is.

    Args:
        inputs: how many values each of the page's events takes, by the event's number.
    """

    def check_call(path: str, body: bytes) -> str | None:
        if not _RUN.fullmatch(path):
            return None
        try:
            return _trouble(json.loads(body), inputs)
        except (ValueError, RecursionError):
            return "the body is no JSON"

    return check_call


def _trouble(given: Any, inputs: Mapping[int, int]) -> str | None:
    if not isinstance(given, dict):
        return "the body is no object"
    event, data = given.get("fn_index"), given.get("data")
    if type(event) is not int or event not in inputs:
        return "fn_index names no event of the page"
    if not isinstance(data, list) or len(data) != inputs[event]:
        return f"data must hold {inputs[event]} values"
    if any(not isinstance(each, str | None) for each in data):
        return "data may hold text alone"
    return None
