"""A document's date, and where it was read."""

import re
from dataclasses import dataclass
from enum import StrEnum

from index.dates import Day, dates
from index.documents import Document

#: Code points of a document that may tell its date.
_FIRST_PAGE = 1_500
#: What documents call their date in their metadata, the nearest to it first.
_KEYS = ("date", "published", "issued", "modified", "created", "year")
_NAMED = re.compile(
    r"\b(?:dated?|version|edition|effective|valid from|in force|as of|as at|issued|published|revised|updated|adopted)\b"
    r"[^\n]{0,30}$",
    re.IGNORECASE,
)
#: In a file's name, words end at an underscore, and at a hyphen that stands between no two digits.
_JOINT = re.compile(r"[_\s]+|(?<!\d)-|-(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")


class Basis(StrEnum):
    """Where a document's date was read."""

    METADATA = "metadata"
    TITLE = "title"
    FIRST_PAGE = "first page"
    FILE = "file name"


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
    told = {key.lower(): value for key, value in document.content.metadata.items()}
    for key in _KEYS:
        if key in told and (day := _day(told[key])):
            return Dated(day, Basis.METADATA)
    if document.content.title and (day := _day(document.content.title)):
        return Dated(day, Basis.TITLE)
    if day := _named(document.text[:_FIRST_PAGE]):
        return Dated(day, Basis.FIRST_PAGE)
    # The last part that has one: folders are often named by year, too.
    for part in reversed(document.source.split("/")):
        if day := _day(_COMPACT.sub(r"\1-\2-\3", _JOINT.sub(" ", part.rsplit(".", 1)[0] or part))):
            return Dated(day, Basis.FILE)
    return None


def newness(found: Dated | None) -> tuple[int, int, int]:
    """A key that sorts documents by date; those without one are the oldest."""
    day = found.day if found else Day(None)
    return day.year or 0, day.month or 0, day.day or 0


def _day(text: str) -> Day | None:
    return next((day for _, day in dates(text) if day.year), None)


def _named(text: str) -> Day | None:
    """The first date that a word before it calls the document's."""
    return next((day for span, day in dates(text) if day.year and _NAMED.search(text[: span.start])), None)
