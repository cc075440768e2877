"""Sections as they are stored."""

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from index.documents import Section, Span

#: What many sections have in common, and so is stored once; what each has for itself, and that where it has nothing.
_COMMON = ("heading", "columns", "given")
_OWN = {each.name: each.default for each in fields(Section) if each.name not in ("span", *_COMMON)}
#: A seal is made over these alone where a section has no more, as those of older libraries are.
_FIRST = ("page", "label", "row", "quotable")


def sections_to_json(sections: Iterable[Section]) -> str:
    """A compact JSON form; a heading that stands above many rows stands in it once."""
    common: dict[tuple[tuple[str, ...], ...], int] = {}
    rows = []
    for section in sections:
        number = common.setdefault((section.heading, section.columns, section.given), len(common))
        own = [None if (value := getattr(section, name)) == absent else value for name, absent in _OWN.items()]
        while own and own[-1] is None:
            own.pop()
        rows.append([section.span.start, len(section.span), number, *own])
    return _compact({"common": list(common), "sections": rows})


def sections_from_json(text: str) -> tuple[Section, ...]:
    """The inverse of :func:`sections_to_json`, and of the form that older libraries have: a list of lists."""
    held = json.loads(text)
    if isinstance(held, list):
        return tuple(
            Section(Span(start, end), tuple(heading), page, label, row, bool(quotable))
            for start, end, heading, page, label, row, quotable in held
        )
    common = [dict(zip(_COMMON, map(tuple, each), strict=True)) for each in held["common"]]
    return tuple(
        Section(Span(start, start + length), **common[number], **dict(_own(own)))
        for start, length, number, *own in held["sections"]
    )


def sealed_sections(sections: Iterable[Section]) -> str:
    """Sections as a document's seal covers them: in the form of older libraries, followed by fields that are newer."""
    rows = []
    for section in sections:
        row = [section.span.start, section.span.end, list(section.heading)]
        row += [int(value) if name == "quotable" else value for name in _FIRST for value in [getattr(section, name)]]
        since = {
            each.name: value
            for each in fields(Section)
            if each.name not in ("span", "heading", *_FIRST) and (value := getattr(section, each.name)) != each.default
        }
        rows.append([*row, since] if since else row)
    return _compact(rows)


def _own(values: list[Any]) -> Iterable[tuple[str, Any]]:
    for name, value in zip(_OWN, values, strict=False):
        if value is not None:
            yield name, tuple(value) if isinstance(value, list) else value


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
