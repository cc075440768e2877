"""A document's own text as the page shows it, a window at a time. Pure."""

from collections.abc import Sequence

from assistant.quotes import Quote
from index.documents import Document, Span
from index.reading.lines import unwrapped
from ui.web.page.markup import address, isolated, marked, shown, text

#: Code points shown on either side of a quote, and more at each further step.
REACH = 6_000
#: A window ends at a line's end where there is one this near.
_NEAR = 1_000


def window(document: Document, around: Span) -> Span:
    """What is shown first: ``around`` with its surroundings, cut between lines."""
    size = len(document.text)
    low, high = max(0, around.start - REACH), min(size, around.end + REACH)
    return Span(_earlier(document.text, low), _later(document.text, high))


#: A rectangle on a page: the page's number, then left, top, right and bottom as fractions of the page.
Rectangle = tuple[int, float, float, float, float]


def pane(document: Document, quote: Quote | None, note: str = "", pages: str = "") -> str:
    """A document opened at a quote, or at its beginning.

    Args:
        note: why the place asked for is not shown.
        pages: the quote on its pages, as :func:`drawn` gives it; the text follows.
    """
    place = f' <span class="place">{isolated(quote.place)}</span>' if quote and quote.place else ""
    told = f'<p class="note" role="status">{text(note)}</p>' if note else ""
    head = (
        f'<header><h2 id="source-title" tabindex="-1">{isolated(document.title)}</h2>'
        f'<p class="path">{isolated(document.source)}{place}</p></header>{told}{pages}'
    )
    if not document.text:
        return f'{head}<p class="note">The document holds no text.</p>'
    part = window(document, quote.span if quote else Span(0, 1))
    return (
        f'{head}<div class="text" dir="auto">{_more(document, part, earlier=True)}'
        f"{lines(document, part, quote)}{_more(document, part, earlier=False)}</div>"
    )


def drawn(document: Document, quote: Sequence[Rectangle], answer: Sequence[Rectangle]) -> str:
    """The pages a quote stands on, as they look, with boxes around its words and the answer's."""
    figures = []
    for page in dict.fromkeys(box[0] for box in quote):
        boxes = "".join(
            f'<rect class="{name}" x="{left:.4f}" y="{top:.4f}" width="{right - left:.4f}" height="{bottom - top:.4f}"/>'
            for name, each in (("quote", quote), ("answer", answer))
            for number, left, top, right, bottom in each
            if number == page
        )
        picture = address(f"source/{document.id}/page/{page}", digest=document.digest[:16])
        figures.append(
            f'<figure class="sheet"><img src="{picture}" alt="Page {page}, as it is printed">'
            f'<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">{boxes}</svg></figure>'
        )
    return f'<div class="sheets">{"".join(figures)}</div>' if figures else ""


def further(document: Document, edge: int, *, earlier: bool) -> str:
    """The window that ends at ``edge``, or begins there, with the way to the one after it."""
    size = len(document.text)
    if not (edge > 0 if earlier else edge < size):
        return ""
    if earlier:
        part = Span(_earlier(document.text, max(0, edge - 2 * REACH)), min(edge, size))
        return _more(document, part, earlier=True) + lines(document, part, None)
    part = Span(max(0, edge), _later(document.text, min(size, edge + 2 * REACH)))
    return lines(document, part, None) + _more(document, part, earlier=False)


def lines(document: Document, part: Span, quote: Quote | None) -> str:
    """The text of a window by paragraphs, the quote and the answer in it marked, pages named where they begin."""
    marks = [(quote.span, "quote"), (quote.answer, "answer")] if quote else []
    parts, start = [], part.start
    page = None
    for line in unwrapped(part.of(document.text)).split("\n"):
        if shown(line).strip():
            span = Span(start, start + len(line))
            section = document.section_at(start)
            if section and section.page is not None and section.page != page:
                page = section.page
                parts.append(f'<p class="page">page {page}</p>')
            here = [(_cut(mark, span), name) for mark, name in marks if mark.meets(span)]
            kind = "" if section is None or section.quotable else ' class="aside"'
            heads = section is not None and section.heading and section.heading[-1] == line.strip()
            parts.append(f"<h3>{marked(line, here)}</h3>" if heads else f"<p{kind}>{marked(line, here)}</p>")
        start += len(line) + 1
    return "".join(parts)


def _cut(mark: Span, line: Span) -> Span:
    return Span(max(mark.start, line.start), min(mark.end, line.end)).shifted(-line.start)


def _more(document: Document, part: Span, *, earlier: bool) -> str:
    edge = part.start if earlier else part.end
    if edge == (0 if earlier else len(document.text)):
        return ""
    way, word = ("earlier", "Earlier text") if earlier else ("later", "Later text")
    return f'<a class="more {way}" href="{address(f"source/{document.id}/text", edge=edge, way=way)}">{word}</a>'


def _earlier(words: str, low: int) -> int:
    """``low``, or the beginning of a line just after it."""
    found = words.find("\n", low, low + _NEAR) if low else -1
    return found + 1 if found >= 0 else low


def _later(words: str, high: int) -> int:
    """``high``, or the end of a line just before it."""
    found = words.rfind("\n", max(0, high - _NEAR), high) if high < len(words) else -1
    return found + 1 if found >= 0 else high
