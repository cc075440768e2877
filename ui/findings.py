"""Findings and disagreements as lines for a terminal. Pure."""

from assistant.disagreement import Disagreement
from assistant.finding import Finding, Level, Tally
from index.ingest import printable
from ui.terminal import quote_lines, safe


def finding_lines(finding: Finding, colour: bool = False) -> str:
    """A document's best quote, with its date and its copies."""
    lines = [quote_lines(finding.quote, colour, marked=finding.level is Level.ANSWERS)]
    if finding.dated:
        lines.append(f"  of {finding.dated.day} ({finding.dated.basis.value})")
    if finding.copies:
        many = len(finding.copies)
        lines.append(
            f"  also in {many} {'copy' if many == 1 else 'copies'}: {', '.join(map(printable, finding.copies))}"
        )
    return "\n".join(lines)


def disagreement_lines(found: Disagreement) -> str:
    """Both sides of a disagreement, newest first, with dates and who says the same."""
    lines = [f"The documents differ ({found.kind.value}):"]
    for side in found.sides:
        quote, dated = side.finding.quote, side.finding.dated
        date = f"{dated.day} ({dated.basis.value})" if dated else "no date"
        lines.append(f"  {date}: “{safe(quote.text)}”")
        lines.append(f"    {printable(quote.document.source)}#{quote.span.start}-{quote.span.end}")
        if side.also:
            lines.append(f"    also in {', '.join(map(printable, side.also))}")
    return "\n".join(lines)


def counts_line(tally: Tally) -> str:
    """How many documents answer, in a line."""
    line = f"in {tally.answering:,} of {tally.documents:,} documents"
    if tally.nearly:
        line += f"; {tally.nearly:,} more nearly"
    if tally.read < tally.documents:
        line += f"; {tally.documents - tally.read:,} were too far from the question to be read"
    return line
