"""What programs use: REST and MCP over one queue. Each name is loaded at its first use."""

from typing import TYPE_CHECKING

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
    "serve_stdio",
    "stored",
    "tabled",
    "tools",
]

if TYPE_CHECKING:
    from ui.web.api.description import describe
    from ui.web.api.finding import finding_routes, tabled
    from ui.web.api.further import further_routes
    from ui.web.api.mcp import mount, serve_stdio, tools
    from ui.web.api.reference import reference_page
    from ui.web.api.rest import matching, rest_routes, stored
    from ui.web.api.schemas import DocumentId, Offset
else:  # so that a type checker sees no name that is not there
    from index.lazy import lazy

    __getattr__, __dir__ = lazy(
        __name__,
        {
            "DocumentId": ".schemas",
            "Offset": ".schemas",
            "describe": ".description",
            "finding_routes": ".finding",
            "further_routes": ".further",
            "matching": ".rest",
            "mount": ".mcp",
            "reference_page": ".reference",
            "rest_routes": ".rest",
            "serve_stdio": ".mcp",
            "stored": ".rest",
            "tabled": ".finding",
            "tools": ".mcp",
        },
    )
