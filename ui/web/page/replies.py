"""Replies as markup for the chat. Pure: values in, markup out; every word of it passes through :mod:`ui.web.markup`."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.further import distant
from assistant.quotes import Quote
from assistant.replies import Answer, Empty, Reason, Refusal, Reply
from index.reading import unwrapped
from index.storage import Entry
from ui.terminal import percent
from ui.web.language import phrase
from ui.web.markup import Marks, address, isolated, marked, text
from ui.web.page.courtesies import Courtesy
from ui.web.page.source import Place, place_of
from ui.web.page.tables import table

#: Support from which each word stands, highest first; below the reply's threshold it is "too little".
WORDS = ((0.9, "strong"), (0.7, "good"), (0.0, "fair"))
#: Code points of a passage that are kept with what is said of it.
_LONGEST = 1_000
_REASONS = {Reason.UNRELATED: "refusal.unrelated", Reason.UNSUPPORTED: "refusal.unsupported"}


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
    return f'<h2 class="question" lang="" dir="auto">{text(words)}</h2>{_edit()}'


def _edit() -> str:
    return f'<button type="button" class="edit">{phrase("reply.edit")}</button>'


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
    read = (
        f'<p class="understood">{phrase("reply.understood")} {isolated(understood)} {_edit()}</p>' if understood else ""
    )
    return f'<article class="reply {kind}" id="{text(id)}">{read}{body}{_judging(id)}</article>'


def _every(searched: Searched) -> str:
    every = f'<button type="button" class="every" {_put(searched)}>{phrase("reply.every")}</button>'
    return f'<p class="further">{every}</p>'


def _put(searched: Searched) -> str:
    """How the question was put, as a button keeps it."""
    return f'name="{text(searched.setting)}" value="{text(searched.chosen)}"'


def failure(message: str, request: str = "") -> str:
    """An error: neither an answer nor a refusal, and told apart from both."""
    id = text(request.rpartition("-")[2])
    trace = f'<p class="trace">{phrase("reply.request", id=id)}</p>' if request else ""
    return (
        f'<article class="reply failure" id="{text(request)}">{_verdict("both.failure.head", phrase("both.failure.neither"))}'
        f"<p>{text(message)}</p>{trace}"
        f'<button type="button" class="anew">{phrase("both.failure.again")}</button></article>'
    )


def waits(before: int) -> str:
    """What the page is told instead of a reply while no more questions may wait; it asks again by itself."""
    return f'<p class="waits">{phrase("reply.waits", n=before)}</p>'


def courtesy_markup(kind: Courtesy, id: str, entries: Sequence[Entry] = (), begin: str = "") -> str:
    """What is said to words that ask nothing of the documents.

    Args:
        entries: every document. begin: places to begin at.
    """
    head, words = _TOLD[kind]
    more = begin
    if kind is Courtesy.LIST:
        more = "".join(
            f'<li><a class="open" href="{address(f"source/{each.id}", start=0)}">{isolated(each.title)}</a></li>'
            for each in entries[:_LISTED]
        )
        more = f'<section class="offers starts"><ul>{more}</ul></section>' if more else ""
        words = words if len(entries) > _LISTED else ""
    verdict = _verdict(head, phrase(words) if words else "", n=len(entries))
    return f'<article class="reply notice" id="{text(id)}">{verdict}{more}</article>'


def unclear(id: str, before: str) -> str:
    """What is said to a question that leans on the one ``before`` it, where it is not plain how."""
    verdict = _verdict("told.unclear", f"{phrase('told.leans', before=isolated(before))} {_edit()}")
    return f'<article class="reply notice" id="{text(id)}">{verdict}<p>{phrase("told.full")}</p></article>'


#: What a list of documents shows at once.
_LISTED = 12
_TOLD = {
    Courtesy.HELP: ("told.help", "welcome.does"),
    Courtesy.LIST: ("told.list", "told.listed"),
    Courtesy.THANKS: ("told.thanks", "told.thanked"),
    Courtesy.SUMMARY: ("told.summary", "told.summarised"),
}


def _verdict(head: str, words: str, **values: int) -> str:
    """What became of a question, in a phrase and some words more."""
    return f'<p class="verdict"><strong>{phrase(head, **values)}</strong> {words}</p>'


def welcome() -> str:
    """What stands where no question was asked yet; the page's script adds what the documents can answer."""
    return (
        f'<section class="welcome" aria-label="{phrase("frame.welcome")}"><h2>{phrase("welcome.head")}</h2>'
        f'<p>{phrase("welcome.does")}</p><div class="offers"></div></section>'
    )


