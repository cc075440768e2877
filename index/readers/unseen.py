"""What of a web page nobody reads: by its kind, by its name, or as its styles hide it or strike it out. Pure.

No browser is asked: only plain rules are known, those that hold on every screen.
"""

import re
from collections.abc import Iterator

#: Not read by a visitor, not about the page's matter, or struck out. A form around a whole page is let be: some sites
#: have one.
UNREAD = (
    "script, style, template, noscript, nav, [role=navigation], [hidden], iframe, object, embed, svg, canvas, audio,"
    " video, annotation, annotation-xml, select, textarea, input, datalist, dialog, head, rp, xmp, plaintext,"
    " del, s, strike, form:not(:has(p, h1, h2, h3, table, article)),"
    " .noprint, [class*=editsection i], button:not(:is(h1, h2, h3, h4, h5, h6, dt, summary) button)"
)
#: Asks before the page's matter begins, by the names that pages and the makers of such banners give it.
CONSENT = ", ".join(
    f"[{name}*='{words}' i]"
    for name in ("id", "class")
    for words in (
        *(f"cookie{sign}{end}" for sign in ("-", "_", "") for end in ("banner", "bar", "consent", "notice")),
        *("onetrust-", "cookiebot", "cc-window", "cc-banner", "consent-banner", "gdpr-", "didomi-", "usercentrics"),
    )
)
#: A menu where it holds nothing but links.
MENU = (
    "[class~=menu i], [class*=navbar i], [class~=nav i], [id=menu i], [id=nav i], [class~=toc i] ul, [id=toc i] ul,"
    " header ul, header ol, footer ul, footer ol"
)
#: Where a page stands in its site; the last step of it is no link.
TRAIL = "[class*=breadcrumb i]"

_HIDES = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|text-decoration(?:-line)?\s*:[^;]{0,40}line-through|(?:left|top|text-indent)\s*:\s*-\d{3,}(?:px|em|rem)\b)",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible|text-decoration(?:-line)?\s*:\s*none)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_PIECE = re.compile(r"[^{}]*[{}]|[^{}]+$")
#: Blocks of rules that hold on a screen whatever its size.
_EVERYWHERE = re.compile(r"@(?:media\s+(?:all|screen|only screen)|supports\b[^{]*|layer\b[^{]*)\s*$", re.IGNORECASE)
#: A selector with states, attributes of its own or functions speaks of more than is known here.
_PLAIN = re.compile(r"[\w.#\-\s>+~*,]{1,300}")
#: Code points of styles that are looked at, and rules of them that are kept.
_LONGEST, _MOST = 500_000, 500


def hides(style: str) -> bool:
    """Whether these declarations hide what they are said of, or strike it out."""
    return _HIDES.search(style[:_LONGEST]) is not None


def rules(styles: str) -> list[tuple[str, bool]]:
    """The selectors in a page's styles that hide elements, or show again what may have been hidden, in order."""
    found = []
    for selector, declarations in _plain_rules(_COMMENT.sub(" ", styles[:_LONGEST])):
        hidden = hides(declarations)
        if (hidden or _SHOWS.search(declarations)) and _PLAIN.fullmatch(selector):
            found.append((selector, hidden))
    # Showing matters only behind something that hides.
    first = next((i for i, (_, hidden) in enumerate(found) if hidden), len(found))
    return found[first : first + _MOST]


def _plain_rules(styles: str) -> Iterator[tuple[str, str]]:
    """Selector and declarations of each rule that holds everywhere."""
    # What stands open: rules' selectors, and the conditions around them.
    around: list[str] = []
    for piece in _PIECE.findall(styles):
        if piece.endswith("{"):
            around.append(piece[:-1].rpartition(";")[2].strip())
        elif piece.endswith("}") and around:
            selector = around.pop()
            if not selector.startswith("@") and all(_EVERYWHERE.match(above) for above in around):
                yield selector, piece[:-1]
