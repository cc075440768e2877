"""What is looked for beside a reply, as pieces of the page. Pure."""

from collections.abc import Sequence

from assistant.disagreement import Disagreement
from assistant.evidence import Dated
from assistant.finding import Finding, Level, Tally
from assistant.further import Candidate, Explanation
from assistant.quotes import Quote
from ui.terminal import percent
from ui.web.language import LANGUAGE, counted, number, phrase
from ui.web.markup import isolated, text
from ui.web.page.replies import source_of, support_word, words_of
from ui.web.page.source import Place, place_of


def going(tally: Tally) -> str:
    """How far it is, while it goes; how many were passed over is known at the end."""
    return LANGUAGE.get().plain("every.going", read=tally.read, n=tally.documents, answering=tally.answering)


def gone(tally: Tally) -> str:
    """The same at the end."""
    said = LANGUAGE.get().plain
    line, passed = said("every.done", answering=tally.answering, n=tally.documents), tally.documents - tally.read
    line += said("every.nearly", nearly=tally.nearly) if tally.nearly else ""
    return line + (said("every.passed", passed=passed) if passed > 0 else "")


def found(finding: Finding) -> str:
    """A document's best quote as a row, marked as an answer where it is one; what it can be sorted by stands with it."""
    quote, day = finding.quote, str(finding.dated.day) if finding.dated else ""
    answers = finding.level is Level.ANSWERS
    # Of two levels only one lies above the threshold, which a finding does not tell.
    word = support_word(quote.support, 0.0) if answers else "little"
    told = [phrase(f"support.{word}"), *dated_of(finding.dated), *_copies(finding.copies)]
    reached = phrase("every.support", support=percent(quote.support))
    return (
        f'<li data-support="{quote.support:.4f}" data-date="{text(day)}" data-document="{text(quote.document.source)}">'
        f"{words_of(quote, 'answer' if answers else 'candidate')}{source_of(quote, answered=answers)}"
        f'<p class="path">{" · ".join(told)}</p>'
        f'<details class="why"><summary>{phrase("support.why")}</summary>'
        f'<p class="path">{reached} {phrase("support.means")}</p></details></li>'
    )


def differing(found: Disagreement, shown: Sequence[Quote] = ()) -> str:
    """What the documents say differently, newest first, but for the words that are ``shown`` already."""
    sides = "".join(
        f"<li>{words_of(each.finding.quote, 'answer')}{source_of(each.finding.quote)}"
        f'<p class="path">{" · ".join([*(dated_of(each.finding.dated) or [phrase("every.undated")]), *_copies(each.also)])}</p></li>'
        for each in found.sides
        if not any(_same(each.finding.quote, other) for other in shown)
    )
    head = phrase("every.differ", what=phrase(f"every.{found.kind.value}"))
    return f'<h3>{head}</h3><ol class="found">{sides}</ol>' if sides else f"<h3>{head}</h3>"


def _same(one: Quote, other: Quote) -> bool:
    return one.text == other.text or (one.document.id == other.document.id and one.span.meets(other.span))


def dated_of(dated: Dated | None) -> list[str]:
    """A document's date and where it was read, where there is one."""
    if dated is None:
        return []
    basis = phrase(f"basis.{dated.basis.value.replace(' ', '-')}")
    return [phrase("every.of", day=str(dated.day), basis=basis)]


def explanation(found: Explanation) -> str:
    """What was searched and read for a question, and what each signal said of each candidate."""
    documents, passages = counted(found.documents, "document"), counted(found.passages, "passage")
    searched = phrase("why.searched", documents=documents, passages=passages)
    means = f"{phrase('support.means')} {phrase('why.needs', threshold=percent(found.threshold))}"
    weighed = "".join(_weighed(each, found.threshold) for each in found.candidates)
    near = "".join(
        f"<tr><td>{_opened(Quote(hit.passage.document, hit.passage.span, hit.passage.span, 0.0))}</td>"
        f"<td>{number(hit.similarity, '.2f')}</td><td>{number(hit.bm25, '.1f')}</td></tr>"
        for hit in found.hits
    )
    head = _head("passage", "meaning", "words")
    return (
        f'<div class="head"><h2 id="source-title" tabindex="-1">{phrase("support.why")}</h2>'
        f'<p class="path">{isolated(found.question)}</p></div>'
        f'<p class="note">{means}</p><h3>{phrase("why.weighed")}</h3><ol class="weighed">{weighed}</ol>'
        f'<h3>{phrase("why.found")}</h3><p class="path">{searched}</p>'
        f'<div class="table" tabindex="0"><table>{head}<tbody>{near}</tbody></table></div>'
    )


def _weighed(each: Candidate, threshold: float) -> str:
    quote, support = each.judged.quote, each.judged.support
    enough = support >= threshold
    near = "" if enough else ' class="near"'
    said = sorted(each.said.items(), key=lambda pair: -abs(pair[1][1]))
    rows = "".join(
        f'<tr><th scope="row">{phrase("signal." + name.replace("_", "-"))}</th>'
        f"<td>{number(value, '.2f')}</td><td>{number(added, '+.2f')}</td></tr>"
        for name, (value, added) in said
        if added
    )
    head = _head("signal", "said", "adds")
    told = phrase("why.enough" if enough else "why.little", support=percent(support))
    return (
        f"<li{near}>{words_of(quote, 'answer' if enough else 'candidate')}"
        f"{source_of(quote, answered=enough)}"
        f'<details class="signals"><summary>{told}</summary>'
        f'<div class="table" tabindex="0"><table>{head}<tbody>{rows}</tbody></table></div></details></li>'
    )


def _head(*columns: str) -> str:
    named = "".join(f'<th scope="col">{phrase("why." + each)}</th>' for each in columns)
    return f"<thead><tr>{named}</tr></thead>"


def _opened(quote: Quote) -> str:
    at = place_of(quote)
    where = f' <span class="place">{isolated(at)}</span>' if at else ""
    opens = f'<a class="open" href="{Place(quote.document, quote, answers=False).address}">'
    return f"{opens}{isolated(quote.document.title)}</a>{where}"


def _copies(sources: Sequence[str]) -> list[str]:
    return [phrase("every.copies", copies=", ".join(map(isolated, sources)))] if sources else []
