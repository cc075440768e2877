"""Text as markup that cannot be anything but text. Pure.

Everything a document, a question or a file's name says passes through :func:`text` on its way into a page.
The result has no line break, tab or blank line of its own and no character that Markdown or HTML gives a meaning to:
whatever reads it, a browser or a Markdown renderer before it, sees words.
"""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from index.documents import Span

# White space that a renderer might fold or break at, and every character with a meaning in HTML or Markdown.
_ENTITIES = {ord(c): f"&#{ord(c)};" for c in "&<>\"'`*_[]()!#$~|\\\n\t"}

# Characters that would not show, or would show other words than are there: C0 controls as their pictures,
# C1 controls and the two overrides of reading direction as the replacement character.
_PICTURES = (
    {c: chr(0x2400 + c) for c in range(0x20) if chr(c) not in "\n\t"}
    | {0x7F: "\u2421", 0x202D: "\ufffd", 0x202E: "\ufffd"}
    | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
)


def shown(words: str) -> str:
    """``words`` as a reader sees them: as long as before, changed only where a character would hide or deceive."""
    return words.translate(_PICTURES)


def text(words: str) -> str:
    """``words`` as the content of an element or attribute."""
    return shown(words).translate(_ENTITIES)


def isolated(words: str) -> str:
    """``words`` within a line, their reading direction kept from the words around them."""
    return f"<bdi>{text(words)}</bdi>"


#: Spans with the class that each is given, outermost first; each lies in the one before.
Marks = Sequence[tuple[Span, str]]


def cut(mark: Span, part: Span) -> Span:
    """What of a mark lies in a part that it meets, counted from the part's beginning."""
    return Span(max(mark.start, part.start), min(mark.end, part.end)).shifted(-part.start)


def marked(words: str, marks: Marks) -> str:
    """``words`` with spans of them marked.

    Args:
        marks: spans in ``words`` with the class that each is given, outermost first; each lies in the one before.
    """
    if not marks:
        # Some files have no other blanks than those that hold words together; lines must break all the same.
        return text(words).replace("\xa0", "\xa0<wbr>")
    (span, name), *inner = marks
    within = marked(span.of(words), [(each.shifted(-span.start), named) for each, named in inner])
    return f'{marked(words[: span.start], ())}<mark class="{name}">{within}</mark>{marked(words[span.end :], ())}'


def address(path: str, **query: str | int) -> str:
    """A relative address as the value of an attribute; the path may have any characters."""
    return text(f"{quote(path, safe='/:')}?{urlencode(query)}")
