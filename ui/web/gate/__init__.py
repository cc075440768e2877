"""The gate before everything the server has: who may come in, what they may do, and how much they may ask."""

from ui.web.gate.access import Access
from ui.web.gate.gate import PUBLIC, WRONG_TOKENS, Gate
from ui.web.gate.grants import SHORTEST_TOKEN, Grant, Places, Scope, read_grants
from ui.web.gate.login import login_routes
from ui.web.gate.rate_limit import Guesses, Rate

__all__ = [
    "PUBLIC",
    "SHORTEST_TOKEN",
    "WRONG_TOKENS",
    "Access",
    "Gate",
    "Grant",
    "Guesses",
    "Places",
    "Rate",
    "Scope",
    "login_routes",
    "read_grants",
]
