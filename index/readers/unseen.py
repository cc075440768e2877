"""What the styles of a web page hide or strike out. Pure.

No browser is asked: only plain rules are known, those that hold on every screen.
"""

import re
from collections.abc import Iterator

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