def support_word(support: float, threshold: float) -> str:
    """The word that a support stands for."""
    return "little" if support < threshold else next(word for least, word in WORDS if support >= least)


def _answer(reply: Answer, searched: Searched) -> str:
    quotes = "".join(f"<li>{_quote(each, reply.threshold, searched)}</li>" for each in reply.quotes)
    unanswered = "".join(
        f'<p class="missing">{phrase("reply.unanswered")} {isolated(each)}</p>' for each in reply.unanswered
    )
    return f'<ol class="quotes">{quotes}</ol>{unanswered}'


def _refusal(reply: Refusal, id: str, searched: Searched) -> str:
    reached = phrase("refusal.reached", support=percent(reply.support), threshold=percent(reply.threshold))
    why = _why(f"{reached if reply.nearest else ''} {phrase('support.means')}", searched)
    missing, scope = _missing(reply, searched.nowhere), _scope(searched) if searched.of else ""
    head = f"{_verdict('refusal.head', phrase(_REASONS[reply.reason]))}{missing}{scope}{why}"
    if not reply.nearest:
        return head
    nearest = "".join(f"<li>{_near(each, id)}</li>" for each in reply.nearest)
    title = f"<h3>{phrase('refusal.nearest')} <em>{phrase('refusal.not')}</em></h3>"
    return f'{head}<section class="nearest">{title}<ul>{nearest}</ul></section>'


def _scope(searched: Searched) -> str:
    """What was searched, and the way to search everything."""
    setting = (
        f" {phrase('scope.setting', setting=phrase(f'both.setting.{searched.setting}'))}" if searched.setting else ""
    )
    if not searched.among:
        return f'<p class="scope">{phrase("scope.all", n=searched.of)}{setting}</p>'
    everywhere = f'<button type="button" class="everywhere">{phrase("scope.widen")}</button>'
    told = phrase("scope.some", among=isolated(searched.among), found=searched.documents, n=searched.of)
    return f'<p class="scope">{told}{setting} {everywhere}</p>'


def _why(words: str, searched: Searched) -> str:
    weighed = f'<button type="button" class="explain" {_put(searched)}>{phrase("support.explain")}</button>'
    return f'<details class="why"><summary>{phrase("support.why")}</summary><p>{words} {weighed}</p></details>'


def _missing(reply: Refusal, nowhere: Sequence[str]) -> str:
    """Which of the question's telling words stand nowhere, and which not in the nearest passages."""
    told = []
    if nowhere:
        told.append(phrase("refusal.nowhere", words=_listed(nowhere)))
    if far := distant(reply, nowhere):
        told.append(phrase("refusal.distant", words=_listed(far)))
    return f'<p class="missing">{" ".join(told)}</p>' if told else ""


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"<q>{text(word)}</q>" for word in words[:8])


def _empty(indexing: bool, *, filtered: bool) -> str:
    why = "filtered" if filtered else "indexing" if indexing else "none"
    return _verdict("empty.head", phrase(f"empty.{why}"))


def _quote(quote: Quote, threshold: float, searched: Searched) -> str:
    does = _does(Place(quote.document, quote))
    goes_on = f'<p class="missing">{phrase("reply.partial")}</p>' if quote.partial else ""
    below = f'<div class="below">{_support(quote, threshold, searched)}{does}</div>'
    return f"{words_of(quote, 'answer')}{goes_on}{source_of(quote)}{below}"


