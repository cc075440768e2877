"""Quoth answers only in your documents' own words, says where each word stands, or refuses."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant as Assistant
    from assistant.replies import Answer as Answer
    from assistant.replies import Empty as Empty
    from assistant.replies import Refusal as Refusal

_HOMES = {
    "Assistant": "assistant.assistant",
    "Answer": "assistant.replies",
    "Empty": "assistant.replies",
    "Refusal": "assistant.replies",
}


def __getattr__(name: str) -> object:
    """Loads a public name at first use: importing the package costs nothing."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
