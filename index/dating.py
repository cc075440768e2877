"""A document's own date: what it states of itself in its metadata, its title, its first page and its name. English, by rules.

What merely tells of a date is none: a wrong date is worse than none.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum

from index.dates import Day, dates
from index.documents import FIRST_PAGE, Document, Span

#: Code points of a document that may tell its date.
_PAGE = 1_500
_NAMED = re.compile(
    r"\b(?:(?P<date>dated?)|(?P<numbered>version)|edition|effective|valid from|in force|(?P<stand>as of|as at)|issued|published"
    r"|revised|updated|adopted)\b(?P<between>[^\n]{0,30})$",
    re.IGNORECASE,
)
#: Words that may stand between those, before the one that names the date.
_PLAIN = frozenset(
    "first second third fourth fifth last originally current approved valid now also was were is are has been and the this of in by no nr".split()
)
#: What a date of another thing is called by: the one replaced, the end, somebody's birth.
_OTHER = re.compile(
    r"replac|supersed|amend|former|previous|earlier|older|\b(?:last|next|until|till|than|before|since|expires?|ends?)\b",
    re.IGNORECASE,
)
#: Dates that are the document's own, among all that are "the date of" something.
_DATE_OF = re.compile(
    r"\s+of\s+(?:this|(?:the )?(?:issue|publication|printing|revision|version|edition|letter|report|notice|signature|signing|adoption"
    r"|approval|minutes|agreement))\b",
    re.IGNORECASE,
)
#: Words that may follow a date in its line, at most.
_FEW = 3
_GAP = re.compile(r"\s{2,}|[|·\t]")
#: In a file's name, words end at an underscore, and at a hyphen that stands between no two digits.
_JOINT = re.compile(r"[_\s]+|(?<!\d)-|-(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")


#: What documents call themselves and their editions.
LABELS = frozenset(
    "document policy policies rules statutes bylaws regulations agreement contract report guide manual version edition revision page"
    " leaflet notice handbook plan form letter memo mail print issue publication effective approval signature invoice terms conditions"
    " instructions sheet card list minutes meeting lease licence deed statement order offer proposal protocol procedure standard"
    " guideline booklet brochure catalogue price prices tariff tariffs timetable programme bulletin newsletter circular budget notes"
    " decision judgment".split()
)
#: A word before a date that belongs to it: "the storm of ", "the meeting on ".
_EVENT = re.compile(r"(\w+) (?:of|on|in|since|until|before|after)(?: the)?\s+$", re.IGNORECASE)
#: Years that are the document's where they stand alone in a title or name, or beside a label.
_RECENT = range(1980, 2040)
#: What documents call their date in their metadata, the nearest to it first.
_KEYS = ("date", "published", "issued", "modified", "created", "year")


class Basis(StrEnum):
    """Where a document's date was read, what says most first."""

    METADATA = "metadata"
    TITLE = "title"
    FIRST_PAGE = "first page"
    FILE = "file name"


def stated_dates(metadata: Mapping[str, str], title: str, source: str) -> Iterator[tuple[Basis, Day]]:
    """The dates that a document states, what says most first: in its metadata, title, first page and name."""
    values = {key.lower(): value for key, value in metadata.items()}
    inside = (first_date(_COMPACT.sub(r"\1-\2-\3", values[key])) for key in _KEYS if key in values)
    if day := next(filter(None, inside), None):
        yield Basis.METADATA, day
    if day := _date_of_title(title):
        yield Basis.TITLE, day
    if day := first_date(values.get(FIRST_PAGE, "")):
        yield Basis.FIRST_PAGE, day
    if day := date_in_name(source):
        yield Basis.FILE, day


def with_first_page(document: Document) -> Document:
    """A document as it is stored: what its first page says of its date is kept with it, so that filters know it unread."""
    content = document.content
    stated = dict(stated_dates(content.metadata, content.title or "", document.source))
    if {Basis.METADATA, Basis.TITLE, Basis.FIRST_PAGE} & stated.keys():
        return document
    day = date_of_first_page(document.text)
    return (
        replace(document, content=replace(content, metadata={**content.metadata, FIRST_PAGE: str(day)}))
        if day
        else document
    )


def date_of_first_page(text: str) -> Day | None:
    """The first date of a text's beginning that words before it call its own."""
    page = text[:_PAGE]
    return next((day for span, day in dates(page) if day.year and _is_own(page, span, day)), None)


def first_date(text: str) -> Day | None:
    """The first date in a text that tells its year."""
    return next((day for _, day in dates(text) if day.year), None)


def date_in_name(source: str) -> Day | None:
    """The date in a file's name, or in the name of the nearest folder that has one."""
    parts = (part.rsplit(".", 1)[0] or part for part in reversed(source.split("/")))
    found = (first_date(_COMPACT.sub(r"\1-\2-\3", _JOINT.sub(" ", part))) for part in parts)
    return next((day for day in found if day and _may_date(day)), None)


def _date_of_title(title: str) -> Day | None:
    """The first date of a title, unless that is of something it tells of: "The storm of 3 May 1987"."""
    span, day = next(((span, day) for span, day in dates(title) if day.year), (None, None))
    if span is None or day is None or not _may_date(day) or re.match(r"/\d{3}", title[span.end :]):  # No. 2026/118
        return None
    event = _EVENT.search(title[: span.start])
    return None if event and event[1].lower() not in LABELS else day


def _may_date(day: Day) -> bool:
    """Whether a date in a title or name may be the document's: "The revolution of 1848" and "invoice 2087" are not of that year."""
    return day.month is not None or (day.year or 0) in _RECENT


def _is_own(text: str, span: Span, day: Day) -> bool:
    """Whether what stands before a date calls it the document's own, and does not merely tell of something."""
    before = text[: span.start]
    found = _NAMED.search(before)
    # "As of 2013, most of them are owners"; a version is numbered 2019.
    if found is None or _OTHER.search(found["between"]) or ((found["stand"] or found["numbered"]) and not day.month):
        return False
    if found["date"] and re.match(r"\s+of\b", found["between"]) and not _DATE_OF.match(found["between"]):
        return False
    # In a sentence on the document: "This agreement is made as of ...".
    lead = before[: found.start()].rpartition("\n")[2]
    if day.month and re.search(r"\bthis\b", lead, re.IGNORECASE):
        return True
    # Else at a line's beginning, or in a column of its own, and not of long ago, as a battle is: "Date: 22 September 1709".
    if day.year not in _RECENT:
        return False
    words = re.findall(r"[^\W\d_]+", _GAP.split(lead)[-1].lower())
    return all(word in LABELS or word in _PLAIN for word in words) and _ends(text[span.end :].partition("\n")[0], day)


def _ends(rest: str, day: Day) -> bool:
    """Whether a line ends soon after a date, or tells who by and where; no clause hangs on it: "Published in 1931, it ..."."""
    few = len(re.findall(r"[^\W\d_]+", re.split(r"[.;)]|\s{2,}|[|·]", rest)[0])) <= _FEW
    return few or bool(day.month and re.match(r"\s+(?:by|between|at|in|to)\b", rest))
