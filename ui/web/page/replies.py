"""Replies as markup for the chat. Pure: values in, markup out; every word of it passes through :mod:`ui.web.page.markup`."""

from collections.abc import Sequence
from string import punctuation

from assistant.quotes import Quote
from assistant.replies import Answer, Empty, Reason, Refusal, Reply
from index.reading.lines import unwrapped
from index.words import telling
from ui.terminal import percent
from ui.web.page.markup import address, isolated, marked, text

#: Support from which each word stands, highest first; below the reply's threshold it is "too little".
WORDS = ((0.9, "strong"), (0.7, "good"), (0.0, "fair"))

_REASONS = {
    Reason.UNRELATED: "Nothing in the documents is about this question.",
    Reason.UNSUPPORTED: "The documents touch on this, but no passage supports an answer.",
}


def question(words: str) -> str:
    """What was asked."""
    return f'<h2 class="question" dir="auto">{text(words)}</h2>'


def reply(
    reply: Reply, id: str, understood: str | None = None, offers: Sequence[str] = (), *, indexing: bool = False
) -> str:
    """A reply of any kind.

    Args:
        id: what the reply goes by in this conversation: letters, digits and hyphens.
        understood: the question as it was completed from the conversation.
        offers: questions the documents can answer, shown beside a refusal.
        indexing: whether documents are being taken in just now.
    """
    match reply:
        case Answer():
            kind, body = "answer", _answer(reply)
        case Refusal():
            kind, body = "refusal", _refusal(reply) + _offers(offers)
        case Empty():
            kind, body = "empty", _empty(indexing, filtered=reply.filtered)
    read = f'<p class="understood">Understood as: {isolated(understood)}</p>' if understood else ""
    return f'<article class="reply {kind}" id="{text(id)}">{read}{body}{_verdict(id)}</article>'


def failure(message: str, request: str = "") -> str:
    """An error: neither an answer nor a refusal, and told apart from both."""
    trace = f'<p class="trace">Request {text(request.rpartition("-")[2])}</p>' if request else ""
    return (
        f'<article class="reply failure" id="{text(request)}"><p class="verdict"><strong>This went wrong.</strong> '
        f"The question was neither answered nor refused.</p><p>{text(message)}</p>{trace}</article>"
    )


def welcome() -> str:
    """What stands where no question was asked yet; the page's script adds what the documents can answer."""
    lead = (
        "<h2>Ask your documents</h2><p>Every answer is quoted word for word, with its place. "
        "Where the documents do not hold an answer, none is given.</p>"
    )
    return f'<section class="welcome">{lead}<section class="offers"></section></section>'


def support_word(support: float, threshold: float) -> str:
    """The word that a support stands for."""
    return "too little" if support < threshold else next(word for least, word in WORDS if support >= least)


def _answer(reply: Answer) -> str:
    quotes = "".join(f"<li>{_quote(each, reply.threshold)}</li>" for each in reply.quotes)
    return f'<ol class="quotes">{quotes}</ol>'


def _refusal(reply: Refusal) -> str:
    reached = f"The nearest passage reaches a support of {percent(reply.support)}; an answer needs "
    why = f"{_REASONS[reply.reason]} {reached if reply.nearest else 'An answer needs '}{percent(reply.threshold)}."
    head = f'<p class="verdict"><strong>No answer in the documents.</strong> {why}</p>{_missing(reply)}'
    if not reply.nearest:
        return head
    nearest = "".join(f"<li>{_near(each)}</li>" for each in reply.nearest)
    return (
        f'{head}<section class="nearest"><h3>Nearest passages <em>not an answer</em></h3><ul>{nearest}</ul></section>'
    )


def _missing(reply: Refusal) -> str:
    """Which of the question's telling words the nearest passages don't have."""
    here = {word for each in reply.nearest for word in telling(each.text)}
    asked = [word.strip(punctuation) for word in reply.question.split()]
    missing = [word for word in asked if not all(_occurs(each, here) for each in telling(word))]
    if not missing or not reply.nearest:
        return ""
    words = ", ".join(f"<q>{text(word)}</q>" for word in dict.fromkeys(missing[:8]))
    return f'<p class="missing">Not in the nearest passages: {words}</p>'


def _occurs(word: str, here: set[str]) -> bool:
    """Whether a word is there, be it with another ending."""
    return any(each.startswith(word[: max(4, len(word) - 2)]) for each in here)


def _empty(indexing: bool, *, filtered: bool) -> str:
    if filtered:
        why = "No document is chosen, or passes the filter."
    elif indexing:
        why = "Documents are being indexed; ask again in a moment."
    else:
        why = "No document is indexed here."
    return f'<p class="verdict"><strong>There is nothing to look at.</strong> {why}</p>'


def _quote(quote: Quote, threshold: float) -> str:
    words = marked(unwrapped(quote.text), [(quote.answer.shifted(-quote.span.start), "answer")])
    return f'<blockquote dir="auto">{words}</blockquote>{_source(quote)}{_support(quote, threshold)}'


def _near(quote: Quote) -> str:
    return f'<blockquote dir="auto">{marked(unwrapped(quote.text), ())}</blockquote>{_source(quote, pointed=False)}'


def _source(quote: Quote, *, pointed: bool = True) -> str:
    """The source line: opens the document at the quote, and copies it."""
    place = f'<span class="place">{isolated(quote.place)}</span>' if quote.place else ""
    spot: dict[str, str | int] = {
        "start": quote.span.start,
        "end": quote.span.end,
        "digest": quote.document.digest[:16],
    }
    if pointed:
        spot |= {"from": quote.answer.start, "to": quote.answer.end}
    document = f"source/{quote.document.id}"
    opens = f'<a class="open" href="{address(document, **spot)}">{isolated(quote.document.title)}</a>'
    copies = "".join(
        f'<a class="copy" href="{address(f"{document}/citation", form=form, **spot)}">{word}</a>'
        for form, word in _FORMS
        if form != "link" or quote.document.source.startswith(("https://", "http://"))
    )
    return f'<p class="source">{opens}{place}<span class="copies">Copy: {copies}</span></p>'


_FORMS = (("markdown", "Markdown"), ("annotation", "Annotation"), ("link", "Link"))


def _support(quote: Quote, threshold: float) -> str:
    word = support_word(quote.support, threshold)
    meter = f'<meter min="0" max="1" value="{quote.support:.3f}" title="support"></meter>'
    return f'<p class="support {word.split()[-1]}">{meter} {word} support, {percent(quote.support)}</p>'


def _offers(questions: Sequence[str], head: str = "The documents can answer") -> str:
    if not questions:
        return ""
    items = "".join(f'<li><button type="button" class="ask">{text(each)}</button></li>' for each in questions)
    return f'<section class="offers"><h3>{head}</h3><ul>{items}</ul></section>'


def _verdict(id: str) -> str:
    """Thumbs; the page's script asks for the note."""
    return (
        f'<p class="thumbs">Is this <button type="button" class="right" id="{text(id)}-right">right</button> or '
        f'<button type="button" class="wrong" id="{text(id)}-wrong">wrong</button>?</p>'
    )
