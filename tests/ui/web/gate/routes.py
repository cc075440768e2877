"""What a server has, and what it is shown."""

from typing import Any

TOKEN = "a token that is long enough"
#: What a browser says that it wants.
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def every_route(app: Any, prefix: str = "") -> set[tuple[str, str]]:
    """Method and path template of every route in a tree of applications and routers."""
    found = set()
    for route in getattr(app, "routes", ()):
        if included := getattr(route, "original_router", None):
            found |= every_route(included, prefix + route.include_context.prefix)
            continue
        path = prefix + getattr(route, "path", "")
        below = getattr(route, "app", None)
        if getattr(below, "routes", None):
            found |= every_route(below, path)
        else:
            found |= {(method, path) for method in getattr(route, "methods", None) or {"GET", "POST"}}
    return found
