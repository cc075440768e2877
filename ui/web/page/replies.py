"""Replies as markup for the chat. Pure: values in, markup out; every word of it passes through :mod:`ui.web.page.markup`."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.further.missing import distant
from assistant.quotes import Quote
from assistant.replies import Answer, Empty, Reason, Refusal, Reply
from index.reading.lines import unwrapped
from index.storage.protocols import Entry
from ui.terminal import percent
from ui.web.page.courtesies import Courtesy
from ui.web.page.library import counted
from ui.web.page.markup import Marks, address, isolated, marked, text
from ui.web.page.source import Place
from ui.web.page.tables import table

#: Support from which each word stands, highest first; below the reply's threshold it is "too little".
WORDS = ((0.9, "strong"), (0.7, "good"), (0.0, "fair"))
#: Code points of a passage that are kept with what is said of it.
_LONGEST = 1_000
_REASONS = {
    Reason.UNRELATED: "What comes nearest is far from the question.",
    Reason.UNSUPPORTED: "Some passages come near, but none carries an answer well enough.",
}
#: What a support is, in words.
SUPPORT = "Support is how likely these words answer the question, as judged by a model that has read both."


@dataclass(frozen=True)
class Searched:
    """Where an answer was looked for.

    Attributes:
        documents: how many were searched, ``of`` all. among: what was chosen, in words; empty for all.
        nowhere: words of the question that stand in none of them.
        chosen: the choice as the page keeps it. setting: how much support an answer was to need; empty for as ever.
    """

    documents: int = 0
    of: int = 0
    among: str = ""
    nowhere: tuple[str, ...] = ()
    chosen: str = ""
    setting: str = ""


def question(words: str) -> str:
    """What was asked, to be edited and asked again."""
    return f'<h2 class="question" dir="auto">{text(words)}</h2>{_EDIT}'


_EDIT = '<button type="button" class="edit">Edit</button>'


def reply(
    reply: Reply,
    id: str,
    understood: str | None = None,
    offers: Sequence[str] = (),
    *,
    searched: Searched = Searched(),
    begin: str = "",
    indexing: bool = False,
) -> str:
    """A reply of any kind.

    Args:
        id: what the reply goes by in this conversation: letters, digits and hyphens.
        understood: the question as it was put to the documents, where that is not as it was typed.
        offers: questions the documents can answer, shown beside a refusal.
        searched: where an answer was looked for. begin: places to begin at, where there are no such questions.
        indexing: whether documents are being taken in just now.
    """
    match reply:
        case Answer():
            scope = _scope(searched) if searched.among or searched.setting else ""
            kind, body = "answer", _answer(reply, searched) + scope + _every(searched)
        case Refusal():
            kind, body = "refusal", _refusal(reply, id, searched) + (offers_of(offers) or begin) + _every(searched)
        case Empty():
            kind = "empty"
            body = _empty(indexing, filtered=reply.filtered) + (_scope(searched) if searched.among else "")
    read = f'<p class="understood">Understood as: {isolated(understood)} {_EDIT}</p>' if understood else ""
    return f'<article class="reply {kind}" id="{text(id)}">{read}{body}{_verdict(id)}</article>'


def _every(searched: Searched) -> str:
    return f'<p class="further"><button type="button" class="every" {_put(searched)}>Find it in every document</button></p>'


def _put(searched: Searched) -> str:
    """How the question was put, as a button keeps it."""
    return f'name="{text(searched.setting)}" value="{text(searched.chosen)}"'


def failure(message: str, request: str = "") -> str:
    """An error: neither an answer nor a refusal, and told apart from both."""
    trace = f'<p class="trace">Request {text(request.rpartition("-")[2])}</p>' if request else ""
    return (
        f'<article class="reply failure" id="{text(request)}"><p class="verdict"><strong>This went wrong.</strong> '
        f"The question was neither answered nor refused.</p><p>{text(message)}</p>{trace}"
        '<button type="button" class="anew">Ask again</button></article>'
    )


def waits(before: int) -> str:
    """What the page is told instead of a reply while no more questions may wait; it asks again by itself."""
    return f'<p class="waits">{counted(before, "question")} before this one</p>'


def told(kind: Courtesy, id: str, entries: Sequence[Entry] = (), begin: str = "") -> str:
    """What is said to words that ask nothing of the documents.

    Args:
        entries: every document. begin: places to begin at.
    """
    head, words = _TOLD[kind]
    more = begin
    if kind is Courtesy.LIST:
        head = f"{counted(len(entries), 'document')} in the library."
        more = "".join(
            f'<li><a class="open" href="{address(f"source/{each.id}", start=0)}">{isolated(each.title)}</a></li>'
            for each in entries[:_LISTED]
        )
        more = f'<section class="offers starts"><ul>{more}</ul></section>' if more else ""
        words = words if len(entries) > _LISTED else ""
    return f'<article class="reply told" id="{text(id)}"><p class="verdict"><strong>{head}</strong> {words}</p>{more}</article>'


def unclear(id: str, before: str) -> str:
    """What is said to a question that leans on the one ``before`` it, where it is not plain how."""
    return (
        f'<article class="reply told" id="{text(id)}"><p class="verdict"><strong>It is not plain what this asks.</strong> '
        f"It seems to lean on the question before, {isolated(before)} {_EDIT}</p><p>Nothing was looked for. "
        "Ask it in full.</p></article>"
    )


#: What a list of documents shows at once.
_LISTED = 12
#: What this is for, and what it is not.
DOES = (
    "Ask in your own words. Answers are quotes from your documents, word for word, each with its place. "
    "Where no passage supports an answer, none is given, and what came nearest is shown as just that. "
    "Nothing is summarised, translated or calculated here, and nothing is known but what the documents say."
)
_TOLD = {
    Courtesy.HELP: ("This is what can be done here.", DOES),
    Courtesy.LIST: ("", "These are the first; the library beside has all of them."),
    Courtesy.THANKS: ("You are welcome.", "Ask on whenever you like."),
    Courtesy.SUMMARY: (
        "Nothing is summarised here.",
        "No word is written that the documents do not have. Ask for what you would like to know, or begin at a place below.",
    ),
}


def welcome() -> str:
    """What stands where no question was asked yet; the page's script adds what the documents can answer."""
    lead = f"<h2>Ask your documents</h2><p>{DOES}</p>"
    return f'<section class="welcome">{lead}<section class="offers"></section></section>'


