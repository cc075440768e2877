"""Replies and lists as lines for a terminal. Pure: values in, text out."""

from collections.abc import Iterable, Sequence

from assistant.quotes import Quote
from assistant.replies import NOTHING_ADMITTED, NOTHING_INDEXED, REASONS, Answer, Empty, Refusal, Reply
from assistant.verification import Verdict
from index.ingest import Summary, printable
from index.search import Hit
from index.storage import Diagnosis, Entry

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def reply_lines(reply: Reply, colour: bool = False, lacking: Sequence[str] = ()) -> str:
    """A reply as people read it.

    Args:
        colour: whether the answer's words are marked with terminal codes. lacking: lines on what a refusal lacks.
    """
    read = f"Understood as: {safe(reply.understood)}\n\n" if reply.understood else ""
    return read + _reply_lines(reply, colour, lacking)


def _reply_lines(reply: Reply, colour: bool, lacking: Sequence[str]) -> str:
    match reply:
        case Answer():
            unanswered = [f"Not answered: {safe(each)}" for each in reply.unanswered]
            return "\n\n".join([*(quote_lines(each, colour) for each in reply.quotes), *unanswered])
        case Refusal():
            head = f"{REASONS[reply.reason]} (support {percent(reply.support)}, needed {percent(reply.threshold)})."
            head = "\n".join([head, *lacking])
            if not reply.nearest:
                return head
            nearest = "\n\n".join(quote_lines(each, colour, marked=False) for each in reply.nearest)
            return f"{head}\nNearest, not an answer:\n\n{nearest}"
        case Empty(filtered=True):
            return f"{NOTHING_ADMITTED}. List them with: quoth documents"
        case Empty():
            return f"{NOTHING_INDEXED}. Add documents with: quoth index PATH"


def quote_lines(quote: Quote, colour: bool, marked: bool = True) -> str:
    """A quote with its place and support; ``marked`` for one that answers."""
    text, start = quote.text, quote.span.start
    if marked and colour:
        a, b = quote.answer.start - start, quote.answer.end - start
        words = safe(text[:a]) + _BOLD + safe(text[a:b]) + _PLAIN + safe(text[b:])
    else:
        words = safe(text)
    support = f"support {percent(quote.support)}"
    if marked:
        support = f"answer: {safe(quote.answer.of(quote.document.text))} ({support})"
    place = printable(quote.location)
    within = ", ".join(filter(None, [printable(quote.document.library), safe(quote.place)]))
    source = f"{place} ({within})" if within else place
    lines = [f"“{words}”", f"  {source}", f"  {support}", *(["  part of a list that goes on"] if quote.partial else [])]
    return "\n".join([lines[0], *(dimmed(line, colour) for line in lines[1:])])


def dimmed(line: str, colour: bool) -> str:
    """A line in grey, where there are colours."""
    return _DIM + line + _PLAIN if colour else line


def hit_lines(hits: Iterable[Hit]) -> str:
    """Passages as a search lists them."""
    return "\n\n".join(
        f"{hit.score:.2f}  {printable(p.document.source)}#{p.span.start}-{p.span.end}\n{safe(p.text)}"
        for hit in hits
        for p in [hit.passage]
    )


def entry_lines(entries: Iterable[Entry]) -> str:
    """Documents as the library lists them."""
    return "\n".join(f"{e.id}  {printable(e.source)}  {e.passages:,} passages, {e.size:,} characters" for e in entries)


def summary_lines(summary: Summary) -> str:
    """What indexing did, with every skipped file and why."""
    counts = [
        f"{len(sources)} {word}"
        for word, sources in (
            ("added", summary.added),
            ("changed", summary.changed),
            ("moved", summary.moved),
            ("removed", summary.removed),
        )
        if sources
    ]
    if summary.unchanged:
        counts.append(f"{summary.unchanged} unchanged")
    if summary.skipped:
        counts.append(f"{len(summary.skipped)} skipped")
    skipped = [f"  skipped {each.source}: {each.reason}" for each in summary.skipped]
    return "\n".join([", ".join(counts) or "no documents", *skipped])


def verdict_lines(verdicts: Iterable[Verdict]) -> str:
    """What became of each quote, one line each."""
    lines = []
    for each in verdicts:
        words = safe(each.text).replace("\n", " ")
        now = (
            f" now {printable(each.document.source)}#{each.span.start}-{each.span.end}"
            if each.document and each.span
            else ""
        )
        lines.append(f'{each.standing:7} "{words[:60]}{"…" * (len(words) > 60)}" {printable(each.source)}{now}')
        lines += [f"         was: {safe(was) or '-'}\n         is:  {safe(is_) or '-'}" for was, is_ in each.changes]
    return "\n".join(lines) or "the reply has no quotes"


def diagnosis_lines(found: Diagnosis, repaired: bool) -> str:
    """What an examination found, and what to do about it."""
    holds = f"{found.documents:,} documents, {found.passages:,} passages, generation {found.generation}"
    model = f", embedded by {found.maker.embedder.name}" if found.maker else ""
    kind = f", {found.vectors_kind} search" if found.vectors_kind else ""
    sizes = f"database {found.database_bytes:,} bytes, vector file {found.vectors_bytes:,} bytes{kind}"
    sizes += f", word file {found.words_bytes:,} bytes" if found.words_bytes else ""
    lines = [f"{printable(str(found.folder))}: {holds}{model}", sizes]
    lines += [f"problem: {printable(problem)}" for problem in found.problems]
    if repaired:
        lines.append("repaired; the old database stands beside the new one as library.sqlite.damaged")
    elif found.problems:
        lines.append("save what is sound with: quoth doctor --repair")
    if found.lost:
        lines.append("index again: " + " ".join(map(printable, found.lost)))
    return "\n".join(lines if found.problems or repaired else [*lines, "nothing is wrong"])


def percent(share: float) -> str:
    """A share in [0, 1] in whole percents that never round up to certainty or down to none."""
    if 0 < share < 0.01:
        return "<1 %"
    if 0.99 < share < 1:
        return ">99 %"
    return f"{share:.0%}".replace("%", " %")


def safe(text: str) -> str:
    """Text whose control characters cannot steer a terminal; line breaks stay."""
    return "\n".join(printable(line) if line else "" for line in text.replace("\t", " ").split("\n"))
