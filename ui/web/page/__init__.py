"""The chat's page: Gradio in a frame of our own. Each name is loaded at its first use: a piece of the page needs no Gradio."""

from typing import TYPE_CHECKING

__all__ = [
    "call_checker",
    "conversation_routes",
    "library_routes",
    "looking_routes",
    "mount_chat",
    "restyled",
    "source_routes",
    "tray_routes",
]

if TYPE_CHECKING:
    from ui.web.page.chat import mount_chat
    from ui.web.page.frame import restyled
    from ui.web.page.predict import call_checker
    from ui.web.page.routes import conversation_routes, library_routes, looking_routes, source_routes, tray_routes
else:  # so that a type checker sees no name that is not there
    from index.lazy import lazy

    __getattr__, __dir__ = lazy(
        __name__,
        {
            "call_checker": ".predict",
            "conversation_routes": ".routes",
            "library_routes": ".routes",
            "looking_routes": ".routes",
            "mount_chat": ".chat",
            "restyled": ".frame",
            "source_routes": ".routes",
            "tray_routes": ".routes",
        },
    )
