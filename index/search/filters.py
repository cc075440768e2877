"""Which documents a question is asked of: conditions on source, title and metadata."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from operator import ge, gt, le, lt
from typing import Any, Protocol

from index.dating import stated_dates
from index.errors import InvalidFilter
from index.storage import Entry

_TERM = re.compile(r"(?P<not>-?)(?P<key>[\w.-]+?)(?P<operator>>=|<=|!=|[:=<>])(?P<value>[^<>=].*)", re.DOTALL)
#: A quoted stretch; an apostrophe within a word is a letter.
_QUOTED = r""""([^"]*)"|(?<![^\s:=<>-])'([^']*)'"""
_WORD = re.compile(rf"""(?:{_QUOTED}|[^\s"])+|\"""")

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt}


class Condition(Protocol):
    """A test on a document."""

    def __call__(self, entry: Entry) -> bool:
        """Whether the document passes."""
        ...


@dataclass(frozen=True)
class Filter:
    """Conditions that must all hold.

    ``path:contracts/*`` matches a pattern (``*``, ``?``, ``[...]``), or anywhere in the value where there is no
    pattern in it; ``author=Jane`` and ``author!=Jane`` compare whole values; ``date>=2020`` and its kin compare
    numbers as numbers and anything else by the alphabet, which suits ISO dates. ``date`` is the day that a document
    states in its metadata, under that name or another one for it, in its title or in its name. A leading ``-`` denies a
    condition. Values with blanks stand in quotation marks. Letters match in either case. Keys are ``path``
    (or ``source``), ``title``, ``id``, ``library``, and whatever metadata the documents have; a document without the key
    fails every condition on it but a denied one.
    """

    text: str
    conditions: tuple[Condition, ...]

    @classmethod
    def parse(cls, text: str) -> "Filter":
        """The filter written as ``text``.

        Raises:
            InvalidFilter: a condition cannot be understood.
        """
        words = [found[0] for found in _WORD.finditer(text)]
        if '"' in words:
            raise InvalidFilter(f"the filter {text!r} has an open quotation mark")
        return cls(text, tuple(_condition(re.sub(_QUOTED, r"\1\2", word)) for word in words))

    @classmethod
    def of(cls, given: "Filter | str") -> "Filter":
        """A filter, or the one that a text means."""
        return cls.parse(given) if isinstance(given, str) else given

    def admits(self, entry: Entry) -> bool:
        """Whether a document passes every condition."""
        return all(condition(entry) for condition in self.conditions)


def _condition(term: str) -> Condition:
    found = _TERM.fullmatch(term)
    if found is None or not found["value"]:
        raise InvalidFilter(f"cannot read {term!r} in the filter; write key:value, key=value or key>=value")
    key, operator, wanted, denied = found["key"].lower(), found["operator"], found["value"].casefold(), found["not"]

    def passes(entry: Entry) -> bool:
        value = _value(entry, key)
        return value is not None and _holds(value.casefold(), operator, wanted)

    return (lambda entry: not passes(entry)) if denied else passes


def _value(entry: Entry, key: str) -> str | None:
    match key:
        case "path" | "source":
            return entry.source
        case "title":
            return entry.title
        case "id":
            return entry.id
        case "library":
            return entry.library
        case "date":
            # As a document's date is read. One without a title goes by its file's name, which is no title.
            title = "" if entry.title == entry.source.rsplit("/", 1)[-1] else entry.title
            return next((str(day) for _, day in stated_dates(entry.metadata, title, entry.source)), None)
    return next((value for name, value in entry.metadata.items() if name.lower() == key), None)


def _holds(value: str, operator: str, wanted: str) -> bool:
    match operator:
        case ":":
            return fnmatchcase(value, wanted) if re.search(r"[*?\[]", wanted) else wanted in value
        case "=":
            return value == wanted
        case "!=":
            return value != wanted
    try:
        return _COMPARE[operator](float(value), float(wanted))
    except ValueError:
        return _COMPARE[operator](value, wanted)
