"""What is looked for beside a reply, as pieces of the page. Pure."""

from assistant.dating import Dated
from assistant.disagreement.sides import Disagreement
from assistant.finding import Finding, Tally
from assistant.further.explaining import Candidate, Explanation
from assistant.quotes import Quote
from ui.terminal import percent
from ui.web.page.library import counted
from ui.web.page.markup import isolated, text
from ui.web.page.replies import SUPPORT, source_of, words_of
from ui.web.page.source import Place

#: What signals are called for people, where their name does not say it.
_SIGNALS = {"quick": "the quick reader", "logit": "the reader"}


def going(tally: Tally) -> str:
    """How far it is, while it goes; how many were passed over is known at the end."""
    return f"Looking: {tally.read:,} of {counted(tally.documents, 'document')} read, {tally.answering:,} answer"


def found(finding: Finding) -> str:
    """A document's best quote as a row; what it can be sorted by stands with it."""
    quote, day = finding.quote, str(finding.dated.day) if finding.dated else ""
    copies = f" · also in {', '.join(map(isolated, finding.copies))}" if finding.copies else ""
    return (
        f'<li data-support="{quote.support:.4f}" data-date="{text(day)}" data-document="{text(quote.document.source)}">'
        f"{words_of(quote, 'answer')}{source_of(quote)}"
        f'<p class="path">{percent(quote.support)} support{_date(finding.dated)}{copies}</p></li>'
    )


def differing(found: Disagreement) -> str:
    """What the documents say differently, newest first."""
    sides = "".join(
        f"<li>{words_of(each.finding.quote, 'answer')}{source_of(each.finding.quote)}"
        f'<p class="path">{_date(each.finding.dated).removeprefix(" · ") or "no date"}'
        f"{' · also in ' + ', '.join(map(isolated, each.also)) if each.also else ''}</p></li>"
        for each in found.sides
    )
    return f'<h3>The documents differ in this: {text(found.kind.value)}</h3><ol class="found">{sides}</ol>'


def explanation(found: Explanation) -> str:
    """What was searched and read for a question, and what each signal said of each candidate."""
    searched = f"{counted(found.documents, 'document')}, {counted(found.passages, 'passage')}"
    weighed = "".join(_weighed(each, found.threshold) for each in found.candidates)
    near = "".join(
        f"<tr><td>{_opened(Quote(hit.passage.document, hit.passage.span, hit.passage.span, 0.0))}</td>"
        f"<td>{hit.similarity:.2f}</td><td>{hit.bm25:.1f}</td></tr>"
        for hit in found.hits
    )
    head = '<thead><tr><th scope="col">Passage</th><th scope="col">Meaning</th><th scope="col">Words</th></tr></thead>'
    return (
        '<div class="head"><h2 id="source-title" tabindex="-1">Why</h2>'
        f'<p class="path">{isolated(found.question)}</p></div>'
        f'<p class="note">{SUPPORT} An answer needs {percent(found.threshold)}.</p>'
        f'<h3>What was weighed</h3><ol class="weighed">{weighed}</ol>'
        f'<h3>What was found, nearest first</h3><p class="path">In {searched}, by meaning (1 is the same) and by words (0 is none).</p>'
        f'<div class="table" tabindex="0"><table>{head}<tbody>{near}</tbody></table></div>'
    )


def _weighed(each: Candidate, threshold: float) -> str:
    quote, support = each.judged.quote, each.judged.support
    enough = support >= threshold
    near = "" if enough else ' class="near"'
    said = sorted(each.said.items(), key=lambda pair: -abs(pair[1][1]))
    rows = "".join(
        f'<tr><th scope="row">{text(_SIGNALS.get(name, name.replace("_", " ")))}</th><td>{value:.2f}</td><td>{added:+.2f}</td></tr>'
        for name, (value, added) in said
        if added
    )
    head = '<thead><tr><th scope="col">Signal</th><th scope="col">Said</th><th scope="col">Adds to it</th></tr></thead>'
    return (
        f"<li{near}>{words_of(quote, 'answer' if enough else 'candidate')}"
        f"{source_of(quote, answered=enough)}"
        f'<details class="signals"><summary>{percent(support)} support, {"enough" if enough else "too little"}</summary>'
        f'<div class="table" tabindex="0"><table>{head}<tbody>{rows}</tbody></table></div></details></li>'
    )


def _opened(quote: Quote) -> str:
    where = f' <span class="place">{isolated(quote.place)}</span>' if quote.place else ""
    opens = f'<a class="open" href="{Place(quote.document, quote, answers=False).address}">'
    return f"{opens}{isolated(quote.document.title)}</a>{where}"


def _date(dated: Dated | None) -> str:
    return f" · of {dated.day} ({text(dated.basis.value)})" if dated else ""