def _near(quote: Quote, id: str) -> str:
    answers = (
        f'<button type="button" class="answers" name="{text(id)}" value="{text(quote.text[:_LONGEST])}">'
        f"{phrase('refusal.answers')}</button>"
    )
    does = _does(Place(quote.document, quote, answers=False), answers)
    return f'{words_of(quote, "candidate")}{source_of(quote, answered=False)}<div class="below">{does}</div>'


def words_of(quote: Quote, kind: str) -> str:
    """The quoted words; rows of a table as a small table under the names of its columns."""
    sections = [each for each in quote.document.content.sections if each.span.meets(quote.span)]
    if sections and all(each.row is not None for each in sections):
        whole: Marks = [(quote.answer, kind)]
        return f'<blockquote lang="" dir="auto" class="row">{table(quote.document, sections, whole)}</blockquote>'
    words = marked(unwrapped(quote.text), [(quote.answer.shifted(-quote.span.start), kind)])
    return f'<blockquote lang="" dir="auto">{words}</blockquote>'


def source_of(quote: Quote, *, answered: bool = True) -> str:
    """The source line: opens the document at the quote."""
    place = place_of(quote)
    where = f'<span class="place">{isolated(place)}</span>' if place else ""
    opens = f'<a class="open" href="{Place(quote.document, quote, answered).address}">'
    return f'<p class="source">{opens}{isolated(quote.document.title)}</a>{where}</p>'


def _does(place: Place, first: str = "") -> str:
    """What can be done with a quote: copied, linked to, taken along in a form that other programs read."""

    def cited(form: str) -> str:
        return address(f"source/{place.document.id}/citation", form=form, **place.spot)

    online = place.document.source.startswith(("https://", "http://"))
    named = {**FORMS, "link": phrase("quote.words")} if online else FORMS
    forms = "".join(f'<a class="copy" href="{cited(form)}">{word}</a>' for form, word in named.items())
    return (
        f'<div class="does">{first}<a class="cite" href="{cited("copy")}">{phrase("quote.copy")}</a>'
        f'<a class="link" href="{place.address}">{phrase("quote.link")}</a>'
        f'<button type="button" class="keep">{phrase("quote.keep")}</button>'
        f'<details class="forms"><summary>{phrase("quote.more")}</summary><p>{forms}</p></details></div>'
    )


#: Forms that a quote is taken along in, by their own names.
FORMS = {"markdown": "Markdown", "annotation": "Annotation", "bibtex": "BibTeX", "csl": "CSL", "ris": "RIS"}


def _support(quote: Quote, threshold: float, searched: Searched) -> str:
    word = support_word(quote.support, threshold)
    meter = f'<meter min="0" max="1" value="{quote.support:.3f}" title="{phrase("support.meter")}"></meter>'
    reached = phrase("support.reached", support=percent(quote.support), threshold=percent(threshold))
    why = _why(f"{reached} {phrase('support.means')}", searched)
    return f'<div class="support {word}">{meter} {phrase(f"support.{word}")} {why}</div>'


def offers_of(questions: Sequence[str], head: str = "both.offers.can") -> str:
    """Questions to be asked with a click, under a phrase."""
    if not questions:
        return ""
    items = "".join(f'<li><button type="button" class="ask" lang="">{text(each)}</button></li>' for each in questions)
    return f'<section class="offers"><h3>{phrase(head)}</h3><ul>{items}</ul></section>'


def judged(markup: str, verdict: str) -> str:
    """A reply with what was said of it before."""
    # In whatever language it was asked for: they are the last of the reply.
    before, thumbs, _ = markup.rpartition(_THUMBS)
    return f"{before}{thumbs}{text(verdict)}</p></article>" if verdict and thumbs else markup


_THUMBS = '<p class="thumbs">'


def _judging(id: str) -> str:
    """Thumbs; the page's script asks for the note."""

    def thumb(name: str) -> str:
        return f'<button type="button" class="{name}" id="{text(id)}-{name}">{phrase(f"reply.{name}")}</button>'

    return f"{_THUMBS}{phrase('reply.judge', right=thumb('right'), wrong=thumb('wrong'))}</p>"
