"""Gradio's page restyled: nothing from other hosts, our style and frame, and a policy that names its scripts. Pure."""

import base64
import hashlib
import re

from ui import STATIC
from ui.web.language import LANGUAGE, phrase
from ui.web.page.replies import welcome

_SCRIPT = re.compile(rb"<script([^>]*)>(.*?)</script>", re.DOTALL)
#: Links to other hosts for previews, a web manifest, and a helper for pages in frames: none is for us.
_FOREIGN = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>')
_HELPER = b"iframeResizer"
#: Gradio's own script and style, which the page's script fetches when nobody waits for anything else.
_GRADIO = re.compile(
    rb'<script type="module"[^>]*src="(\./assets/[^"]*)"></script>|<link rel="stylesheet"[^>]*href="(\./assets/[^"]*)">'
)
_PHRASE = re.compile(r"\{([\w.-]+)\}")

_STYLES = b'<link rel="stylesheet" href="ui/tokens.css"><link rel="stylesheet" href="ui/quoth.css">'
_SCRIPTS = (
    _STYLES.replace(b'"stylesheet"', b'"preload" as="style"')
    + b'<script type="module" src="ui/quoth.js"></script>'
    # All at once: over a slow network each that waits for the one that names it costs a way there and back.
    + b"".join(
        b'<link rel="modulepreload" href="ui/%s">' % name.encode()
        for name in sorted(each.name for each in STATIC.iterdir())
        if name.endswith(".js")
    )
)


def restyled(html: bytes, *, leaving: bool = False) -> tuple[bytes, str]:
    """The chat's page and its Content-Security-Policy.

    Args:
        leaving: whether there is somebody to log out.

    Scripts come from this server or are the page's own, named by their hash; none may be made from
    strings (no ``unsafe-eval``). Styles may be inline: Gradio's components set them as they run.
    """
    language = LANGUAGE.get()
    html = _SCRIPT.sub(lambda found: b"" if _HELPER in found[2] else found[0], _FOREIGN.sub(b"", html))
    before, after = _frame(leaving=leaving)
    html = html.replace(b'lang="en"', f'lang="{language.code}" dir="{language.direction}"'.encode(), 1)
    html = _GRADIO.sub(lambda found: b'<link class="q-gradio" href="%s">' % (found[1] or found[2]), html)
    html = html.replace(b"<head>", b"<head>" + _SCRIPTS, 1).replace(b"</head>", _STYLES + b"</head>", 1)
    html = html.replace(b"<gradio-app", before + b"<gradio-app", 1).replace(
        b"</gradio-app>", b"</gradio-app>" + after, 1
    )
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(body).digest()).decode()}'"
        for attributes, body in _SCRIPT.findall(html)
        if b"src=" not in attributes
    ]
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return html, "; ".join(f"{name} {value}" for name, value in policy.items())


def _frame(*, leaving: bool) -> tuple[bytes, bytes]:
    """What stands before the chat and after it; the welcome and the box for a question are there before any script is."""
    out = f'<form method="post" action="logout"><button class="q-leave">{phrase("frame.leave")}</button></form>'
    frame = _PHRASE.sub(lambda found: phrase(found[1]), (STATIC / "frame.html").read_text("utf-8"))
    frame = frame.replace("<!-- log out -->", out if leaving else "").replace("<!-- welcome -->", welcome())
    before, _, after = frame.partition("<!-- chat -->")
    words = f'<script type="application/json" id="q-words">{LANGUAGE.get().for_script()}</script>'
    return before.encode(), f"{after}{words}".encode()
