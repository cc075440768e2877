"""A document's date, and where it was read."""

import re
from dataclasses import dataclass

from index.dates import Basis, Day, dates, stated_dates
from index.documents import Document

#: Code points of a document that may tell its date.
_FIRST_PAGE = 1_500
#: Words of a line before the one that names its date.
_FEW = 3
_NAMED = re.compile(
    r"\b(?:dated?|version|edition|effective|valid from|in force|(?P<stand>as of|as at)|issued|published|revised|updated|adopted)\b"
    r"[^\n]{0,30}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dated:
    """A document's date, with where it was read."""

    day: Day
    basis: Basis

    def to_json(self) -> dict[str, str]:
        """The date as commands print it."""
        return {"date": str(self.day), "from": self.basis.value}


def dated(document: Document) -> Dated | None:
    """The date a document gives itself: in its metadata, its title, its first page, its file's name; None without one."""
    content = document.content
    found = dict(stated_dates(content.metadata, content.title or "", document.source))
    if not {Basis.METADATA, Basis.TITLE} & found.keys() and (day := _named(document.text[:_FIRST_PAGE])):
        found[Basis.FIRST_PAGE] = day
    return next((Dated(found[basis], basis) for basis in Basis if basis in found), None)


def newness(found: Dated | None) -> tuple[int, int, int]:
    """A key that sorts documents by date; those without one are the oldest."""
    day = found.day if found else Day(None)
    return day.year or 0, day.month or 0, day.day or 0


def _named(text: str) -> Day | None:
    """The first date that words before it call the document's."""
    return next((day for span, day in dates(text) if day.year and _is_own(text[: span.start], day)), None)


def _is_own(before: str, day: Day) -> bool:
    """Whether what stands before a date calls it the document's own, and does not merely tell of something."""
    found = _NAMED.search(before)
    if found is None or (found["stand"] and not day.month):  # "As of 2013, most of them are owners."
        return False
    line = before[: found.start()].rpartition("\n")[2]
    # At a line's beginning, or in a sentence on the document: "This agreement is made as of ..."
    return len(line.split()) <= _FEW or bool(day.month and re.search(r"\bthis\b", line, re.IGNORECASE))
