"""What programs use: REST and MCP over one queue."""

from ui.web.api.description import describe
from ui.web.api.finding import finding_routes, tabled
from ui.web.api.further import further_routes
from ui.web.api.mcp import mount, tools
from ui.web.api.reference import reference_page
from ui.web.api.rest import matching, rest_routes, stored
from ui.web.api.schemas import DocumentId, Offset

__all__ = [
    "DocumentId",
    "Offset",
    "describe",
    "finding_routes",
    "further_routes",
    "matching",
    "mount",
    "reference_page",
    "rest_routes",
    "stored",
    "tabled",
    "tools",
]
