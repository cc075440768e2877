"""The library as a list in the page. Pure."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice

from index.ingest import Skipped
from index.readers import FORMATS
from index.storage import Entry
from ui.web.language import LANGUAGE, counted, number, phrase
from ui.web.markup import address, isolated, text
from ui.web.page.scope import Kind, Offer, offers, place

#: Documents listed at once; what lies beyond is found by its words.
LISTED = 200
#: Choices offered at once; what lies beyond is found by its words, too.
OFFERED = 50
#: Libraries and folders shown above the documents.
PLACES = 12


def document_list(entries: Sequence[Entry], skipped: Sequence[Skipped] = (), upload: int | None = None) -> str:
    """All documents, with a way to find, add and remove them.

    Args:
        skipped: what could not be read. upload: bytes that an added document may have; None where none may be added.
    """
    editable = upload is not None
    find = searching("q-find", phrase("library.find")) if len(entries) > 5 else ""
    passages = sum(entry.passages for entry in entries)
    return (
        f'<div class="head"><h2 id="source-title" tabindex="-1">{phrase("library.head")}</h2>'
        f'<p class="path" id="q-count">{counted(len(entries), "document")}, {counted(passages, "passage")}</p></div>'
        f"{_add(upload, empty=not entries) if upload is not None else ''}{_skipped(skipped)}{_places(entries)}{find}"
        f'<div id="q-documents">{rows(entries, editable=editable) if entries or not editable else ""}</div>'
    )


def searching(id: str, words: str) -> str:
    """A field that finds what has the words typed into it."""
    return f'<p class="find"><input type="search" id="{id}" placeholder="{words}" aria-label="{words}"></p>'


def _add(upload: int, *, empty: bool) -> str:
    """Where files are dropped or chosen, and what becomes of them."""
    most, first = text(LANGUAGE.get().size(upload)), " first" if empty else ""
    return (
        f'<div class="add{first}"><button type="button" class="choose" data-most="{upload}" '
        f'data-limit="{most}" data-kinds="{",".join(FORMATS)}">{phrase("library.add")}</button> '
        f'<span class="hint">{phrase("library.hint", most=most)}</span></div><div id="q-added"></div>'
    )


def _places(entries: Sequence[Entry]) -> str:
    """The libraries or folders that documents lie in, each to be asked in with a click."""
    wider = [*islice((each for each in offers(entries) if each.scope.kind is not Kind.DOCUMENT), PLACES)]
    items = "".join(
        f'<li><button type="button" class="within" aria-pressed="false" data-kind="{each.scope.kind}" '
        f'data-value="{escape(each.scope.value)}" title="{text(each.place)}"><span class="label">{isolated(each.label)}'
        f"</span> {number(each.documents)}</button></li>"
        for each in wider
    )
    asked = phrase("library.in")
    return f'<ul class="q-places" aria-label="{asked}"><li>{asked}</li>{items}</ul>' if items else ""


def _skipped(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return ""
    items = "".join(
        f'<li>{isolated(each.source)}<p class="path" lang="en">{text(each.reason)}</p></li>' for each in skipped
    )
    return (
        f'<details class="skipped"><summary>{phrase("library.skipped", n=len(skipped))}</summary>'
        f'<ul class="listing">{items}</ul></details>'
    )


def rows(entries: Sequence[Entry], *, editable: bool) -> str:
    """Documents as a list, the first of them where there are many."""
    if not entries:
        return f'<p class="note">{phrase("library.none")}</p>'
    more = len(entries) - LISTED
    rest = f'<p class="note">{phrase("library.more", n=more)}</p>' if more > 0 else ""
    return f'<ul class="listing">{"".join(_row(entry, editable) for entry in entries[:LISTED])}</ul>{rest}'


def _row(entry: Entry, editable: bool) -> str:
    # A document in use is not lost by a slip: the script waits, and lets it be taken back.
    remove = (
        f'<button type="button" class="remove" value="{text(entry.id)}" title="{phrase("library.from")}">'
        f"{phrase('library.remove')}</button>"
        if editable
        else ""
    )
    file = "" if entry.source.startswith("upload://") else ' data-file="yes"'
    kind = entry.source.rpartition("/")[2].rpartition(".")[2] if "." in entry.source else ""
    told = (
        isolated(place(entry)) if place(entry) else "",
        text(kind.upper()[:8]),
        text(entry.metadata.get("date", "")[:10]),
        counted(entry.size, "character"),
    )
    where = " · ".join(filter(None, told))
    return (
        f'<li{file}><a class="open" href="{address(f"source/{entry.id}", start=0)}">{isolated(entry.title)}</a>{remove}'
        f'<p class="path">{where}</p></li>'
    )


def choices(offers: Iterable[Offer]) -> str:
    """What a question can be asked in, as the options of a list; the widest come first."""
    first = [*islice(offers, OFFERED + 1)]
    if not first:
        return f'<li class="note">{phrase("library.unknown")}</li>'
    rest = f'<li class="note">{phrase("library.further")}</li>' if len(first) > OFFERED else ""
    return "".join(_choice(number, each) for number, each in enumerate(first[:OFFERED])) + rest


def _choice(number: int, offer: Offer) -> str:
    kind, value = offer.scope.kind, escape(offer.scope.value)  # to the letter: it comes back as the choice
    count = "" if kind is Kind.DOCUMENT else counted(offer.documents, "document")
    place = " · ".join(filter(None, (isolated(offer.place) if offer.place else "", count)))
    return (
        f'<li role="option" aria-selected="false" id="q-choice-{number}" data-kind="{kind}" data-value="{value}">'
        f'<span class="kind">{phrase(f"both.kind.{kind}")}</span> <span class="label">{isolated(offer.label)}</span> '
        f'<span class="place">{place}</span></li>'
    )
