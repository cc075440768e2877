"""The way in for browsers: a page that asks for the token once, at whatever address it was not shown."""

from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui.web.gate.access import COOKIE, Access
from ui.web.gate.asgi import Scope
from ui.web.gate.rate_limit import Guesses
from ui.web.language import opening, phrase

#: Where in a request's scope the address stands that its token was asked for at.
WANTED = "quoth.wanted"


def address(scope: Scope) -> str:
    """A request's own path and query, as an address that leads to no other host."""
    query = scope["query_string"].decode("latin-1")
    return f"/{quote(scope['path'].lstrip('/'))}{'?' * bool(query)}{query}"


def login_page(note: str = "") -> str:
    """The page that asks for the token."""
    # A form without an action is sent to the page's own address, of which the browser keeps what stands behind the "#".
    told = f'<p role="alert">{note}</p>' if note else ""
    return (
        f'{opening()}<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>Quoth</title><link rel="stylesheet" href="/ui/tokens.css"><link rel="stylesheet" href="/ui/quoth.css">'
        '</head><body class="q-alone"><main class="q-entrance"><h1>Quoth</h1>'
        f'<form method="post"><label for="token">{phrase("entrance.token")}</label>'
        '<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>'
        f"<button>{phrase('entrance.enter')}</button>{told}</form></main></body></html>"
    )


def login_routes(access: Access, guesses: Guesses) -> APIRouter:
    """The routes.

    Args:
        guesses: how many wrong tokens a client may name.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    async def ask() -> HTMLResponse:
        """Asks for the token."""
        return HTMLResponse(login_page())

    @router.post("/login")
    async def enter(request: Request) -> Response:
        """Gives a cookie for the token."""
        client = request.client.host if request.client else ""
        # Before the wait is looked at: nobody may guess while another guess of theirs is still being read.
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        if wait := guesses.remaining(client):
            seconds = int(wait) + 1
            return HTMLResponse(login_page(phrase("entrance.slow", n=seconds)), 429, {"retry-after": str(seconds)})
        grant = access.known(form.get("token", [""])[0])
        if grant is None:
            guesses.wrong(client)
            return HTMLResponse(login_page(phrase("entrance.wrong")), 401)
        guesses.right(client)
        response = RedirectResponse(request.scope.get(WANTED, "/"), 303)
        response.set_cookie(
            COOKIE, access.cookie(grant), httponly=True, samesite="strict", secure=request.url.scheme == "https"
        )
        return response

    @router.post("/logout")
    async def leave(request: Request) -> Response:
        """Makes the browser's cookie worthless, and takes it back."""
        access.leave(request.headers)
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return response

    @router.get("/logout")
    async def stay() -> RedirectResponse:
        """Nobody leaves by following a link; without this it would be Gradio's own way out."""
        return RedirectResponse("/", 303)

    return router
