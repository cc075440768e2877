"""Quotes and replies as other tools take them: Markdown, a W3C Web Annotation, a link that finds the words. Pure."""

import re
from html import escape
from typing import Any
from urllib.parse import quote as escaped

from assistant.quotes import Quote
from assistant.replies import REASONS, Answer, Refusal, Reply

#: Code points on either side by which an annotation tells equal quotes apart.
_CONTEXT = 32
#: Words at either end of a quote that a link names; the browser finds what lies between.
_ENDS = 5
#: What Markdown would read within a line, and what at its beginning: headings, items, lines under headings.
_WITHIN = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)")
_OPENING = re.compile(r"^(\s*)(?=[#+=-])|^(\s*\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE)


def markdown(quote: Quote) -> str:
    """The quote as a block quotation with its citation; its punctuation stands for itself."""
    lines = [f"> {_plain(line.strip())}".rstrip() for line in quote.text.split("\n")]
    place = f", {_plain(quote.place)}" if quote.place else ""
    spot = _plain(quote.location)
    return "\n".join([*lines, ">", f"> — {_plain(' '.join(quote.document.title.split()))}{place} ({spot})\n"])


def plain(quote: Quote) -> str:
    """The quote in a line of its own: its words, its title, its page."""
    words = " ".join(quote.text.split())
    return f"“{words}” – {_titled(quote)}"


def rich(quote: Quote) -> str:
    """The same as markup, for word processors."""
    words = escape(" ".join(quote.text.split()))
    return f"<p>“{words}” – <cite>{escape(_titled(quote))}</cite></p>"


def _titled(quote: Quote) -> str:
    """Title and page, as a reference has them."""
    title = " ".join(quote.document.title.split())
    page = _page(quote)
    return f"{title}, p. {page}" if page else title


def _page(quote: Quote) -> str:
    """The page of a document that has pages; a slide or a sheet is none."""
    return str(quote.page) if quote.page is not None and quote.document.leaf == "page" else ""


def record(quote: Quote) -> dict[str, str]:
    """What a bibliography says of the quote's document, each in one line; what it does not name is left out."""
    document = quote.document
    known = {
        "title": document.title,
        "author": document.content.metadata.get("author", ""),
        "date": document.content.metadata.get("date", "")[:10],
        "page": _page(quote),
        "url": document.source if document.source.startswith(("https://", "http://")) else "",
        "file": document.source,
        "quote": quote.text,
    }
    # Where fields are lines, a line break would begin another.
    lines = {name: " ".join(value.split()) for name, value in known.items()}
    return {name: line for name, line in lines.items() if line}


def bibtex(quote: Quote) -> str:
    """The document as a BibTeX entry, the quote as its note."""
    known = record(quote)
    names = {"title": "title", "author": "author", "date": "date", "page": "pages", "url": "url", "quote": "note"}
    fields = (f"  {name} = {{{_braced(known[each])}}}" for each, name in names.items() if each in known)
    return f"@misc{{{_key(quote)},\n" + ",\n".join(fields) + "\n}\n"


def ris(quote: Quote) -> str:
    """The document as RIS, the quote as its note."""
    known = record(quote)
    names = {"title": "TI", "author": "AU", "date": "DA", "page": "SP", "url": "UR", "quote": "N1"}
    rows = [f"{name}  - {known[each]}" for each, name in names.items() if each in known]
    return "\n".join(["TY  - GEN", *rows, "ER  - "]) + "\n"


def csl(quote: Quote) -> dict[str, Any]:
    """The document by the Citation Style Language's schema for data, the quote as its note.

    https://docs.citationstyles.org/en/stable/specification.html
    """
    known = record(quote)
    made: dict[str, Any] = {"id": _key(quote), "type": "document", "title": known["title"], "note": known["quote"]}
    if "author" in known:
        made["author"] = [{"literal": known["author"]}]
    if "date" in known:
        made["issued"] = {"raw": known["date"]}
    made |= {name: known[each] for each, name in {"page": "page", "url": "URL"}.items() if each in known}
    return made


def _key(quote: Quote) -> str:
    """What a bibliography calls the document: the same at every quote of it."""
    return f"quoth-{re.sub(r'[^A-Za-z0-9]+', '-', quote.document.id)}"


def _braced(words: str) -> str:
    """Words that BibTeX takes as they are."""
    return re.sub(r"([#$%&_{}])", r"\\\1", words.replace("\\", r"\textbackslash "))


def turn(question: str, understood: str | None, reply: Reply | str, scope: str = "") -> str:
    """A question and its reply; a string is the error that came instead.

    Args:
        among: what it was asked in; empty for everything.
    """
    asked = f"## {_plain(' '.join(question.split()))}\n"
    read = [f"Understood as: {_plain(understood)}\n"] if understood else []
    read += [f"Asked in: {_plain(scope)}\n"] if scope else []
    match reply:
        case Answer():
            body = [markdown(quote) for quote in reply.quotes]
        case Refusal():
            nearest = ["Nearest passages, not an answer:\n", *(markdown(quote) for quote in reply.nearest)]
            body = [f"{REASONS[reply.reason]}.\n", *(nearest if reply.nearest else [])]
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
    return _OPENING.sub(r"\g<0>\\", _WITHIN.sub(r"\\\g<0>", words))
