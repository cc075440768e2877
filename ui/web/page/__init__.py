"""The chat's page: Gradio in a frame of our own, and what its script asks for."""

from ui.web.page.chat import mount_chat
from ui.web.page.frame import restyled
from ui.web.page.predict import call_checker
from ui.web.page.routes import conversation_routes, library_routes, looking_routes, source_routes, tray_routes

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
