"""What stands beside a reply, and why it is what it is, as lines for a terminal. Pure."""

from collections.abc import Iterator

from assistant.further import Beside, Changes, Explanation, Further, Missing
from assistant.replies import Answer
from index.documents import Document, Span
from index.ingest import printable
from ui.findings import disagreement_lines
from ui.terminal import dimmed, percent, reply_lines, safe


def further_lines(found: Further, colour: bool = False) -> str:
    """All of it; empty where there is nothing to say."""
    blocks = ["\n".join(lines) for each in found.beside if (lines := list(_beside(each, colour)))]
    if found.differing:
        blocks.append(disagreement_lines(found.differing))
    if found.missing:
        blocks += _missing(found.missing, colour)
    for part in found.parts:
        blocks.append(f"Part: {safe(part.question)}\n{reply_lines(part, colour)}")
    return "\n\n".join(blocks)


def explanation_lines(found: Explanation) -> str:
    """What was searched and read, and what each signal said of each candidate."""
    lines = [f"Searched {found.documents:,} documents, {found.passages:,} passages; nearest first:"]
    lines += [
        f"  {n}. meaning {hit.similarity:.2f}, words {hit.bm25:.1f}, together {hit.score:.2f}: "
        f"{printable(hit.passage.document.source)}#{hit.passage.span.start}-{hit.passage.span.end}"
        for n, hit in enumerate(found.hits, start=1)
    ]
    lines.append(f"Weighed, needed {percent(found.threshold)}:")
    for each in found.candidates:
        quote = each.judged.quote
        lines.append(
            f"  {percent(each.judged.support)}: {safe(quote.answer.of(quote.document.text))!r} in "
            f"{printable(quote.document.source)}#{quote.span.start}-{quote.span.end}"
        )
        said = [f"{name} {value:.2f} ({added:+.2f})" for name, (value, added) in each.said.items()]
        lines.append(f"    {', '.join([f'from {found.bias:+.2f}', *said])}")
    return "\n".join(lines)


def changes_lines(found: Changes) -> str:
    """What is different there and here."""
    if not found.changed and not found.weighed:
        return "Nothing is different there."
    lines = ["Different, there and here:"]
    lines += [f"  {name}: {_value(each.there)}, here {_value(each.here)}" for name, each in found.changed.items()]
    for each in found.weighed:
        there, here = ("not weighed" if s is None else percent(s) for s in (each.support.there, each.support.here))
        words = " ".join(safe(each.text).split())
        lines.append(f"  {there}, here {here}: {words[:80]!r} in {printable(each.source)}")
        moved = [f"{name} {change.there:+.2f}, here {change.here:+.2f}" for name, change in each.added.items()]
        lines += [f"    {'; '.join(moved)}"] if moved else []
    return "\n".join(lines)


def _value(value: float | str) -> str:
    return percent(value) if isinstance(value, float) else str(value)


def _beside(each: Beside, colour: bool) -> Iterator[str]:
    document, quote = each.quote.document, each.quote
    notes = []
    if each.dated:
        notes.append(f"  of {each.dated.day} ({each.dated.basis.value})")
    if each.speaker:
        notes.append(f"  says: {_one_line(document, each.speaker)}")
    if each.before:
        notes.append(dimmed(f"  before it: “{_one_line(document, each.before)}”", colour))
    notes += [
        f"  {_one_line(document, term.term)}: “{_one_line(document, term.defined)}” "
        f"({printable(document.source)}#{term.defined.start}-{term.defined.end})"
        for term in each.definitions
    ]
    if notes:
        yield f"Beside {printable(document.source)}#{quote.span.start}-{quote.span.end}:"
        yield from notes


def missing_lines(found: Missing) -> list[str]:
    """Which words of a refused question stand nowhere, and which not in the nearest passages."""
    lines = []
    if found.nowhere:
        lines.append(f"Nowhere in the documents: {', '.join(map(safe, found.nowhere))}")
    if found.far:
        lines.append(f"Not in the nearest passages: {', '.join(map(safe, found.far))}")
    return lines


def _missing(found: Missing, colour: bool) -> list[str]:
    lines = missing_lines(found)
    blocks = ["\n".join(lines)] if lines else []
    if isinstance(found.instead, Answer):
        blocks.append(f"The documents do answer: {safe(found.instead.question)}\n{reply_lines(found.instead, colour)}")
    return blocks


def _one_line(document: Document, span: Span) -> str:
    return " ".join(safe(span.of(document.text)).split())