def support_word(support: float, threshold: float) -> str:
    """The word that a support stands for."""
    return "too little" if support < threshold else next(word for least, word in WORDS if support >= least)


def _answer(reply: Answer, searched: Searched) -> str:
    quotes = "".join(f"<li>{_quote(each, reply.threshold, searched)}</li>" for each in reply.quotes)
    unanswered = "".join(f'<p class="missing">Not answered: {isolated(each)}</p>' for each in reply.unanswered)
    return f'<ol class="quotes">{quotes}</ol>{unanswered}'


def _refusal(reply: Refusal, id: str, searched: Searched) -> str:
    reached = f"The nearest passage reaches {percent(reply.support)}; an answer needs {percent(reply.threshold)}. "
    why = _why(f"{reached if reply.nearest else ''}{SUPPORT}", searched)
    missing, scope = _missing(reply, searched.nowhere), _scope(searched) if searched.of else ""
    head = (
        f'<p class="verdict"><strong>No passage supports an answer.</strong> {_REASONS[reply.reason]}</p>'
        f"{missing}{scope}{why}"
    )
    if not reply.nearest:
        return head
    nearest = "".join(f"<li>{_near(each, id)}</li>" for each in reply.nearest)
    return (
        f'{head}<section class="nearest"><h3>Nearest passages <em>not an answer</em></h3><ul>{nearest}</ul></section>'
    )


def _scope(searched: Searched) -> str:
    """What was searched, and the way to search everything."""
    setting = f" Support needed: {text(searched.setting)}." if searched.setting else ""
    if not searched.among:
        every = "all " if searched.of > 1 else ""
        return f'<p class="scope">Searched: {every}{counted(searched.of, "document")}.{setting}</p>'
    everywhere = '<button type="button" class="everywhere">Ask in all documents</button>'
    number = f"{searched.documents:,} of {counted(searched.of, 'document')}"
    return f'<p class="scope">Searched: {isolated(searched.among)}, {number}.{setting} {everywhere}</p>'


def _why(words: str, searched: Searched) -> str:
    weighed = f'<button type="button" class="explain" {_put(searched)}>What was found and weighed</button>'
    return f'<details class="why"><summary>Why</summary><p>{words} {weighed}</p></details>'


def _missing(reply: Refusal, nowhere: Sequence[str]) -> str:
    """Which of the question's telling words stand nowhere, and which not in the nearest passages."""
    told = []
    if nowhere:
        told.append(f"Nowhere in what was searched: {_listed(nowhere)}.")
    if far := distant(reply, nowhere):
        told.append(f"Not in the nearest passages: {_listed(far)}.")
    return f'<p class="missing">{" ".join(told)}</p>' if told else ""


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"<q>{text(word)}</q>" for word in words[:8])


