"""Calendars (iCalendar) and address books (vCard): each event, task or card a record under its name."""

import re
from collections.abc import Iterator

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers.draft import Draft
from index.readers.encoding import decode
from index.reading import respelled

_KINDS = ("VEVENT", "VTODO", "VJOURNAL", "VCARD")
#: What is shown of an entry, by its name in the file, in the order of the file.
_SHOWN = {
    "DTSTART": "Start", "DTEND": "End", "DUE": "Due", "RRULE": "Repeats", "LOCATION": "Location", "STATUS": "Status",
    "ORGANIZER": "Organizer", "ATTENDEE": "Attendee", "DESCRIPTION": "Description", "CATEGORIES": "Categories",
    "ORG": "Organisation", "TITLE": "Position", "TEL": "Telephone", "EMAIL": "E-mail", "ADR": "Address",
    "BDAY": "Birthday", "NOTE": "Note", "URL": "Web",
}  # fmt: skip
_NAMES = ("SUMMARY", "FN")
#: Values made of parts between semicolons.
_PARTED = ("ADR", "ORG", "RRULE")
_LINE = re.compile(r"""(?:[\w-]+\.)?([A-Za-z-]+)((?:;[^:;"]*(?:"[^"]*"[^:;"]*)*)*):(.*)""")
_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?\d\d)?(Z?))?")
_ZONE, _WHO = re.compile(r'TZID="?([^";:]+)', re.IGNORECASE), re.compile(r'CN=(?:"([^"]*)"|([^;:]*))', re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


def read(data: bytes) -> Content:
    """The content of a calendar or an address book.

    Raises:
        UnreadableDocument: there is no entry in it.
    """
    text, encoding = decode(data)
    draft = Draft()
    number = 0
    for number, (name, lines) in enumerate(_entries(text), start=1):
        draft.enter(1, name)
        draft.record("\n".join([name, *lines]), f"entry {number}")
    if not number:
        raise UnreadableDocument("no calendar and no address book: there is no entry in it")
    return draft.content(None, {"encoding": encoding})


def _entries(text: str) -> Iterator[tuple[str, list[str]]]:
    """The name of each entry, and what it says."""
    within: list[str] = []
    name, said = "", list[str]()
    # A line that begins with a blank goes on from the one before.
    for line in re.sub(r"\n[ \t]", "", text).split("\n"):
        found = _LINE.match(line)
        if found is None:
            continue
        key, about, value = found[1].upper(), found[2], found[3].strip()
        if key == "BEGIN":
            within.append(value.upper())
            if value.upper() in _KINDS:
                name, said = "", []
        elif key == "END":
            if within and within.pop() in _KINDS and (name or said):
                yield name, said
        elif within and within[-1] in _KINDS and value:
            if key in _NAMES:
                name = " ".join(_plain(value).split())
            elif key in _SHOWN and (words := _value(key, about, value)):
                said.append(f"{_SHOWN[key]}: {words}")


def _value(key: str, about: str, value: str) -> str:
    """A value as people write it."""
    if key in ("ORGANIZER", "ATTENDEE"):
        who = _WHO.search(about)
        address = re.sub(r"(?i)^mailto:", "", value)
        return ", ".join(filter(None, ((who[1] or who[2]) if who else "", address)))
    if time := _TIME.fullmatch(value):
        zone = _ZONE.search(about)
        day = respelled(f"{time[1]}-{time[2]}-{time[3]}")
        clock = f", {time[4]}:{time[5]}" if time[4] else ""
        return f"{day}{clock}{' UTC' if time[6] else f' ({zone[1]})' if zone and clock else ''}"
    if key in _PARTED:
        return ", ".join(part for each in re.split(r"(?<!\\);", value) if (part := _plain(each).strip()))
    return _plain(value)


def _plain(value: str) -> str:
    """A value without its escapes."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
