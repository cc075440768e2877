"""What the page's script asks for, each by routes of its own."""

from ui.web.page.routes.conversations import conversation_routes
from ui.web.page.routes.library import library_routes
from ui.web.page.routes.looking import looking_routes
from ui.web.page.routes.source import source_routes
from ui.web.page.routes.tray import tray_routes

__all__ = ["conversation_routes", "library_routes", "looking_routes", "source_routes", "tray_routes"]
