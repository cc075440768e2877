"""What stands beside an answer's quotes, as pieces of the page: what is not known leaves nothing. Pure."""

from collections.abc import Iterator

from assistant.further import Beside, Definition
from assistant.quotes import Quote
from index.documents import Document
from index.reading import unwrapped
from ui.web.language import phrase
from ui.web.markup import isolated, text
from ui.web.page.looking import dated_of
from ui.web.page.replies import source_of, words_of


def noted(found: Beside) -> dict[str, str]:
    """What goes to a quote's source line, and what goes below the quote; nothing of the quote itself moves."""
    return {"source": "".join(_source(found)), "below": _below(found)}


def _source(found: Beside) -> Iterator[str]:
    """The document's date, and who says it."""
    known = dated_of(found.dated)
    if found.speaker:
        who = " ".join(found.speaker.of(found.quote.document.text).split())
        known.append(phrase("beside.speaker", who=isolated(who)))
    return (f'<span class="about">{each}</span>' for each in known)


def _below(found: Beside) -> str:
    """The sentence before it in grey, and the terms it uses, closed."""
    document, before, terms = found.quote.document, "", ""
    if found.before:
        words = text(unwrapped(found.before.of(document.text)))
        before = f'<p class="before">{phrase("beside.before")} <q lang="" dir="auto">{words}</q></p>'
    if found.definitions:
        named = ", ".join(isolated(each.term.of(document.text)) for each in found.definitions)
        rows = "".join(f"<li>{_definition(document, each)}</li>" for each in found.definitions)
        summary = phrase("beside.defined", terms=named)
        terms = f'<details class="terms"><summary>{summary}</summary><ul>{rows}</ul></details>'
    return f'<div class="beside">{before}{terms}</div>' if before or terms else ""


def _definition(document: Document, found: Definition) -> str:
    quote = Quote(document, found.defined, found.defined, 0.0)
    return words_of(quote, "candidate") + source_of(quote, answered=False)
