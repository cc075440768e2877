"""The way in for browsers: a page that asks for the token once."""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui.web.gate.access import COOKIE, Access
from ui.web.gate.rate_limit import Rate
from ui.web.page.language import opening, phrase


def page(note: str = "") -> str:
    """The page that asks for the token."""
    told = f'<p role="alert">{note}</p>' if note else ""
    return (
        f'{opening()}<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>Quoth</title><link rel="stylesheet" href="/ui/tokens.css"><link rel="stylesheet" href="/ui/quoth.css">'
        '</head><body class="q-alone"><main class="q-entrance"><h1>Quoth</h1>'
        f'<form method="post" action="/login"><label for="token">{phrase("entrance.token")}</label>'
        '<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>'
        f"<button>{phrase('entrance.enter')}</button>{told}</form></main></body></html>"
    )


def login_routes(access: Access, guesses: Rate) -> APIRouter:
    """The routes.

    Args:
        guesses: how many wrong tokens a client may name.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    async def ask() -> HTMLResponse:
        """Asks for the token."""
        return HTMLResponse(page())

    @router.post("/login")
    async def enter(request: Request) -> Response:
        """Gives a cookie for the token."""
        client = request.client.host if request.client else ""
        if wait := guesses.wait(client, cost=0):
            note = page(phrase("entrance.slow"))
            return HTMLResponse(note, 429, {"retry-after": str(int(wait) + 1)})
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        grant = access.known(form.get("token", [""])[0])
        if grant is None:
            guesses.wait(client)
            return HTMLResponse(page(phrase("entrance.wrong")), 401)
        response = RedirectResponse("/", 303)
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

    return router
