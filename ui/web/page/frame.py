"""Gradio's page restyled: nothing from other hosts, our style and frame, and a policy that names its scripts. Pure."""

import base64
import hashlib
import re

from ui import STATIC
from ui.web.page.replies import welcome

_SCRIPT = re.compile(rb"<script([^>]*)>(.*?)</script>", re.DOTALL)
#: Links to other hosts for previews, a web manifest, and a helper for pages in frames: none is for us.
_FOREIGN = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>')
_HELPER = b"iframeResizer"

_HEAD = (
    b'<link rel="stylesheet" href="ui/tokens.css"><link rel="stylesheet" href="ui/quoth.css">'
    b'<script type="module" src="ui/quoth.js"></script>'
    # All at once: over a slow network each that waits for the one that names it costs a way there and back.
    + b"".join(
        b'<link rel="modulepreload" href="ui/%s">' % name.encode()
        for name in sorted(each.name for each in STATIC.iterdir())
        if name.endswith(".js")
    )
)

#: For everything but the chat's own page: no script runs at all.
BARE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def restyled(html: bytes, *, leaving: bool = False) -> tuple[bytes, str]:
    """The chat's page and its Content-Security-Policy.

    Args:
        leaving: whether there is somebody to log out.

    Scripts come from this server or are the page's own, named by their hash; none may be made from
    strings (no ``unsafe-eval``). Styles may be inline: Gradio's components set them as they run.
    """
    html = _SCRIPT.sub(lambda found: b"" if _HELPER in found[2] else found[0], _FOREIGN.sub(b"", html))
    before, after = _frame(leaving=leaving)
    html = html.replace(b"</head>", _HEAD + b"</head>", 1)
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
    """What stands before the chat and after it; the welcome is there before any script is."""
    way_out = b'<form method="post" action="logout"><button class="q-leave">Log out</button></form>' if leaving else b""
    before, _, after = (STATIC / "frame.html").read_bytes().partition(b"<!-- chat -->")
    before = before.replace(b"<!-- log out -->", way_out)
    return before + f'<div class="q-first">{welcome()}</div>'.encode(), after
