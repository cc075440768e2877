"""An evidence sheet as a PDF: what :mod:`ui.sheets` shows, to print and to keep where no browser is.

Every word is set as text. What no font here has, or what cannot be set sign by sign, is said beside the quote.
"""

from collections.abc import Callable, Mapping, Sequence
from string import printable
from typing import Any
from unicodedata import name

from assistant.replies import dumps
from ui.sheets import OUTCOMES, Picture, cuts, quote_facts, sheet_facts

#: The share of a quote's signs from which it is not drawn at all, and signs that are named.
_TOO_MANY, _NAMED = 0.25, 12


def printed(
    sheet: Mapping[str, Any], pictures: Callable[[Mapping[str, Any]], Sequence[Picture]] = lambda _: ()
) -> bytes:
    """The sheet as a PDF.

    Args:
        pictures: the pages that a quote stands on; none by default.
    """
    from ui.paper import Look, Paper

    # The sheet as JSON has every sign that is set of it, but for phrases of our own.
    paper = Paper(sheet["question"], dumps(sheet) + printable)
    paper.write([(sheet["question"], Look.PLAIN)], 16)
    paper.write([(OUTCOMES[sheet["outcome"]], Look.PLAIN)])
    _facts(paper, sheet_facts(sheet))
    for each in [*sheet["quotes"], *sheet["nearest"]]:
        paper.rule()
        _quote(paper, each)
        for picture in pictures(each):
            paper.leave(6)
            paper.show(picture.image, picture.boxes)
    for line in sheet.get("lost", ()):
        paper.write([(line, Look.PLAIN)])
    return paper.finish()


def _quote(paper: Any, each: Mapping[str, Any]) -> None:
    from ui.paper import Look

    if "question" in each:
        paper.write([(each["question"], Look.PLAIN)], 12)
    if not each.get("answers", True):
        paper.write([("This came nearest and is not an answer.", Look.PLAIN)])
    if each.get("note"):
        paper.write([(f"Note: {each['note']}", Look.PLAIN)])
    paper.leave(4)
    whole = each["paragraph"]["text"]
    lacking = paper.lacking(whole)
    if sum(whole.count(sign) for sign in lacking) > _TOO_MANY * len(whole):
        paper.write([("The quote is not drawn here; the sheet as HTML and as JSON has it whole.", Look.PLAIN)])
    else:
        looks = (Look.PALE, Look.PLAIN, Look.MARKED, Look.PLAIN, Look.PALE)
        paper.write(list(zip(cuts(each), looks, strict=True)))
    facts = quote_facts(each)
    said = [whole, each.get("question"), each.get("note"), *facts.values()]
    if lacking := paper.lacking("".join(filter(None, said))):
        named = ", ".join(f"U+{ord(sign):04X} {name(sign, '')}".strip() for sign in lacking[:_NAMED])
        more = f" and {len(lacking) - _NAMED:,} more" if len(lacking) > _NAMED else ""
        notice = f"Not drawn, or drawn as \N{LOZENGE}: {named}{more}. The sheet as HTML and as JSON has every sign."
        paper.write([(notice, Look.PLAIN)], 8)
    paper.leave(4)
    _facts(paper, facts)


def _facts(paper: Any, facts: Mapping[str, str | None]) -> None:
    from ui.paper import Look

    for key, value in facts.items():
        if value:
            paper.write([(f"{key}: ", Look.PALE), (value, Look.PLAIN)], 8)
