"""A page beside the chat, and who wants one. Pure."""

from collections.abc import Mapping

from ui.web.language import opening


def wants_page(headers: Mapping[str, str]) -> bool:
    """Whether a request with these headers, names in lower case, is a browser's for something to look at."""
    return "text/html" in headers.get("accept", "")


def plain_page(title: str, content: str) -> str:
    """A page with our style and no script, in the language of the request at work.

    Args:
        title, content: as markup.
    """
    return (
        f'{opening()}<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{title} - Quoth</title><base href="/"><link rel="stylesheet" href="ui/tokens.css">'
        '<link rel="stylesheet" href="ui/quoth.css"></head>'
        f'<body class="q-alone"><main class="q-source">{content}</main></body></html>'
    )
