"""A document's date, and where it was read."""

from dataclasses import dataclass

from assistant.shapes import DocumentDate
from index.dates import Day
from index.dating import Basis, stated_dates, with_first_page
from index.documents import Document


@dataclass(frozen=True)
class Dated:
    """A document's date, with where it was read."""

    day: Day
    basis: Basis

    def to_json(self) -> DocumentDate:
        """The date as commands print it."""
        return {"date": str(self.day), "from": self.basis.value}


def dated(document: Document) -> Dated | None:
    """The date a document gives itself: in its metadata, its title, its first page, its file's name; None without one."""
    # One that was stored by an earlier version has not what its first page says.
    content = with_first_page(document).content
    found = next(stated_dates(content.metadata, content.title or "", document.source), None)
    return Dated(found[1], found[0]) if found else None


def newness(found: Dated | None) -> tuple[int, int, int]:
    """A key that sorts documents by date; those without one are the oldest."""
    day = found.day if found else Day(None)
    return day.year or 0, day.month or 0, day.day or 0