def _empty(indexing: bool, *, filtered: bool) -> str:
    if filtered:
        why = "No document is chosen, or passes the filter."
    elif indexing:
        why = "Documents are being indexed; ask again in a moment."
    else:
        why = "No document is indexed here."
    return f'<p class="verdict"><strong>There is nothing to look at.</strong> {why}</p>'


def _quote(quote: Quote, threshold: float, searched: Searched) -> str:
    does = _does(Place(quote.document, quote))
    goes_on = '<p class="missing">Part of a list that goes on.</p>' if quote.partial else ""
    below = f'<div class="below">{_support(quote, threshold, searched)}{does}</div>'
    return f"{words_of(quote, 'answer')}{goes_on}{source_of(quote)}{below}"


def _near(quote: Quote, id: str) -> str:
    answers = (
        f'<button type="button" class="answers" name="{text(id)}" value="{text(quote.text[:_LONGEST])}">'
        "This answers it</button>"
    )
    does = _does(Place(quote.document, quote, answers=False), answers)
    return f'{words_of(quote, "candidate")}{source_of(quote, answered=False)}<div class="below">{does}</div>'


def words_of(quote: Quote, kind: str) -> str:
    """The quoted words; rows of a table as a small table under the names of its columns."""
    sections = [each for each in quote.document.content.sections if each.span.meets(quote.span)]
    if sections and all(each.row is not None for each in sections):
        whole: Marks = [(quote.answer, kind)]
        return f'<blockquote dir="auto" class="row">{table(quote.document, sections, whole)}</blockquote>'
    words = marked(unwrapped(quote.text), [(quote.answer.shifted(-quote.span.start), kind)])
    return f'<blockquote dir="auto">{words}</blockquote>'


def source_of(quote: Quote, *, answered: bool = True) -> str:
    """The source line: opens the document at the quote."""
    where = f'<span class="place">{isolated(quote.place)}</span>' if quote.place else ""
    opens = f'<a class="open" href="{Place(quote.document, quote, answered).address}">'
    return f'<p class="source">{opens}{isolated(quote.document.title)}</a>{where}</p>'


def _does(place: Place, first: str = "") -> str:
    """What can be done with a quote: copied, linked to, taken along in a form that other programs read."""

    def cited(form: str) -> str:
        return address(f"source/{place.document.id}/citation", form=form, **place.spot)

    online = place.document.source.startswith(("https://", "http://"))
    forms = "".join(
        f'<a class="copy" href="{cited(form)}">{word}</a>' for form, word in FORMS if form != "link" or online
    )
    return (
        f'<div class="does">{first}<a class="cite" href="{cited("copy")}">Copy</a>'
        f'<a class="link" href="{place.address}">Copy link</a><button type="button" class="keep">Keep</button>'
        f'<details class="forms"><summary>More</summary><p>{forms}</p></details></div>'
    )


#: Forms that a quote is taken along in, each with the word it is offered under.
FORMS = (
    ("markdown", "Markdown"),
    ("annotation", "Annotation"),
    ("bibtex", "BibTeX"),
    ("csl", "CSL"),
    ("ris", "RIS"),
    ("link", "Link to the words"),
)


def _support(quote: Quote, threshold: float, searched: Searched) -> str:
    word = support_word(quote.support, threshold)
    meter = f'<meter min="0" max="1" value="{quote.support:.3f}" title="support"></meter>'
    reached = f"{percent(quote.support)}, and an answer needs {percent(threshold)}. {SUPPORT}"
    return f'<div class="support {word.split()[-1]}">{meter} {word} support {_why(reached, searched)}</div>'


def offers_of(questions: Sequence[str], head: str = "The documents can answer") -> str:
    """Questions to be asked with a click."""
    if not questions:
        return ""
    items = "".join(f'<li><button type="button" class="ask">{text(each)}</button></li>' for each in questions)
    return f'<section class="offers"><h3>{head}</h3><ul>{items}</ul></section>'


def judged(markup: str, id: str, verdict: str) -> str:
    """A reply with what was said of it before."""
    return markup.replace(_verdict(id), f'<p class="thumbs">{text(verdict)}</p>') if verdict else markup


def _verdict(id: str) -> str:
    """Thumbs; the page's script asks for the note."""
    return (
        f'<p class="thumbs">Is this <button type="button" class="right" id="{text(id)}-right">right</button> or '
        f'<button type="button" class="wrong" id="{text(id)}-wrong">wrong</button>?</p>'
    )
