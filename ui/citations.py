"""Quotes and replies as other tools take them: Markdown, a W3C Web Annotation, a link that finds the words. Pure."""

import re
from typing import Any
from urllib.parse import quote as escaped

from assistant.quotes import Quote
from assistant.replies import REASONS, Answer, Refusal, Reply

#: Code points on either side by which an annotation tells equal quotes apart.
_CONTEXT = 32
#: Words at either end of a quote that a link names; the browser finds what lies between.
_ENDS = 5
_MARKDOWN = re.compile(r"[!-/:-@\[-`{-~]")


def markdown(quote: Quote) -> str:
    """The quote as a block quotation with its citation; its punctuation stands for itself."""
    lines = [f"> {_plain(line.strip())}".rstrip() for line in quote.text.split("\n")]
    place = f", {_plain(quote.place)}" if quote.place else ""
    spot = _plain(quote.location)
    return "\n".join([*lines, ">", f"> — {_plain(' '.join(quote.document.title.split()))}{place} ({spot})\n"])


def turn(question: str, understood: str | None, reply: Reply | str) -> str:
    """A question and its reply; a string is the error that came instead."""
    asked = f"## {_plain(' '.join(question.split()))}\n"
    read = [f"Understood as: {_plain(understood)}\n"] if understood else []
    match reply:
        case Answer():
            body = [markdown(quote) for quote in reply.quotes]
        case Refusal():
            nearest = ["Nearest passages, not an answer:\n", *(markdown(quote) for quote in reply.nearest)]
            body = [f"{REASONS[reply.reason]}: no answer.\n", *(nearest if reply.nearest else [])]
        case str():
            body = [f"Error: {_plain(reply)}\n"]
        case _:
            body = ["There was nothing to look at.\n"]
    return "\n".join([asked, *read, *body])


def annotation(quote: Quote) -> dict[str, Any]:
    """The quote by the Web Annotation Data Model, positions in code points as it asks.

    https://www.w3.org/TR/annotation-model/#text-quote-selector and #text-position-selector
    """
    text, span = quote.document.text, quote.span
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "highlighting",
        "target": {
            "source": escaped(quote.document.source, safe="/:?=&%#~+,;@!$'()*"),
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": quote.text,
                    "prefix": text[max(0, span.start - _CONTEXT) : span.start],
                    "suffix": text[span.end : span.end + _CONTEXT],
                },
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            ],
        },
    }


def link(quote: Quote) -> str | None:
    """The address of a web source that scrolls to the quote; None where the source is no web page.

    https://wicg.github.io/scroll-to-text-fragment/
    """
    if not quote.document.source.startswith(("https://", "http://")):
        return None
    words = quote.text.split()
    ends = [words] if len(words) <= 2 * _ENDS else [words[:_ENDS], words[-_ENDS:]]
    # A hyphen and a comma have a meaning of their own in the directive; escaped() leaves hyphens alone.
    parts = [escaped(" ".join(end), safe="").replace("-", "%2D") for end in ends]
    return f"{quote.document.source.partition('#')[0]}#:~:text={','.join(parts)}"


def _plain(words: str) -> str:
    """Words whose punctuation Markdown leaves alone."""
    return _MARKDOWN.sub(r"\\\g<0>", words)
