"""Whether the quotes of an earlier reply still stand."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from assistant.language import sentences
from assistant.shapes import Verified
from index.documents import Document, Span
from index.errors import InvalidReply
from index.index import Index
from index.search import View

#: Code points around its old place in which changed words are looked for, and how alike they must be at least.
_NEAR, _ALIKE = 20_000, 0.6


class Standing(StrEnum):
    """What became of a quote."""

    STANDS = "stands"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Verdict:
    """A quote and what became of it.

    Attributes:
        text: the quoted words. source: where the reply found them.
        document, span: where they stand now, or what stands in their stead; None when they are gone.
        changes: what was said and what is said now in its stead, for words that changed.
    """

    text: str
    source: str
    standing: Standing
    document: Document | None
    span: Span | None
    changes: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> Verified:
        """The verdict as commands and servers give it."""
        shape: Verified = {
            "text": self.text,
            "source": self.source,
            "standing": self.standing.value,
            "now": None
            if self.document is None or self.span is None
            else {
                "document": self.document.id,
                "digest": self.document.digest,
                "source": self.document.source,
                "library": self.document.library or None,
                "start": self.span.start,
                "end": self.span.end,
            },
        }
        if self.changes:
            shape["changes"] = [{"was": was, "now": now} for was, now in self.changes]
        return shape


def verify(reply: Mapping[str, Any], index: Index) -> list[Verdict]:
    """Holds every quote of a reply, as ``quoth ask --json`` printed it, against the library as it is now.

    A quote stands where the text it was taken from is in the library unchanged and has its words at its
    place, whatever the document's source is called now. It has moved where its words stand elsewhere, to
    the letter. It has changed where its own document says nearly the same in other words. It is gone otherwise.

    Raises:
        InvalidReply: this is no such reply.
    """
    quotes = _quotes(reply)
    with index.view() as view:
        return [_verdict(quote, view) for quote in quotes]


def _quotes(reply: Mapping[str, Any]) -> list[tuple[str, int, int, str, str, str]]:
    try:
        return [
            (str(q["text"]), int(q["start"]), int(q["end"]), str(q["document"]), str(q["digest"]), str(q["source"]))
            for q in [*reply["quotes"], *reply.get("nearest", ())]
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise InvalidReply(f"this is no reply as quoth ask --json prints it ({cause!r})") from cause


def _verdict(quote: tuple[str, int, int, str, str, str], view: View) -> Verdict:
    text, start, end, id, digest, source = quote
    for document in _likely(view, id, digest, text):
        if document.digest == digest and document.text[start:end] == text != "":
            return Verdict(text, source, Standing.STANDS, document, Span(start, end))
    for document in _likely(view, id, digest, text):
        if text and (places := list(_places(text, document.text))):
            nearest = min(places, key=lambda place: abs(place - start))
            return Verdict(text, source, Standing.MOVED, document, Span(nearest, nearest + len(text)))
    own = view.document(id)
    if own and own.digest != digest and (span := _nearly(text, start, own.text)):
        return Verdict(text, source, Standing.CHANGED, own, span, tuple(_changes(text, span.of(own.text))))
    return Verdict(text, source, Standing.GONE, None, None)


def _nearly(text: str, start: int, within: str) -> Span | None:
    """Where nearly the same is said, near where it was; None where nothing is alike enough."""
    low = max(0, start - _NEAR)
    found = [span.shifted(low) for span in sentences(within[low : start + len(text) + _NEAR])]
    count = max(1, len(sentences(text)))
    best, alike = None, _ALIKE
    said = SequenceMatcher(None, autojunk=False)
    said.set_seq2(text.split())
    for first, last in zip(found, found[count - 1 :], strict=False):
        span = Span(first.start, last.end)
        said.set_seq1(span.of(within).split())
        if said.real_quick_ratio() > alike and said.quick_ratio() > alike and (ratio := said.ratio()) > alike:
            best, alike = span, ratio
    return best


def _changes(was: str, now: str) -> Iterator[tuple[str, str]]:
    """The words that differ, by their places, each a slice of its text."""
    before, after = [list(re.finditer(r"\S+", text)) for text in (was, now)]
    matcher = SequenceMatcher(None, [m[0] for m in before], [m[0] for m in after], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield (
                was[before[a].start() : before[b - 1].end()] if b > a else "",
                now[after[c].start() : after[d - 1].end()] if d > c else "",
            )


def _likely(view: View, id: str, digest: str, text: str) -> Iterator[Document]:
    """The quote's own document, those with the same text, then those with the same words."""
    seen: set[str] = set()

    def unseen(documents: Iterable[Document | None]) -> Iterator[Document]:
        for document in documents:
            if document and document.id not in seen:
                seen.add(document.id)
                yield document

    yield from unseen([view.document(id)])
    yield from unseen(view.document(entry.id) for entry in view.documents() if entry.digest == digest)
    yield from unseen(passage.document for passage in view.mentions(text, 50))


def _places(text: str, within: str) -> Iterator[int]:
    at = within.find(text)
    while at >= 0:
        yield at
        at = within.find(text, at + 1)
