"""The chat's page: Gradio in a frame of our own, and what its script asks for."""

from ui.web.page.chat import chat
from ui.web.page.conversation_routes import conversation_routes
from ui.web.page.frame import restyled
from ui.web.page.library_routes import library_routes
from ui.web.page.looking_routes import looking_routes
from ui.web.page.predict import call_checker
from ui.web.page.source_routes import source_routes
from ui.web.page.tray_routes import tray_routes

__all__ = [
    "call_checker",
    "chat",
    "conversation_routes",
    "library_routes",
    "looking_routes",
    "restyled",
    "source_routes",
    "tray_routes",
]
