"""Lists of terms in plain text: a term, a wide gap and what is said of it, which goes on in the lines below. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.documents import Span

#: A term has no wide gap in it.
_ENTRY = re.compile(r"(?P<term>[^\s](?:[^\s]| (?! )){0,39})(?:  +|\t+)(?P<words>[^\s][^\n]*)")
_GAP = re.compile(r"[^\s](?:  +|\t+)[^\s]")
#: What is said of a term is longer than this somewhere, or goes on below; so many entries make a list.
_LONGEST, _FEW = 60, 3
_SLACK = 1


@dataclass
class _Entry:
    term: Span
    at: int  # how far from the beginning of the line what is said begins
    said: Span


def entries(text: str, start: int, end: int) -> Iterator[list[tuple[Span, Span]]]:
    """The lists of a stretch: of each entry its term and what is said of it."""
    found: list[_Entry] = []
    blank = False
    for line in [*text[start:end].split("\n"), "."]:
        words = line.strip()
        entry = _ENTRY.fullmatch(line.rstrip())
        indent = len(line) - len(line.lstrip())
        if not words:
            blank = True
        elif found and not blank and abs(indent - found[-1].at) <= _SLACK:
            found[-1].said = Span(found[-1].said.start, start + indent + len(words))
        else:
            if not (entry and found and abs(entry.start("words") - found[0].at) <= _SLACK):
                yield from _list(text, found)
                found = []
            if entry:
                said = Span(start + entry.start("words"), start + entry.end("words"))
                term = Span(start + entry.start("term"), start + entry.end("term"))
                found.append(_Entry(term, entry.start("words"), said))
        blank = blank and not words
        start += len(line) + 1


def _list(text: str, found: Sequence[_Entry]) -> Iterator[list[tuple[Span, Span]]]:
    said = [entry.said.of(text) for entry in found]
    long = any(len(words) > _LONGEST or "\n" in words for words in said)
    # What has a wide gap once more is a table.
    if len(found) >= _FEW and long and not any(map(_GAP.search, said)):
        yield [(entry.term, entry.said) for entry in found]
